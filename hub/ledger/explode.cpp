#include "hub/ledger/explode.hpp"

#include <algorithm>

#include "common/base/decimal.hpp"

namespace saldo::ledger {
namespace {

constexpr int depth_max = 32;

/// Totals in units of 1e-16, so that nothing is rounded before all of a material is known.
struct Exact {
    std::string part;
    Int128 incorporated = 0;
    Int128 shrinkage = 0;
    Int128 scrap = 0;
    Int128 limit = 0;
    Int128 by_percent = 0;  ///< incorporated by lines that `percent` limits
    Quantity percent;
    bool is_limited = false;
};

class Explosion {
public:
    Explosion(const BomOf& bom_of, const NormOf& norm_of) : bom_of_{bom_of}, norm_of_{norm_of} {}

    Result<void> add(const std::string& product, Quantity quantity) {
        const BomVersion* bom = bom_of_(product);
        SALDO_CHECK(bom != nullptr);
        if (std::ranges::count(path_, product) != 0) {
            return malformed("the bill of materials of " + product + " contains itself");
        }
        if (path_.size() == depth_max) {
            return malformed("the bill of materials of " + path_.front() + " is too deep");
        }
        path_.push_back(product);
        for (const BomLine& line : bom->lines) {
            if (const auto added = add_line(line, quantity); !added) return added.error();
        }
        path_.pop_back();
        return {};
    }

    Result<std::vector<Consumption>> round() const {
        std::vector<Consumption> result;
        for (const Exact& exact : totals_) {
            const auto incorporated = rounded(exact.incorporated);
            const auto shrinkage = rounded(exact.shrinkage);
            const auto scrap = rounded(exact.scrap);
            const auto limit = rounded(exact.limit + share_of(exact.by_percent, exact.percent));
            if (!incorporated || !shrinkage || !scrap || !limit) {
                return malformed("the consumption of " + exact.part + " is too large");
            }
            Consumption c{exact.part, *incorporated, *shrinkage, *scrap, {}};
            if (exact.is_limited) c.shrinkage_limit = *limit;
            result.push_back(std::move(c));
        }
        return result;
    }

private:
    static Int128 product_of(Quantity a, Quantity b) { return Int128{a.ticks()} * b.ticks(); }

    static Result<Quantity> rounded(Int128 exact) {
        const auto ticks = div_half_even(exact, Quantity::ticks_per_unit);
        if (!ticks) return ticks.error();
        return Quantity::from_ticks(*ticks);
    }

    /// Percent of a total in units of 1e-16. A total that large is refused by rounded().
    static Int128 share_of(Int128 total, Quantity percent) {
        constexpr Int128 hundred_percent = Int128{100} * Quantity::ticks_per_unit;
        const Int128 whole = total / hundred_percent;
        const Int128 rest = total % hundred_percent;
        return whole * percent.ticks() + rest * percent.ticks() / hundred_percent;
    }

    Result<void> add_line(const BomLine& line, Quantity quantity) {
        if (bom_of_(line.component) != nullptr) {
            const auto subassemblies = checked_multiply(quantity, line.incorporated);
            if (!subassemblies) return subassemblies.error();
            return add(line.component, *subassemblies);
        }
        Exact& exact = total_of(line.component);
        exact.incorporated += product_of(quantity, line.incorporated);
        exact.shrinkage += product_of(quantity, line.shrinkage);
        exact.scrap += product_of(quantity, line.scrap);
        if (line.norm) {
            exact.limit += product_of(quantity, *line.norm);
            exact.is_limited = true;
            return {};
        }
        const auto percent = norm_of_(line.component);
        if (!percent) {  // not limited: its own shrinkage is its limit
            exact.limit += product_of(quantity, line.shrinkage);
            return {};
        }
        exact.by_percent += product_of(quantity, line.incorporated);
        exact.percent = *percent;
        exact.is_limited = true;
        return {};
    }

    Exact& total_of(const std::string& part) {
        const auto found = std::ranges::find(totals_, part, &Exact::part);
        if (found != totals_.end()) return *found;
        totals_.push_back({.part = part});
        return totals_.back();
    }

    const BomOf& bom_of_;
    const NormOf& norm_of_;
    std::vector<std::string> path_;
    std::vector<Exact> totals_;
};

}  // namespace

Result<std::vector<Consumption>> explode(const std::string& product, Quantity quantity,
                                         const BomOf& bom_of, const NormOf& norm_of) {
    Explosion explosion{bom_of, norm_of};
    if (const auto added = explosion.add(product, quantity); !added) return added.error();
    return explosion.round();
}

}  // namespace saldo::ledger
