#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/book/catalogs.hpp"
#include "hub/book/customs_pairs.hpp"
#include "hub/book/declarations.hpp"
#include "hub/book/pair_state.hpp"

namespace saldo::book {

/// The declared V1 and V5 halves of all companies, joined by their Descargos
/// (anexo24.md 5.3; scenarios/README.md "V1 / V5 pairs"). Checks stop at the first difference:
/// link, UMC quantity, UMT, value (the return may not be above the import).
class Pairs {
public:
    Pairs() = default;
    Pairs(const Catalogs& catalogs, const Declarations& declarations, const Documents& documents);

    /// Nothing for an outcome that is no half of a pair.
    const PairState* of(const std::string& outcome) const;
    /// The halves that customs tells.
    const CustomsPairs& customs() const { return customs_; }
    /// Import halves of a company, of both kinds, whose return half nobody has told.
    std::vector<LonelyHalf> lonely(const std::string& rfc) const;
    /// Declared outcomes that stand otherwise in `other`.
    std::vector<std::string> changed(const Pairs& other) const;

private:
    std::map<std::string, PairState> states_;                // by outcome
    std::map<std::string, std::vector<LonelyHalf>> lonely_;  // by company
    CustomsPairs customs_;
};

/// UMT of a quantity in UMC, by the catalog's rate: three decimals, half up like every customs
/// column (D-09). Nothing where the part has no rate.
std::optional<Quantity> umt_by_catalog(const Catalogs& catalogs, const std::string& rfc,
                                       const std::string& part, Quantity quantity);

}  // namespace saldo::book
