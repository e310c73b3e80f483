#include "hub/ledger/pool_walk.hpp"

namespace saldo::ledger {

void OpenLots::merge(std::span<const OpenLot> lots) {
    const auto middle = static_cast<std::ptrdiff_t>(lots_.size());
    lots_.insert(lots_.end(), lots.begin(), lots.end());
    std::ranges::inplace_merge(lots_.begin() + static_cast<std::ptrdiff_t>(head_),
                               lots_.begin() + middle, lots_.end(), {}, &OpenLot::lot);
}

void OpenLots::drop_empty(std::size_t count) {
    // What is left of them moves back to where the untouched ones begin.
    std::size_t to = head_ + count;
    for (std::size_t from = to; from-- > head_;) {
        if (lots_[from].left > 0) lots_[--to] = lots_[from];
    }
    head_ = to;
}

PoolWalk::PoolWalk(std::span<const PoolLot> lots, std::span<const std::int64_t> free,
                   const PoolState& start)
    : lots_{lots}, free_{free}, front_{start.front}, front_taken_{start.front_taken} {
    for (const OpenLot& hole : start.holes) pass(hole.lot, hole.left, false);
}

/// Holes are kept in order of position. One that is said to be live and is expired is found by
/// expire().
void PoolWalk::pass(std::uint32_t lot, std::int64_t left, bool is_expired) {
    (is_expired ? expired_ : live_).push_back({left, lot});
    if (!is_expired) next_expiry_ = std::min(next_expiry_, lots_[lot].term_end_day);
}

void PoolWalk::expire(std::int32_t day) {
    if (day <= next_expiry_) return;
    next_expiry_ = PoolLot::never_day;
    std::vector<OpenLot> moved;
    live_.drop_if([&](const OpenLot& hole) {
        const PoolLot& lot = lots_[hole.lot];
        if (lot.is_expired(day)) {
            moved.push_back(hole);
            return true;
        }
        next_expiry_ = std::min(next_expiry_, lot.term_end_day);
        return false;
    });
    expired_.merge(moved);
}

/// What a leap leaves: so many live holes empty, the one behind them with `hole_taken` less, the
/// front at `front`, and lots up to `passed_until` passed by uses that looked for expired ones.
struct PoolWalk::Landing {
    std::size_t holes_emptied = 0;
    std::int64_t hole_taken = 0;
    std::uint32_t front = 0;
    std::int64_t front_taken = 0;
    std::uint32_t passed_until = 0;
};

std::optional<PoolWalk::Landing> PoolWalk::landing(const Stretch& stretch) const {
    // Expired holes do not matter where every use passes them by.
    if (!expired_.empty() && (stretch.has_any || stretch.has_expired_only())) return std::nullopt;
    const bool looks_at_terms = stretch.has_unexpired_only || stretch.has_expired_only();
    const auto serves = [&](const PoolLot& lot) {
        return lot.is_there(stretch.first_day) &&
               !(looks_at_terms && lot.is_expired(stretch.last_day));
    };
    Landing landing{.front = front_, .front_taken = front_taken_};
    std::int64_t asked = stretch.asked;
    for (const OpenLot& hole : live_.view()) {
        if (asked == 0) break;
        if (!serves(lots_[hole.lot])) return std::nullopt;
        if (asked < hole.left) {
            landing.hole_taken = asked;
            asked = 0;
            break;
        }
        asked -= hole.left;
        ++landing.holes_emptied;
    }
    for (; asked > 0; ++landing.front, landing.front_taken = 0) {
        if (landing.front == lots_.size() || !serves(lots_[landing.front])) return std::nullopt;
        const std::int64_t left = free_of(landing.front) - landing.front_taken;
        if (asked < left) {
            landing.front_taken += asked;
            break;
        }
        asked -= left;
    }
    landing.passed_until = landing.front;
    if (!stretch.has_expired_only()) return landing;
    // Those who want expired lots come to every lot that has entered, and find none.
    if (stretch.last_day > next_expiry_) return std::nullopt;
    for (std::uint32_t& lot = landing.passed_until;
         lot < lots_.size() && lots_[lot].entry_day <= stretch.last_expired_only_day; ++lot) {
        if (lots_[lot].is_expired(stretch.last_day)) return std::nullopt;
    }
    return landing;
}

bool PoolWalk::leap(const Stretch& stretch) {
    if (!stretch.can_be_leapt) return false;
    if (!live_.empty()) expire(stretch.first_day);
    const auto landing = this->landing(stretch);
    if (!landing) return false;
    const auto live = live_.view();
    for (std::size_t i = 0; i < landing->holes_emptied; ++i) live[i].left = 0;
    if (landing->hole_taken > 0) live[landing->holes_emptied].left -= landing->hole_taken;
    live_.drop_empty(landing->holes_emptied);
    front_ = landing->front;
    front_taken_ = landing->front_taken;
    for (; front_ < landing->passed_until; ++front_, front_taken_ = 0) {
        const std::int64_t left = free_of(front_) - front_taken_;
        if (left > 0) pass(front_, left, false);
    }
    return true;
}

PoolState PoolWalk::state(std::int32_t day) {
    // Lots that are wholly reserved are passed as soon as they enter, whether or not a walk did.
    while (front_ < lots_.size() && lots_[front_].entry_day <= day &&
           free_of(front_) == front_taken_) {
        ++front_;
        front_taken_ = 0;
    }
    PoolState state;
    state.front = front_;
    state.front_taken = front_taken_;
    if (!live_.empty() || !expired_.empty()) {
        const auto live = live_.view();
        const auto expired = expired_.view();
        std::vector<OpenLot> holes(live.size() + expired.size());
        std::ranges::merge(live, expired, holes.begin(), {}, &OpenLot::lot, &OpenLot::lot);
        state.holes.assign(holes);
    }
    return state;
}

}  // namespace saldo::ledger
