#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace saldo {

/// One row of a CSV file. `line` is the line of the file on which it starts, from 1.
struct CsvRow {
    std::size_t line = 0;
    std::vector<std::string> fields;
};

/// Reads comma-separated text (RFC 4180): quotes, doubled quotes, CR LF or LF, an UTF-8 BOM.
/// Empty lines are passed over. Pure and lazy: one row at a time.
/// Needs: the buffer outlives the reader.
class CsvReader {
public:
    explicit CsvReader(std::string_view text);
    /// The next row; nothing at the end. Errors: malformed for a quote that never closes.
    std::optional<Result<CsvRow>> next();
    /// The line on which the row of the last next() starts, also where it could not be read.
    std::size_t row_line() const { return row_line_; }

private:
    std::string_view rest_;
    std::size_t line_ = 1;
    std::size_t row_line_ = 1;
};

/// Splits one line that has no line break in it. Errors: malformed for a quote that never closes.
Result<std::vector<std::string>> split_csv_line(std::string_view line);

/// Writes one field, quoted only when it must be.
void append_csv_field(std::string& out, std::string_view field);

}  // namespace saldo
