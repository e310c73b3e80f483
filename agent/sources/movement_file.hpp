#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/catalog/csv_file.hpp"
#include "agent/dock/file_fault.hpp"
#include "common/base/words.hpp"
#include "common/domain/movement.hpp"

namespace saldo::agent {

/// One row of a movement file, its fields in the order of movement_columns.
struct MovementRow {
    std::size_t line = 0;
    std::vector<std::string> fields;
    /// The row as a device would send it in the *line* profile. It holds no line break, unless a
    /// field does; such a field is refused when it is read.
    std::string text() const;
};

/// A neutral movement file (house.md section 7), row by row: columns by the names of the header,
/// in any order; other columns are passed over.
class MovementFile {
public:
    /// Opens the file and reads its header.
    static std::variant<MovementFile, FileFault> open(const std::filesystem::path& path,
                                                      Language language);

    /// The next row, or what is wrong with it; nothing at the end.
    std::optional<std::variant<MovementRow, FileFault>> next();
    std::uint64_t bytes_read() const { return csv_.bytes_read(); }
    const std::string& name() const { return name_; }

private:
    MovementFile(CsvFile csv, std::string name, Language language)
        : csv_{std::move(csv)}, name_{std::move(name)}, language_{language} {}
    std::optional<FileFault> read_header();
    FileFault fault(const Refusal& refusal, std::size_t line) const;

    CsvFile csv_;
    std::string name_;
    Language language_;
    std::array<std::size_t, movement_columns.size()> at_{};
    std::size_t columns_ = 0;
};

}  // namespace saldo::agent
