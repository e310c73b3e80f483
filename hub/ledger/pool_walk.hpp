#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "hub/ledger/pool_array.hpp"
#include "hub/ledger/pool_rows.hpp"

namespace saldo::ledger {

/// A lot that walks have passed and that still has something.
struct OpenLot {
    std::int64_t left;  ///< ticks, > 0
    std::uint32_t lot;  ///< position in the pool
    friend bool operator==(const OpenLot&, const OpenLot&) = default;
};

/// How far a pool is discharged before some use: `front` is the first lot that no walk has emptied
/// or passed by, or the first that has not entered; the lots before it are empty but for `holes`,
/// the lots after it are whole. Canonical: equal states are equal values.
struct PoolState {
    PoolArray<OpenLot> holes;  ///< in order of position, all before `front`
    std::int64_t front_taken = 0;
    std::uint32_t front = 0;
};

/// What a stretch of uses asks for, as far as leaping over it needs to know.
struct Stretch {
    std::int64_t asked = 0;  ///< ticks, of the uses that may take lots in term
    std::int32_t first_day = 0;
    std::int32_t last_day = 0;
    std::int32_t last_expired_only_day = PoolLot::ever_day;  ///< of the uses that take no others
    bool has_any = false;
    bool has_unexpired_only = false;
    bool can_be_leapt = false;  ///< no own lots, sum in range

    bool has_expired_only() const { return last_expired_only_day != PoolLot::ever_day; }
};

/// Open lots in order of position. They are mostly taken from the front, which moves on without
/// moving the others.
class OpenLots {
public:
    std::span<OpenLot> view() { return std::span{lots_}.subspan(head_); }
    std::span<const OpenLot> view() const { return std::span{lots_}.subspan(head_); }
    bool empty() const { return head_ == lots_.size(); }
    /// Needs: behind all others.
    void push_back(OpenLot lot) { lots_.push_back(lot); }
    /// Adds lots that stand anywhere. Needs: in order.
    void merge(std::span<const OpenLot> lots);
    /// Takes out the empty ones among the first `count`.
    void drop_empty(std::size_t count);
    /// Takes out those for which the predicate holds.
    template <class Predicate>
    void drop_if(Predicate predicate) {
        lots_.erase(lots_.begin(), lots_.begin() + static_cast<std::ptrdiff_t>(head_));
        head_ = 0;
        std::erase_if(lots_, predicate);
    }

private:
    std::vector<OpenLot> lots_;
    std::size_t head_ = 0;
};

/// Serves the uses of a pool in their order, from a state on. The same rows as fold(), in the same
/// order, without walking over empty lots and, unless rows of skips are wanted, without walking
/// over expired ones again and again.
class PoolWalk {
public:
    /// `free` is what each lot has beside its reservations; empty where nothing is reserved.
    PoolWalk(std::span<const PoolLot> lots, std::span<const std::int64_t> free,
             const PoolState& start);

    /// One use. Rows get take(lot, ticks), shortage(ticks) and, where Rows::has_skips, skip(lot,
    /// ticks). Needs: days do not go back.
    template <class Rows>
    void serve(std::int32_t day, Expiry rule, std::int64_t needed, Rows& rows);

    /// Serves a whole stretch at once where it can be seen that every use finds all that it asks
    /// for in lots that entered before the stretch began, that no lot it comes to runs out of its
    /// term meanwhile, and that none which is expired matters. Gives whether it did.
    bool leap(const Stretch& stretch);

    /// The state before a use that comes after `day`, the day of the last one served.
    PoolState state(std::int32_t day);
    /// How many holes it would have.
    std::size_t hole_count() const { return live_.view().size() + expired_.view().size(); }

private:
    std::int64_t free_of(std::uint32_t lot) const {
        return free_.empty() ? lots_[lot].quantity : free_[lot];
    }
    void pass(std::uint32_t lot, std::int64_t left, bool is_expired);
    struct Landing;
    /// Where a leap would end; nothing where the stretch must be walked.
    std::optional<Landing> landing(const Stretch& stretch) const;
    /// Moves what expired before `day` to the expired holes.
    void expire(std::int32_t day);
    template <class Rows>
    std::int64_t serve_from_holes(std::int32_t day, Expiry rule, std::int64_t needed, Rows& rows);

    std::span<const PoolLot> lots_;
    std::span<const std::int64_t> free_;
    std::uint32_t front_;
    std::int64_t front_taken_;
    OpenLots live_;
    OpenLots expired_;
    std::int32_t next_expiry_ = PoolLot::never_day;  ///< the earliest term end in live_
};

template <class Rows>
std::int64_t PoolWalk::serve_from_holes(std::int32_t day, Expiry rule, std::int64_t needed,
                                        Rows& rows) {
    expire(day);
    const auto live = rule == Expiry::expired_only ? std::span<OpenLot>{} : live_.view();
    const auto expired = rule == Expiry::unexpired_only ? std::span<OpenLot>{} : expired_.view();
    std::size_t l = 0;
    std::size_t e = 0;
    std::uint32_t last = 0;
    while (needed > 0 && (l < live.size() || e < expired.size())) {
        const bool is_live =
            e == expired.size() || (l < live.size() && live[l].lot < expired[e].lot);
        OpenLot& hole = is_live ? live[l++] : expired[e++];
        if (!lots_[hole.lot].is_available(day)) continue;
        const std::int64_t taken = std::min(hole.left, needed);
        rows.take(hole.lot, taken);
        hole.left -= taken;
        needed -= taken;
        last = hole.lot;
    }
    live_.drop_empty(l);
    expired_.drop_empty(e);
    if constexpr (Rows::has_skips) {
        if (rule == Expiry::unexpired_only) {
            for (const OpenLot& hole : expired_.view()) {
                if (needed == 0 && hole.lot > last) break;
                if (lots_[hole.lot].is_available(day)) rows.skip(hole.lot, hole.left);
            }
        }
    }
    return needed;
}

template <class Rows>
void PoolWalk::serve(std::int32_t day, Expiry rule, std::int64_t needed, Rows& rows) {
    if (needed == 0) return;
    if (!live_.empty() || !expired_.empty()) {
        needed = serve_from_holes(day, rule, needed, rows);
    }
    for (; needed > 0; ++front_, front_taken_ = 0) {
        if (front_ == lots_.size() || lots_[front_].entry_day > day) {
            rows.shortage(needed);
            return;
        }
        const PoolLot& lot = lots_[front_];
        const std::int64_t left = free_of(front_) - front_taken_;
        if (left == 0) continue;
        const bool is_expired = lot.is_expired(day);
        const bool is_available = lot.is_available(day);
        const bool is_barred =
            rule != Expiry::any && is_expired == (rule == Expiry::unexpired_only);
        if (is_barred || !is_available) {
            if constexpr (Rows::has_skips) {
                if (is_expired && is_available) rows.skip(front_, left);
            }
            pass(front_, left, is_expired);
            continue;
        }
        const std::int64_t taken = std::min(left, needed);
        rows.take(front_, taken);
        needed -= taken;
        if (taken < left) {
            front_taken_ += taken;
            return;
        }
    }
}

}  // namespace saldo::ledger
