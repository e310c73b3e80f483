#include "agent/catalog/csv_file.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"

namespace saldo::agent {

Result<CsvFile> CsvFile::open(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return Error{Errc::not_found, path.string() + ": there is no such file"};
    }
    if (status.type() != std::filesystem::file_type::regular) {
        return Error{Errc::forbidden, path.string() + ": is no file that can be read"};
    }
    std::ifstream file{path, std::ios::binary};
    if (!file) return Error{Errc::forbidden, path.string() + ": cannot be opened for reading"};
    return CsvFile{std::move(file)};
}

bool CsvFile::read_line(std::string& line) {
    std::string piece;
    for (;;) {
        const int c = file_.get();
        if (c == std::ifstream::traits_type::eof()) break;
        ++bytes_read_;
        piece.push_back(static_cast<char>(c));
        if (c == '\n' || line.size() + piece.size() > row_bytes_max) break;
    }
    line += piece;
    return !piece.empty();
}

std::optional<Result<CsvRow>> CsvFile::next() {
    std::string text;
    row_line_ = line_ + 1;
    while (!is_done_) {
        const bool got = read_line(text);
        if (text.size() > row_bytes_max) {
            is_done_ = true;
            return malformed(fmt::format("a row of more than {} bytes begins here", row_bytes_max));
        }
        if (!got && file_.bad()) {
            is_done_ = true;
            return Error{Errc::storage, "the file cannot be read"};
        }
        if (got && text.ends_with('\n')) ++line_;
        if (!got) is_done_ = true;
        CsvReader reader{text};
        auto row = reader.next();
        if (row && *row) {
            (*row)->line = row_line_;
            return row;
        }
        if (row && is_done_) return row;
        if (row) continue;  // A quote is open: the row goes on in the next line.
        text.clear();
        row_line_ = line_ + 1;
    }
    return std::nullopt;
}

CsvHeader::CsvHeader(const std::vector<std::string>& names) {
    names_.reserve(names.size());
    for (const std::string& name : names) names_.push_back(to_lower_ascii(trim(name)));
}

std::optional<std::size_t> CsvHeader::index_of(std::string_view name) const {
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names_.begin());
}

std::optional<std::string> CsvHeader::repeated() const {
    for (auto name = names_.begin(); name != names_.end(); ++name) {
        if (std::find(std::next(name), names_.end(), *name) != names_.end()) return *name;
    }
    return std::nullopt;
}

std::string CsvHeader::text() const {
    std::string text;
    for (const std::string& name : names_) {
        if (!text.empty()) text += ',';
        text += name;
    }
    return text;
}

}  // namespace saldo::agent
