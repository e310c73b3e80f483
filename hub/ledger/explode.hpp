#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/domain/catalog.hpp"

namespace saldo::ledger {

/// What one document line takes of one material.
struct Consumption {
    std::string part;
    Quantity incorporated;
    Quantity shrinkage;
    Quantity scrap;                           ///< goes to the scrap pool; takes nothing now (D-08)
    std::optional<Quantity> shrinkage_limit;  ///< documented norm of the line (D-20)
};

/// The bill of materials of a product in force on the day in question; null where it has none, or
/// where the name is a material with lots of its own (D-15).
using BomOf = std::function<const BomVersion*(const std::string& name)>;

/// Documented shrinkage of a material in percent of what is incorporated, where its line of the
/// bill gives no limit of its own; nothing where nobody documented one.
using NormOf = std::function<std::optional<Quantity>(const std::string& part)>;

/// Explodes `quantity` of `product` to materials, in order of first appearance; the same material
/// met twice is added up.
///
/// Needs:   bom_of(product) is not null.
/// Units:   quantity in the UMC of the product, results in the UMC of each part.
/// Rounding: one half-even rounding to 1e-8 on the total of the line and material; a subassembly is
///          a material of the level above and is rounded there.
/// Errors:  malformed for a bill that contains itself, is deeper than 32, or whose result is too
/// large.
Result<std::vector<Consumption>> explode(const std::string& product, Quantity quantity,
                                         const BomOf& bom_of, const NormOf& norm_of);

}  // namespace saldo::ledger
