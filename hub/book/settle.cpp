#include "hub/book/settle.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "hub/ledger/fine.hpp"
#include "hub/ledger/fold.hpp"
#include "hub/ledger/share.hpp"

namespace saldo::book {
namespace {

using PoolKey = std::pair<std::string_view, std::uint8_t>;

ledger::Lot fold_lot(const LotRow& row) {
    return {.entry_date = row.entry_date,
            .payment_date = row.paid_at.date,
            .pedimento = row.printed,
            .line = row.line,
            .name = row.key,
            .term_end = row.term_end,
            .quantity = row.quantity};
}

/// Rank of each outcome: date, pedimento number as text or folio, then name.
std::vector<std::uint32_t> ranks_of(const std::vector<OutcomeRow>& outcomes) {
    std::vector<std::uint32_t> order(outcomes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) {
        const OutcomeRow& o = outcomes[i];
        return std::tie(o.date, o.order_text, o.key);
    });
    std::vector<std::uint32_t> ranks(outcomes.size());
    for (std::uint32_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
    return ranks;
}

class Settlement {
public:
    explicit Settlement(Derived& derived) : derived_{derived}, ranks_{ranks_of(derived.outcomes)} {}

    void run() {
        sort();
        for (std::size_t i = 0; i < derived_.alerts.size(); ++i) {
            const Alert& a = derived_.alerts[i];
            noted_.try_emplace({a.code, a.subject, a.part, a.lot}, i);
        }
        std::map<PoolKey, Pool> pools;
        for (std::uint32_t i = 0; i < derived_.lots.size(); ++i) {
            pools[{derived_.lots[i].part, derived_.lots[i].unit}].lots.push_back(i);
        }
        for (std::uint32_t i = 0; i < derived_.uses.size(); ++i) {
            pools[pool_of(derived_.uses[i], pools)].uses.push_back(i);
        }
        for (const auto& [key, pool] : pools) settle_pool(pool);
        std::ranges::sort(derived_.takes, {}, [](const TakeRow& t) {
            return std::tie(t.use, t.lot);  // lots are in FIFO order, so their index is it too
        });
    }

private:
    struct Pool {
        std::vector<std::uint32_t> lots;
        std::vector<std::uint32_t> uses;
    };

    ledger::UseOrder order_of(const UseRow& use) const {
        return {derived_.outcomes[use.outcome].date, ranks_[use.outcome], use.line, use.material,
                use.column};
    }

    void sort() {
        std::ranges::sort(derived_.lots, [](const LotRow& a, const LotRow& b) {
            if (a.part != b.part) return a.part < b.part;
            if (a.unit != b.unit) return a.unit < b.unit;
            return std::tie(a.entry_date, a.paid_at.date, a.printed, a.line, a.key) <
                   std::tie(b.entry_date, b.paid_at.date, b.printed, b.line, b.key);
        });
        std::ranges::sort(derived_.uses, [this](const UseRow& a, const UseRow& b) {
            const auto x = order_of(a);
            const auto y = order_of(b);
            return x != y ? x < y : std::tie(a.part, a.unit) < std::tie(b.part, b.unit);
        });
    }

    /// A use of a part that no catalog has carries no unit of its own: it goes to the part's pool.
    static PoolKey pool_of(const UseRow& use, const std::map<PoolKey, Pool>& pools) {
        if (use.unit != 0) return {use.part, use.unit};
        const auto found = pools.lower_bound({use.part, 0});
        const bool same = found != pools.end() && found->first.first == use.part;
        return same ? found->first : PoolKey{use.part, 0};
    }

