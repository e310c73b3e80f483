#include "hub/book/lot_pools.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace saldo::book {
namespace {

ledger::Lot fold_lot(const LotRow& row) {
    return {.entry_date = there_from(row),
            .payment_date = row.paid_at.date,
            .pedimento = row.printed,
            .line = row.line,
            .name = row.key,
            .term_end = row.term_end,
            .quantity = row.quantity,
            .available_from = row.available_from};
}

ledger::UseOrder order_of(const Derived& derived, const std::vector<std::uint32_t>& ranks,
                          const UseRow& use) {
    return {derived.outcomes[use.outcome].date, ranks[use.outcome], use.line, use.material,
            use.column};
}

}  // namespace

std::vector<std::uint32_t> ranks_of(const std::vector<OutcomeRow>& outcomes) {
    std::vector<std::uint32_t> order(outcomes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) {
        const OutcomeRow& o = outcomes[i];
        return std::tie(o.date, o.kind, o.order_text, o.key);
    });
    std::vector<std::uint32_t> ranks(outcomes.size());
    for (std::uint32_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
    return ranks;
}

void sort_rows(Derived& derived, const std::vector<std::uint32_t>& ranks) {
    std::ranges::sort(derived.lots, [](const LotRow& a, const LotRow& b) {
        if (a.part != b.part) return a.part < b.part;
        if (a.unit != b.unit) return a.unit < b.unit;
        const LocalDate x = there_from(a);
        const LocalDate y = there_from(b);
        return std::tie(x, a.paid_at.date, a.printed, a.line, a.key, a.available_from,
                        a.disassembly, a.quantity) < std::tie(y, b.paid_at.date, b.printed, b.line,
                                                              b.key, b.available_from,
                                                              b.disassembly, b.quantity);
    });
    std::ranges::sort(derived.uses, [&](const UseRow& a, const UseRow& b) {
        const auto x = order_of(derived, ranks, a);
        const auto y = order_of(derived, ranks, b);
        return x != y ? x < y : std::tie(a.part, a.unit) < std::tie(b.part, b.unit);
    });
}

LotPools pools_of(const Derived& derived) {
    LotPools pools;
    const auto pool_at = [&](const std::string& part, std::uint8_t unit) -> LotPool& {
        // Rows of one pool follow each other: most look-ups are of the pool before.
        return pools[{part, unit}];
    };
    for (std::uint32_t i = 0; i < derived.lots.size(); ++i) {
        pool_at(derived.lots[i].part, derived.lots[i].unit).lots.push_back(i);
    }
    for (std::uint32_t i = 0; i < derived.uses.size(); ++i) {
        const UseRow& use = derived.uses[i];
        if (use.status == StockStatus::national || use.is_frozen) continue;
        std::uint8_t unit = use.unit;
        if (unit == 0) {  // of a part that no catalog has: the part's pool, whatever its unit
            const auto found = pools.lower_bound({use.part, 0});
            if (found != pools.end() && found->first.first == use.part) unit = found->first.second;
        }
        pool_at(use.part, unit).uses.push_back(i);
    }
    return pools;
}

ledger::Discharge fold_pool(const Derived& derived, const PoolName&, const LotPool& pool,
                            const std::vector<std::uint32_t>& ranks) {
    std::vector<ledger::Lot> lots;
    lots.reserve(pool.lots.size());
    for (std::uint32_t i : pool.lots) lots.push_back(fold_lot(derived.lots[i]));
    std::vector<ledger::Use> uses;
    uses.reserve(pool.uses.size());
    for (std::uint32_t i : pool.uses) {
        const UseRow& row = derived.uses[i];
        ledger::Use use{
            order_of(derived, ranks, row), row.asked, derived.outcomes[row.outcome].expiry, {}};
        for (std::uint32_t l = 0; !row.own_lot.empty() && l < pool.lots.size(); ++l) {
            if (name_of(derived.lots[pool.lots[l]]) == row.own_lot) use.own_lot = l;
        }
        uses.push_back(use);
    }
    return ledger::fold(lots, uses);
}

}  // namespace saldo::book
