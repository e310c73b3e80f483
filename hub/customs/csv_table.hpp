#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/csv.hpp"
#include "common/base/date.hpp"
#include "common/domain/quantity.hpp"
#include "hub/customs/finding_list.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::customs {

/// A column of a comma-separated file, and whether the file may lack it.
struct CsvColumn {
    std::string_view name;
    bool is_needed = true;
};

/// A comma-separated file whose columns are found by name. UTF-8, or Windows-1252 where it is none.
///
/// The typed readers complain about what they cannot read, at the row and column, and then give the
/// value that stands for nothing; `is_good()` tells whether they did.
class CsvTable {
public:
    /// `columns` and `file` outlive the table.
    CsvTable(const SourceFile& file, std::span<const CsvColumn> columns, FindingList& findings);

    /// Goes to the next row that has the header's fields. False at the end, or where
    /// nothing can be read.
    bool next();
    std::size_t row() const { return row_; }
    /// Nothing was complained about in this row so far.
    bool is_good() const { return is_good_; }

    /// The field, trimmed; empty where the file lacks the column. `column`: index into the columns.
    std::string_view text(std::size_t column) const;
    bool has(std::size_t column) const { return places_[column].has_value(); }

    std::string name_of(std::size_t column,
                        std::size_t bytes_max);  ///< needed; no control characters
    std::string note_of(std::size_t column, std::size_t bytes_max);  ///< may be empty
    std::uint32_t number_of(std::size_t column, std::uint32_t min, std::uint32_t max);
    std::uint8_t unit_of(std::size_t column);       ///< appendix 7
    std::uint32_t fraccion_of(std::size_t column);  ///< eight digits
    std::uint8_t nico_of(std::size_t column);       ///< may be empty
    Quantity quantity_of(std::size_t column, bool may_be_zero);
    std::optional<Quantity> optional_quantity_of(std::size_t column);
    std::optional<LocalDate> optional_date_of(std::size_t column);
    bool flag_of(std::size_t column, bool otherwise);

    void complain(FindingCode code, std::size_t column, std::string_view expected = {});
    void complain_row(FindingCode code, std::string_view found, std::string_view expected = {});
    const SourceFile& file() const { return file_; }

private:
    void read_header();
    bool place_columns(std::vector<std::string>& names);
    void complain_at(FindingCode code, std::string_view column, std::string_view found,
                     std::string_view expected);

    const SourceFile& file_;
    std::span<const CsvColumn> columns_;
    FindingList& findings_;
    std::string decoded_;                             ///< only where the file is not UTF-8
    std::optional<CsvReader> reader_;                 ///< none: nothing can be read
    std::vector<std::optional<std::size_t>> places_;  ///< by column: field of the file
    std::vector<std::string> fields_;
    std::size_t header_fields_ = 0;
    std::size_t row_ = 0;
    bool is_good_ = true;
};

}  // namespace saldo::customs
