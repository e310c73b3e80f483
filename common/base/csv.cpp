#include "common/base/csv.hpp"

#include <utility>

namespace saldo {

CsvReader::CsvReader(std::string_view text) : rest_{text} {
    constexpr std::string_view bom = "\xEF\xBB\xBF";
    if (rest_.starts_with(bom)) rest_.remove_prefix(bom.size());
}

std::optional<Result<CsvRow>> CsvReader::next() {
    while (!rest_.empty() && (rest_.front() == '\n' || rest_.front() == '\r')) {
        if (rest_.front() == '\n') ++line_;
        rest_.remove_prefix(1);
    }
    if (rest_.empty()) return std::nullopt;

    row_line_ = line_;
    CsvRow row{.line = line_, .fields = {}};
    std::string field;
    bool quoted = false;
    std::size_t i = 0;
    for (; i < rest_.size(); ++i) {
        const char c = rest_[i];
        if (quoted) {
            if (c == '\n') ++line_;
            if (c != '"') {
                field.push_back(c);
            } else if (i + 1 < rest_.size() && rest_[i + 1] == '"') {
                field.push_back('"');
                ++i;
            } else {
                quoted = false;
            }
        } else if (c == '"' && field.empty()) {
            quoted = true;
        } else if (c == ',') {
            row.fields.push_back(std::exchange(field, {}));
        } else if (c == '\n' || c == '\r') {
            break;
        } else {
            field.push_back(c);
        }
    }
    rest_.remove_prefix(i);
    if (quoted) {
        rest_ = {};
        return malformed("a quote opened on line " + std::to_string(row.line) + " never closes");
    }
    row.fields.push_back(std::move(field));
    return row;
}

Result<std::vector<std::string>> split_csv_line(std::string_view line) {
    CsvReader reader{line};
    auto row = reader.next();
    if (!row) return std::vector<std::string>{};
    if (!*row) return row->error();
    return std::move((*row)->fields);
}

void append_csv_field(std::string& out, std::string_view field) {
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += field;
        return;
    }
    out.push_back('"');
    for (char c : field) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

}  // namespace saldo
