#include "hub/ledger/pool.hpp"

#include <algorithm>

#include "hub/ledger/pool_touched.hpp"

namespace saldo::ledger {
namespace {

struct NoRows {
    static constexpr bool has_skips = false;
    void begin(const PoolUse& /*use*/) {}
    void take(std::uint32_t /*lot*/, std::int64_t /*ticks*/) {}
    void shortage(std::int64_t /*ticks*/) {}
};

}  // namespace

Pool Pool::copy() const {
    Pool result;
    result.lots_ = lots_;
    result.spans_ = spans_;
    if (pins_) result.pins_ = std::make_unique<Pins>(*pins_);
    return result;
}

std::span<const Reservation> Pool::reservations() const {
    return pins_ ? std::span<const Reservation>{pins_->list} : std::span<const Reservation>{};
}

std::uint32_t Pool::use_count() const {
    std::uint32_t count = 0;
    for (const Span& span : spans_) count += span.uses.size();
    return count;
}

const Reservation* Pool::reservation_of(const PoolUse& use) const {
    if (!pins_) return nullptr;
    const auto same_day = std::ranges::equal_range(pins_->list, use.day, {},
                                                   [](const Reservation& r) { return r.use.day; });
    const auto found = std::ranges::find_if(
        same_day, [&](const Reservation& r) { return r.use.is_at_place_of(use); });
    return found == same_day.end() ? nullptr : &*found;
}

std::int64_t Pool::left_in(const PoolState& state, std::uint32_t lot) const {
    if (lot > state.front) return free_of(lot);
    if (lot == state.front) return free_of(lot) - state.front_taken;
    const auto hole = std::ranges::lower_bound(state.holes, lot, {}, &OpenLot::lot);
    return hole != state.holes.end() && hole->lot == lot ? hole->left : 0;
}

std::int64_t Pool::left_before(std::uint32_t span, std::uint32_t lot) const {
    return left_in(span < spans_.size() ? spans_[span].start : last_state(), lot);
}

PoolState Pool::last_state() const {
    if (spans_.empty()) return {};
    const Span& last = spans_.back();
    NoRows none;
    PoolWalk walk{lots_.view(), free(), last.start};
    for (const PoolUse& use : last.uses) serve(walk, use, none);
    return walk.state(last.uses.back().day);
}

void Pool::fit() {
    lots_.fit();
    for (Span& span : spans_) span.uses.fit();
    spans_.shrink_to_fit();
}

Refolded Pool::refold(std::uint32_t first, const Touched& touched) {
    const auto count = static_cast<std::uint32_t>(spans_.size());
    if (first >= count) return {count, count, false};
    NoRows none;
    PoolWalk walk{lots_.view(), free(), spans_[first].start};
    for (std::uint32_t s = first; s + 1 < count; ++s) {
        if (!walk.leap(spans_[s].stretch)) {
            for (const PoolUse& use : spans_[s].uses) serve(walk, use, none);
        }
        Span& next = spans_[s + 1];
        PoolState state = walk.state(spans_[s].stretch.last_day);
        if (next.is_known && touched.is_behind(state, next.stretch.first_day)) {
            const auto before = touched.shift.moved(next.start);
            if (before && is_same(state, *before)) {
                if (!touched.shift.is_still()) {
                    for (Span& rest : std::span{spans_}.subspan(s + 1)) {
                        rest.start = *touched.shift.moved(rest.start);
                    }
                }
                return {first, s + 1, true};
            }
        }
        next.start = std::move(state);
        next.is_known = true;
    }
    return {first, count, false};
}

}  // namespace saldo::ledger