    void settle_pool(const Pool& pool) {
        std::vector<ledger::Lot> lots;
        for (std::uint32_t i : pool.lots) lots.push_back(fold_lot(derived_.lots[i]));
        // Equal places happen when one document line meets the same part twice: one walk for both.
        std::vector<ledger::Use> uses;
        for (std::uint32_t i : pool.uses) {
            const UseRow& row = derived_.uses[i];
            auto order = order_of(row);
            if (!uses.empty() && !(uses.back().order < order)) {
                order = uses.back().order;
                ++order.material;
            }
            uses.push_back({order, row.asked, derived_.outcomes[row.outcome].expiry});
        }
        const ledger::Discharge discharge = ledger::fold(lots, uses);
        write_rows(pool, discharge);
        for (const auto& [use, quantity] : discharge.shortages) {
            derived_.uses[pool.uses[use]].shortage = quantity;
            note_shortage(derived_.uses[pool.uses[use]], quantity);
        }
        for (const auto& skip : discharge.skips) {
            const UseRow& use = derived_.uses[pool.uses[skip.use]];
            alert_of({.code = "EXPIRED_LOT_SKIPPED",
                      .subject = derived_.outcomes[use.outcome].key,
                      .part = use.part,
                      .lot = name_of(derived_.lots[pool.lots[skip.lot]]),
                      .amount = skip.balance});
        }
    }

    void write_rows(const Pool& pool, const ledger::Discharge& discharge) {
        std::vector<Quantity> out(pool.lots.size());
        for (std::size_t i = 0; i < pool.lots.size(); ++i) {
            derived_.lots[pool.lots[i]].left = discharge.left[i];
        }
        for (const ledger::Take& take : discharge.takes) {
            LotRow& lot = derived_.lots[pool.lots[take.lot]];
            const UseRow& use = derived_.uses[pool.uses[take.use]];
            const OutcomeRow& outcome = derived_.outcomes[use.outcome];
            const Quantity before = out[take.lot];
            const Quantity after = before + take.quantity;
            TakeRow row{pool.uses[take.use], pool.lots[take.lot], take.quantity, {}, {}};
            if (lot.quantity_umt) {
                row.umt = ledger::umt_out(after, lot.quantity, *lot.quantity_umt) -
                          ledger::umt_out(before, lot.quantity, *lot.quantity_umt);
            }
            if (lot.value) {
                row.value = ledger::value_out(after, lot.quantity, *lot.value) -
                            ledger::value_out(before, lot.quantity, *lot.value);
            }
            out[take.lot] = after;
            if (outcome.is_provisional) lot.provisional += take.quantity;
            const bool late = lot.term_end && outcome.date > *lot.term_end;
            if (late && outcome.is_return_abroad) note_late_return(outcome, use, lot, row);
            derived_.takes.push_back(row);
        }
    }

    void note_shortage(const UseRow& use, Quantity quantity) {
        const std::string& key = derived_.outcomes[use.outcome].key;
        for (const char* code : {"SHORTAGE", "UNDISCHARGED_EXIT"}) {
            Alert& alert =
                alert_of({.code = code, .subject = key, .part = use.part, .amount = Quantity{}});
            alert.amount = *alert.amount + quantity;
        }
    }

    void note_late_return(const OutcomeRow& outcome, const UseRow& use, const LotRow& lot,
                          const TakeRow& row) {
        Alert& alert = alert_of({.code = "LATE_RETURN",
                                 .subject = outcome.key,
                                 .part = use.part,
                                 .lot = name_of(lot),
                                 .amount = Quantity{}});
        alert.amount = *alert.amount + row.quantity;
        if (lot.value) alert.money = alert.money.value_or(Money{}) + row.value;
        const auto fine = ledger::late_return_fine(*lot.term_end, outcome.date, alert.money);
        alert.days = fine.days;
        alert.periods = fine.periods;
        alert.fine_min = fine.least;
        alert.fine_max = fine.most;
    }

    /// The alert of this code, subject, part and lot; added when there is none yet.
    Alert& alert_of(Alert alert) {
        const AlertKey key{alert.code, alert.subject, alert.part, alert.lot};
        const auto [place, is_new] = noted_.try_emplace(key, derived_.alerts.size());
        if (is_new) derived_.alerts.push_back(std::move(alert));
        return derived_.alerts[place->second];
    }

    using AlertKey = std::tuple<std::string, std::string, std::string, std::string>;

    Derived& derived_;
    std::vector<std::uint32_t> ranks_;
    std::map<AlertKey, std::size_t> noted_;
};

}  // namespace

void settle(Derived& derived) { Settlement{derived}.run(); }

}  // namespace saldo::book
