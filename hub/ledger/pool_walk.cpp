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
        const auto live = live_.view();
        const auto expired = expired_.view();
        std::vector<OpenLot> holes(live.size() + expired.size());
        std::ranges::merge(live, expired, holes.begin(), {}, &OpenLot::lot, &OpenLot::lot);
        state.holes.assign(holes);
    }
    return state;
}

}  // namespace saldo::ledger
