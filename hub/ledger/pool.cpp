#include "hub/ledger/pool.hpp"

#include <algorithm>

namespace saldo::ledger {

const Reservation* reservation_of(std::span<const Reservation> reservations, const PoolUse& use) {
    const auto same_day = std::ranges::equal_range(reservations, use.day, {},
                                                   [](const Reservation& r) { return r.use.day; });
    const auto found = std::ranges::find_if(
        same_day, [&](const Reservation& r) { return r.use.is_at_place_of(use); });
    return found == same_day.end() ? nullptr : &*found;
}

std::span<const Reservation> Pool::reservations() const {
    return pins_ ? std::span<const Reservation>{pins_->list} : std::span<const Reservation>{};
}

std::span<const std::int64_t> Pool::free() const {
    return pins_ ? std::span<const std::int64_t>{pins_->free} : std::span<const std::int64_t>{};
}

std::uint32_t Pool::use_count() const {
    std::uint32_t count = 0;
    for (const Span& span : spans_) count += span.uses.size();
    return count;
}

std::int64_t Pool::left_in(const PoolState& state, std::uint32_t lot) const {
    const std::int64_t free = pins_ ? pins_->free[lot] : lots_[lot].quantity;
    if (lot > state.front) return free;
    if (lot == state.front) return free - state.front_taken;
    const auto hole = std::ranges::lower_bound(state.holes, lot, {}, &OpenLot::lot);
    return hole != state.holes.end() && hole->lot == lot ? hole->left : 0;
}

std::uint32_t Pool::known_at(std::uint32_t span) const {
    while (span > 0 && (span >= spans_.size() || !spans_[span].is_known)) --span;
    return span;
}

PoolState Pool::last_state() const {
    if (spans_.empty()) return {};
    const auto end = static_cast<std::uint32_t>(spans_.size());
    const std::uint32_t first = known_at(end);
    NoRows none;
    PoolWalk walk{lots(), free(), spans_[first].start};
    for (const Span& span : spans().subspan(first)) {
        for (const PoolUse& use : span.uses) serve(walk, reservations(), use, none);
    }
    return walk.state(spans_.back().uses.back().day);
}

void Pool::fit() {
    lots_.fit();
    for (Span& span : spans_) span.uses.fit();
    spans_.shrink_to_fit();
}

void Pool::prefetch(int step) const {
    if (step == 0) {
        __builtin_prefetch(this);
    } else if (step == 1) {
        if (!lots_.empty()) __builtin_prefetch(&lots_.back());
        if (!spans_.empty()) __builtin_prefetch(&spans_.back());
    } else if (!spans_.empty()) {
        __builtin_prefetch(&spans_.back().uses.back());
    }
}

}  // namespace saldo::ledger
