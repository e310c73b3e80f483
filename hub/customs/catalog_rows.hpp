#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/catalog.hpp"
#include "hub/customs/csv_table.hpp"
#include "hub/customs/finding_list.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::customs {

/// Entries of one catalog file, each with the row that it came from.
template <class Entry>
struct Rows {
    std::vector<Entry> entries;
    std::vector<std::size_t> rows;
};

/// One line of bom.csv.
struct BomRow {
    std::string rfc;
    std::string product;
    std::optional<LocalDate> valid_from;
    BomLine line;
    std::uint8_t umc = 0;  ///< of the component; 0: not given
    friend bool operator==(const BomRow&, const BomRow&) = default;
};

// One reader a file (house.md section 7). Bad rows are complained about and left out; a name that
// stands twice in one file is complained about.
Rows<Company> read_companies(const SourceFile& file, FindingList& findings);
Rows<Plant> read_plants(const SourceFile& file, FindingList& findings);
Rows<Part> read_parts(const SourceFile& file, FindingList& findings);
Rows<Product> read_products(const SourceFile& file, FindingList& findings);
Rows<BomRow> read_boms(const SourceFile& file, FindingList& findings);
Rows<UnitConversion> read_units(const SourceFile& file, FindingList& findings);

}  // namespace saldo::customs
