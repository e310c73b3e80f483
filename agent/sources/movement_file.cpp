#include "agent/sources/movement_file.hpp"

#include <utility>

#include <fmt/format.h>

#include "common/base/csv.hpp"

namespace saldo::agent {

std::string MovementRow::text() const {
    std::string text;
    for (const std::string& field : fields) {
        if (&field != &fields.front()) text.push_back(',');
        append_csv_field(text, field);
    }
    return text;
}

std::variant<MovementFile, FileFault> MovementFile::open(const std::filesystem::path& path,
                                                         Language language) {
    std::string name = path.filename().string();
    auto csv = CsvFile::open(path);
    if (!csv) {
        const bool es = language == Language::es;
        return FileFault{
            .file = std::move(name),
            .line = 0,
            .column = {},
            .code = "UNREADABLE_FILE",
            .what = es ? "no se puede leer el archivo" : "the file cannot be read",
            .found = csv.error().what,
            .expected = es ? "un archivo CSV legible" : "a CSV file that can be read",
            .remedy = es ? "revise el nombre y los permisos" : "check its name and permissions"};
    }
    MovementFile file{std::move(*csv), std::move(name), language};
    if (auto wrong = file.read_header()) return std::move(*wrong);
    return file;
}

FileFault MovementFile::fault(const Refusal& refusal, std::size_t line) const {
    return fault_of(refusal, name_, line, language_);
}

std::optional<FileFault> MovementFile::read_header() {
    const auto row = csv_.next();
    if (!row) return fault({.code = RefusalCode::bad_line, .found = "0 bytes"}, 0);
    if (!*row) return fault({.code = RefusalCode::bad_line, .found = row->error().what}, 1);
    const CsvHeader header{(*row)->fields};
    if (const auto name = header.repeated()) {
        return fault({.code = RefusalCode::bad_line, .found = *name + " x 2"}, (*row)->line);
    }
    for (std::size_t i = 0; i < movement_columns.size(); ++i) {
        const auto at = header.index_of(movement_columns[i]);
        if (!at) {
            return fault({.code = RefusalCode::bad_line,
                          .column = movement_columns[i],
                          .found = header.text()},
                         (*row)->line);
        }
        at_[i] = *at;
    }
    columns_ = header.size();
    return std::nullopt;
}

std::optional<std::variant<MovementRow, FileFault>> MovementFile::next() {
    auto row = csv_.next();
    if (!row) return std::nullopt;
    if (!*row) {
        return fault({.code = RefusalCode::bad_line, .found = row->error().what}, csv_.row_line());
    }
    std::vector<std::string>& fields = (*row)->fields;
    if (fields.size() != columns_) {
        return fault({.code = RefusalCode::bad_line,
                      .found = fmt::format("{} / {}", fields.size(), columns_)},
                     (*row)->line);
    }
    MovementRow movement{.line = (*row)->line, .fields = {}};
    movement.fields.reserve(at_.size());
    for (const std::size_t at : at_) movement.fields.push_back(std::move(fields[at]));
    return movement;
}

}  // namespace saldo::agent
