#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/csv.hpp"
#include "common/base/result.hpp"

namespace saldo::agent {

/// A CSV file read row by row, so that a file of any size takes a few kilobytes of memory.
///
/// The file must not be a pipe. A field may hold line breaks inside quotes.
class CsvFile {
public:
    static constexpr std::size_t row_bytes_max = 64 * 1024;

    /// Errors: not_found, forbidden or storage, with a sentence for people.
    static Result<CsvFile> open(const std::filesystem::path& path);

    /// The next row that is not empty; nothing at the end. After an error the file is at its end.
    /// Errors: malformed for a quote that never closes or a row past row_bytes_max; storage.
    std::optional<Result<CsvRow>> next();

    /// The line of the file on which the row last asked for begins, also when it was an error.
    std::size_t row_line() const { return row_line_; }
    std::uint64_t bytes_read() const { return bytes_read_; }

private:
    explicit CsvFile(std::ifstream file) : file_{std::move(file)} {}
    bool read_line(std::string& line);

    std::ifstream file_;
    std::size_t line_ = 0;  // lines that were read whole
    std::size_t row_line_ = 0;
    std::uint64_t bytes_read_ = 0;
    bool is_done_ = false;
};

/// Where the columns of a file stand, by the names of its header.
class CsvHeader {
public:
    CsvHeader() = default;
    explicit CsvHeader(const std::vector<std::string>& names);
    /// Nothing for a column that the file has not.
    std::optional<std::size_t> index_of(std::string_view name) const;
    std::size_t size() const { return names_.size(); }
    /// A name that stands twice, if there is one.
    std::optional<std::string> repeated() const;
    /// All names, for messages.
    std::string text() const;

private:
    std::vector<std::string> names_;
};

}  // namespace saldo::agent
