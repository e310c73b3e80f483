#include "hub/book/recover.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "hub/book/lot_pools.hpp"

namespace saldo::book {
namespace {

LotRow recovered(const LotRow& source, const OutcomeRow& disassembly, const YieldRow& yield,
                 Quantity taken) {
    LotRow lot = source;
    lot.key = name_of(source) + "/" + yield.part;
    lot.is_declared = true;
    lot.part = yield.part;
    lot.unit = yield.unit;
    lot.fraccion = yield.fraccion;
    const auto quantity = checked_multiply(taken, yield.per_unit);
    lot.quantity = quantity ? *quantity : Quantity{};
    lot.quantity_umt.reset();
    lot.value.reset();
    lot.iva.reset();
    lot.available_from = disassembly.date;
    lot.disassembly = disassembly.key;
    lot.is_of_scrap = yield.is_scrap;
    lot.before.reset();
    lot.positions.insert(lot.positions.end(), disassembly.positions.begin(),
                         disassembly.positions.end());
    return lot;
}

/// What every disassembly recovers when lots are as `derived` has them now.
std::vector<LotRow> recover(const Derived& derived, const std::vector<std::uint32_t>& ranks) {
    std::vector<LotRow> found;
    for (const auto& [key, pool] : pools_of(derived)) {
        const bool counts = std::ranges::any_of(pool.uses, [&](std::uint32_t use) {
            return derived.outcomes[derived.uses[use].outcome].kind == OutcomeKind::disassembly;
        });
        if (!counts) continue;
        for (const ledger::Take& take : fold_pool(derived, key, pool, ranks).takes) {
            const std::uint32_t outcome = derived.uses[pool.uses[take.use]].outcome;
            for (const YieldRow& yield : derived.yields) {
                if (yield.outcome != outcome) continue;
                found.push_back(recovered(derived.lots[pool.lots[take.lot]],
                                          derived.outcomes[outcome], yield, take.quantity));
            }
        }
    }
    return found;
}

bool same_lots(const std::vector<LotRow>& a, const std::vector<LotRow>& b) {
    return std::ranges::equal(a, b, [](const LotRow& x, const LotRow& y) {
        return x.key == y.key && x.disassembly == y.disassembly && x.quantity == y.quantity &&
               x.is_of_scrap == y.is_of_scrap;
    });
}

}  // namespace

void open_recovered_lots(Derived& derived, const std::vector<std::uint32_t>& ranks) {
    const std::vector<LotRow> entered = derived.lots;
    std::vector<LotRow> opened;
    // What is recovered on a day changes nothing before it, so each round settles at least one more
    // disassembly for good.
    for (std::size_t round = 0; round <= derived.yields.size() + 1; ++round) {
        derived.lots = entered;
        derived.lots.insert(derived.lots.end(), opened.begin(), opened.end());
        sort_rows(derived, ranks);
        std::vector<LotRow> again = recover(derived, ranks);
        if (same_lots(again, opened)) break;
        opened = std::move(again);
    }
    for (const LotRow& lot : opened) {
        if (lot.is_of_scrap) {
            derived.scrap.push_back({lot.part, *lot.available_from, lot.quantity});
        }
    }
}

}  // namespace saldo::book
