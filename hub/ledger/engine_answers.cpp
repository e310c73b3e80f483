#include <algorithm>
#include <utility>

#include "hub/ledger/engine.hpp"

namespace saldo::ledger {
namespace {

/// The rows of a whole pool as the plain fold gives them.
struct AsDischarge {
    static constexpr bool has_skips = true;
    Discharge& discharge;
    std::uint32_t use = UINT32_MAX;

    void begin(const PoolUse& /*use*/) { ++use; }
    void take(std::uint32_t lot, std::int64_t ticks) {
        const Quantity quantity = Quantity::from_ticks(ticks);
        discharge.takes.push_back({use, lot, quantity});
        discharge.left[lot] -= quantity;
    }
    void shortage(std::int64_t ticks) {
        discharge.shortages.push_back({use, Quantity::from_ticks(ticks)});
    }
    void skip(std::uint32_t lot, std::int64_t ticks) {
        discharge.skips.push_back({use, lot, Quantity::from_ticks(ticks)});
    }
};

/// What is taken of one lot.
struct OfLot {
    static constexpr bool has_skips = false;
    std::uint32_t lot;
    std::vector<LotUse> taken;
    UsePlace use = {};

    void begin(const PoolUse& begun) { use = place_of(begun); }
    void take(std::uint32_t from, std::int64_t ticks) {
        if (from == lot) taken.push_back({use, Quantity::from_ticks(ticks)});
    }
    void shortage(std::int64_t /*ticks*/) {}
};

}  // namespace

std::optional<std::uint32_t> Engine::position_of(const Pool& pool, const LotPlace& place) const {
    const PoolLot wanted = row_of(place);
    const auto lots = pool.lots();
    const auto found = std::ranges::lower_bound(
        lots, wanted,
        [&](const PoolLot& a, const PoolLot& b) { return compare(documents_, a, b) < 0; });
    if (found == lots.end() || compare(documents_, *found, wanted) != 0) return std::nullopt;
    return static_cast<std::uint32_t>(found - lots.begin());
}

Discharge Engine::discharge(PoolId id) const {
    const Pool& of = pool(id);
    Discharge result;
    result.left.reserve(of.lots().size());
    for (const PoolLot& lot : of.lots()) {
        result.left.push_back(Quantity::from_ticks(lot.quantity));
    }
    AsDischarge rows{.discharge = result};
    of.walk(0, static_cast<std::uint32_t>(of.spans().size()), rows);
    return result;
}

std::optional<UseRows> Engine::rows_of(PoolId id, const UsePlace& use) const {
    const Pool& of = pool(id);
    const PoolUse wanted = row_of(use);
    const auto next = std::ranges::upper_bound(
        of.spans(), wanted,
        [&](const PoolUse& a, const PoolUse& b) { return compare(documents_, a, b) < 0; },
        [](const Pool::Span& span) -> const PoolUse& { return span.uses.front(); });
    if (next == of.spans().begin()) return std::nullopt;
    const auto span = static_cast<std::uint32_t>(next - of.spans().begin()) - 1;
    const RowTable rows = rows_between(of, of.known_at(span), span + 1);
    const auto entry = std::ranges::find(rows.entries, use, &RowTable::Entry::use);
    if (entry == rows.entries.end()) return std::nullopt;
    const auto at = static_cast<std::size_t>(entry - rows.entries.begin());
    const auto takes = rows.takes_of(at);
    const auto skips = rows.skips_of(at);
    return UseRows{.takes = {takes.begin(), takes.end()},
                   .shortage = entry->shortage,
                   .skips = {skips.begin(), skips.end()}};
}

std::vector<LotUse> Engine::uses_of(PoolId id, const LotPlace& place) const {
    const Pool& of = pool(id);
    const auto lot = position_of(of, place);
    const auto count = static_cast<std::uint32_t>(of.spans().size());
    if (!lot || count == 0) return {};
    std::uint32_t first = 0;
    std::uint32_t end = count;
    const bool is_reserved = std::ranges::any_of(
        of.reservations(), [&](const Reservation& r) { return r.reserved > 0 && r.lot == *lot; });
    if (!is_reserved && count > 1) {
        // What is left never grows: the spans that took are those between whole and empty.
        const std::int64_t whole = of.left_in({}, *lot);
        for (std::uint32_t s = 1; s < end; ++s) {
            if (!of.spans()[s].is_known) continue;
            const std::int64_t left = of.left_in(of.spans()[s].start, *lot);
            if (left == whole) first = s;
            if (left == 0) end = s;
        }
    }
    OfLot rows{.lot = *lot, .taken = {}};
    of.walk(first, end, rows);
    return std::move(rows.taken);
}

std::optional<Quantity> Engine::left(PoolId id, const LotPlace& place) const {
    const Pool& of = pool(id);
    const auto lot = position_of(of, place);
    if (!lot) return std::nullopt;
    return Quantity::from_ticks(of.left_in(of.last_state(), *lot));
}

std::optional<Quantity> Engine::left(PoolId id, const LotPlace& place, LocalDate on) const {
    const auto lot = position_of(pool(id), place);
    if (!lot) return std::nullopt;
    Quantity left = Quantity::from_ticks(pool(id).lots()[*lot].quantity);
    for (const LotUse& taken : uses_of(id, place)) {
        if (documents_.date(taken.use.document) <= on) left -= taken.quantity;
    }
    return left;
}

}  // namespace saldo::ledger
