#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/customs/finding.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::customs {

/// Whether the hub already has a part or product of that name for that company.
/// An empty rfc asks whether it is there for every company.
using IsKnownPart = std::function<bool(std::string_view rfc, std::string_view part_number)>;

/// What a folder of catalogs says: everything, or nothing where an error was found.
struct CatalogFiles {
    bool is_refused = false;
    std::vector<Company> companies;
    std::vector<Plant> plants;
    std::vector<Part> parts;
    std::vector<Product> products;
    std::vector<BomVersion> boms;  ///< one a (product, valid_from), lines in file order
    std::vector<UnitConversion> units;
    std::vector<Finding> findings;

    /// All of them, in the order above.
    std::vector<Fact> facts() const;
};

/// Reads companies.csv, plants.csv, parts.csv, products.csv, bom.csv and units.csv, whichever are
/// there, by file name (house.md section 7); other files are named and passed over.
///
/// Only contradictions inside the folder refuse it: a name twice, a unit that appendix 7 does not
/// have, a component that neither the folder nor `is_known` knows. A plant of a company that is not
/// there yet is taken: it waits as pending.
/// Needs:   is_known may be empty: nothing is known.
CatalogFiles read_catalogs(std::span<const SourceFile> files, const IsKnownPart& is_known);

}  // namespace saldo::customs
