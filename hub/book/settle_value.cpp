#include "hub/book/settle_value.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "common/base/check.hpp"
#include "hub/ledger/fold.hpp"

namespace saldo::book {
namespace {

constexpr std::int64_t per_money_tick = 10'000;  // 1e-8 against 1e-4

auto fifo_key(const LotRow& lot) {
    return std::tuple{there_from(lot), lot.paid_at.date, lot.printed, lot.line,
                      std::string_view{lot.key}};
}

/// Lots that are discharged as one, by age of the first.
struct ValueLot {
    std::vector<std::uint32_t> members;  ///< in the order in which they are used up
    Quantity pesos;
    std::uint32_t first = 0;
};

using ValueLots = std::vector<ValueLot>;

std::vector<std::uint32_t> by_age(const Derived& derived) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < derived.lots.size(); ++i) order.push_back(i);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return fifo_key(derived.lots[a]) < fifo_key(derived.lots[b]);
    });
    return order;
}

/// Value lots by pool: of each tariff code, or one pool of pedimentos under the empty name.
std::map<std::string, ValueLots> value_lots(const Derived& derived) {
    std::map<std::string, ValueLots> pools;
    const bool by_tariff = derived.mode == DischargeMode::value_by_tariff;
    std::map<std::string, std::size_t> places;  // of pedimentos
    for (std::uint32_t i : by_age(derived)) {
        const LotRow& lot = derived.lots[i];
        if (by_tariff) {
            pools[std::to_string(lot.fraccion)].push_back({{i}, lot.quantity, i});
            continue;
        }
        ValueLots& pedimentos = pools[""];
        const auto [place, is_new] = places.try_emplace(value_name_of(lot), pedimentos.size());
        if (is_new) pedimentos.push_back({{}, {}, i});
        pedimentos[place->second].members.push_back(i);
        pedimentos[place->second].pesos += lot.quantity;
    }
    for (auto& [name, lots] : pools) {
        for (ValueLot& lot : lots) {
            std::ranges::stable_sort(lot.members, {}, [&](std::uint32_t member) {
                return derived.lots[member].duty_percent;
            });
        }
    }
    return pools;
}

ledger::Lot fold_lot(const LotRow& first, Quantity pesos) {
    return {.entry_date = there_from(first),
            .payment_date = first.paid_at.date,
            .pedimento = first.printed,
            .line = first.line,
            .name = first.key,
            .term_end = first.term_end,
            .quantity = pesos};
}

}  // namespace

std::string value_name_of(const LotRow& lot) {
    constexpr std::size_t digits = 15;
    if (lot.printed == 0) return name_of(lot);
    std::string text = std::to_string(lot.printed);
    text.insert(0, text.size() < digits ? digits - text.size() : 0, '0');
    return text;
}

void count_in_pesos(Derived& derived) {
    const auto count = [](LotRow& lot) {
        std::int64_t ticks = 0;
        const Money value = lot.value.value_or(Money{});
        SALDO_CHECK(!__builtin_mul_overflow(value.ticks(), per_money_tick, &ticks));
        lot.quantity = Quantity::from_ticks(ticks);
        lot.quantity_umt.reset();
    };
    for (LotRow& lot : derived.lots) count(lot);
    for (LotRow& lot : derived.national) {
        if (!lot.key.empty()) count(lot);  // what is told without a pedimento is told in pesos
    }
}

ValueSettlement fold_values(const Derived& derived, const std::vector<std::uint32_t>& ranks) {
    ValueSettlement result;
    std::vector<Quantity> left;
    for (const LotRow& lot : derived.lots) left.push_back(lot.quantity);
    auto pools = value_lots(derived);
    std::map<std::string, std::vector<std::uint32_t>> uses;
    for (std::uint32_t u = 0; u < derived.uses.size(); ++u) uses[derived.uses[u].part].push_back(u);

    for (const auto& [name, members] : uses) {
        const ValueLots& value_lots = pools[name];
        std::vector<ledger::Lot> lots;
        for (const ValueLot& lot : value_lots) {
            lots.push_back(fold_lot(derived.lots[lot.first], lot.pesos));
        }
        std::vector<ledger::Use> fold_uses;
        for (std::uint32_t u : members) {
            const UseRow& use = derived.uses[u];
            const OutcomeRow& outcome = derived.outcomes[use.outcome];
            fold_uses.push_back({{outcome.date, ranks[use.outcome], use.line, 0, use.column},
                                 use.asked,
                                 outcome.expiry,
                                 {}});
        }
        const ledger::Discharge discharge = ledger::fold(lots, fold_uses);
        for (const ledger::Take& take : discharge.takes) {
            Quantity needed = take.quantity;
            for (std::uint32_t member : value_lots[take.lot].members) {
                const Quantity taken = std::min(needed, left[member]);
                if (taken.is_zero()) continue;
                left[member] -= taken;
                needed -= taken;
                result.takes.push_back({members[take.use], member, taken});
            }
        }
        for (const auto& [use, pesos] : discharge.shortages) {
            result.shortages.emplace_back(members[use], pesos);
        }
        for (const ledger::Skip& skip : discharge.skips) {
            result.skips.push_back({members[skip.use], value_lots[skip.lot].first, skip.balance});
        }
    }
    return result;
}

}  // namespace saldo::book
