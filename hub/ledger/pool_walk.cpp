#include "hub/ledger/pool_walk.hpp"

namespace saldo::ledger {

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
    const auto middle = static_cast<std::ptrdiff_t>(expired_.size());
    std::erase_if(live_, [&](const OpenLot& hole) {
        const PoolLot& lot = lots_[hole.lot];
        if (lot.is_expired(day)) {
            expired_.push_back(hole);
            return true;
        }
        next_expiry_ = std::min(next_expiry_, lot.term_end_day);
        return false;
    });
    std::ranges::inplace_merge(expired_, expired_.begin() + middle, {}, &OpenLot::lot);
}

bool PoolWalk::leap(const Stretch& stretch) {
    if (!stretch.can_be_leapt) return false;
    if (!live_.empty() || !expired_.empty()) {
        // Expired holes stay as they are where every use passes them by.
        expire(stretch.first_day);
        if (!live_.empty() || !stretch.only_unexpired_only) return false;
    }
    std::uint32_t front = front_;
    std::int64_t taken = front_taken_;
    for (std::int64_t asked = stretch.asked; asked > 0; ++front, taken = 0) {
        if (front == lots_.size()) return false;
        const PoolLot& lot = lots_[front];
        if (!lot.is_there(stretch.first_day)) return false;
        if (!stretch.only_any && lot.is_expired(stretch.last_day)) return false;
        const std::int64_t left = free_of(front) - taken;
        if (asked < left) {
            taken += asked;
            break;
        }
        asked -= left;
    }
    front_ = front;
    front_taken_ = taken;
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
        std::vector<OpenLot> holes(live_.size() + expired_.size());
        std::ranges::merge(live_, expired_, holes.begin(), {}, &OpenLot::lot, &OpenLot::lot);
        state.holes.assign(holes);
    }
    return state;
}

}  // namespace saldo::ledger
