#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "hub/ledger/pool_array.hpp"
#include "hub/ledger/pool_rows.hpp"
#include "hub/ledger/pool_walk.hpp"

namespace saldo::ledger {

/// A lot that is put (in place of the one at its place) or taken out.
struct LotEdit {
    PoolLot lot;
    bool is_erased = false;
};

/// A use likewise; `own_lot` is the id of a lot and counts where use.has_own_lot().
struct UseEdit {
    PoolUse use;
    std::uint32_t own_lot = 0;
    bool is_erased = false;
};

/// What a use has of its own lot, taken off before anybody walks.
struct Reservation {
    PoolUse use;
    std::uint32_t lot_id = 0;
    std::uint32_t lot = 0;      ///< position; means nothing while nothing is reserved
    std::int64_t reserved = 0;  ///< ticks
};

/// The spans of a pool that an edit derived again: [first, end). Nothing where first == end.
struct Refolded {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
    bool has_stopped_early = false;  ///< the state at `end` was the stored one again
};

/// One pool: its lots and uses in order, and its state before each stretch of some 256 uses,
/// which are its checkpoints. Rows are never stored: they are walked again from the checkpoint
/// before them.
///
/// Invariant: between two calls of edit() each checkpoint is what a walk from zero would give.
/// Safe from any number of threads as long as none edits.
class Pool {
public:
    /// Uses between two checkpoints.
    static constexpr std::uint32_t usual_span_uses = 256;

    struct Span {
        PoolArray<PoolUse> uses;
        PoolState start;
        Stretch stretch;        ///< only kept while the pool has several spans
        bool is_known = false;  ///< `start` was derived; always so between two edits
    };

    Pool() = default;
    Pool(Pool&&) noexcept = default;
    Pool& operator=(Pool&&) noexcept = default;
    Pool copy() const;

    /// Puts and takes out; the last edit of a place counts. Walks again from the checkpoint before
    /// the first change, and stops as soon as the state is the stored one. The edits are sorted.
    Refolded edit(const Documents& documents, std::vector<LotEdit>& lots,
                  std::vector<UseEdit>& uses, std::uint32_t span_uses_max = usual_span_uses);

    std::span<const PoolLot> lots() const { return lots_.view(); }
    std::span<const Span> spans() const { return spans_; }
    std::span<const Reservation> reservations() const;
    std::uint32_t use_count() const;
    const Reservation* reservation_of(const PoolUse& use) const;

    /// Rows of the uses in spans [first, end), in order: begin(use) for each, then what
    /// PoolWalk::serve gives, its own lot before the others.
    template <class Rows>
    void walk(std::uint32_t first, std::uint32_t end, Rows& rows) const;

    /// What is left of a lot, beside all reservations, before the first use of a span; behind the
    /// last one: at the end.
    std::int64_t left_before(std::uint32_t span, std::uint32_t lot) const;
    /// The state after the last use.
    PoolState last_state() const;
    std::int64_t left_in(const PoolState& state, std::uint32_t lot) const;

    /// Gives back memory that no event needs.
    void fit();

private:
    struct Touched;
    struct Pins {
        std::vector<Reservation> list;   ///< in the order of uses
        std::vector<std::int64_t> free;  ///< by lot: its quantity without what is reserved
    };

    std::span<const std::int64_t> free() const {
        return pins_ ? std::span<const std::int64_t>{pins_->free} : std::span<const std::int64_t>{};
    }
    std::int64_t free_of(std::uint32_t lot) const {
        return pins_ ? pins_->free[lot] : lots_[lot].quantity;
    }
    template <class Rows>
    void serve(PoolWalk& walk, const PoolUse& use, Rows& rows) const;

    void edit_lots(const Documents& documents, std::vector<LotEdit>& edits, Touched& touched);
    void edit_uses(const Documents& documents, std::span<const UseEdit> edits, Touched& touched);
    void edit_span(const Documents& documents, Span& span, std::span<const UseEdit> edits,
                   Touched& touched);
    void edit_pins(const Documents& documents, std::span<const UseEdit> edits, Touched& touched);
    void reserve(Pins& pins) const;
    void split_spans(std::uint32_t span_uses_max);
    std::uint32_t first_span_touched(std::int32_t day) const;
    Refolded refold(std::uint32_t first, const Touched& touched);

    PoolArray<PoolLot> lots_;
    std::vector<Span> spans_;
    std::unique_ptr<Pins> pins_;
};

template <class Rows>
void Pool::serve(PoolWalk& walk, const PoolUse& use, Rows& rows) const {
    rows.begin(use);
    std::int64_t needed = use.asked;
    if (use.has_own_lot()) {
        const Reservation* const own = reservation_of(use);
        if (own != nullptr && own->reserved > 0) {
            rows.take(own->lot, own->reserved);
            needed -= own->reserved;
        }
    }
    walk.serve(use.day, use.expiry(), needed, rows);
}

template <class Rows>
void Pool::walk(std::uint32_t first, std::uint32_t end, Rows& rows) const {
    if (first >= end) return;
    PoolWalk walk{lots_.view(), free(), spans_[first].start};
    for (std::uint32_t s = first; s < end; ++s) {
        for (const PoolUse& use : spans_[s].uses) serve(walk, use, rows);
    }
}

}  // namespace saldo::ledger
