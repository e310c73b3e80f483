#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "common/base/check.hpp"
#include "hub/ledger/pool_array.hpp"
#include "hub/ledger/pool_rows.hpp"
#include "hub/ledger/pool_walk.hpp"

namespace saldo::ledger {

/// What a use has of its own lot, taken off before anybody walks.
struct Reservation {
    PoolUse use;
    std::uint32_t lot_id = 0;
    std::uint32_t lot = 0;      ///< position; means nothing while nothing is reserved
    std::int64_t reserved = 0;  ///< ticks
};

/// The reservation of a use, or null. Needs: in the order of uses.
const Reservation* reservation_of(std::span<const Reservation> reservations, const PoolUse& use);

/// One use with what is reserved for it: its own lot comes before the others. Rows get begin(use),
/// then what PoolWalk::serve gives.
template <class Rows>
void serve(PoolWalk& walk, std::span<const Reservation> reservations, const PoolUse& use,
           Rows& rows) {
    rows.begin(use);
    std::int64_t needed = use.asked;
    if (use.has_own_lot()) {
        const Reservation* const own = reservation_of(reservations, use);
        if (own != nullptr && own->reserved > 0) {
            rows.take(own->lot, own->reserved);
            needed -= own->reserved;
        }
    }
    walk.serve(use.day, use.expiry(), needed, rows);
}

/// Rows that nobody wants.
struct NoRows {
    static constexpr bool has_skips = false;
    void begin(const PoolUse& /*use*/) {}
    void take(std::uint32_t /*lot*/, std::int64_t /*ticks*/) {}
    void shortage(std::int64_t /*ticks*/) {}
};

/// One pool: its lots and uses in order, and its state before each span of some 256 uses, which are
/// its checkpoints. Rows are never stored: they are walked again from the checkpoint before them.
///
/// Invariant: between two edits (PoolEditor) each known checkpoint is what a walk from zero would
/// give. Safe from any number of threads as long as none edits.
class Pool {
public:
    /// Uses between two checkpoints.
    static constexpr std::uint32_t usual_span_uses = 256;

    struct Span {
        PoolArray<PoolUse> uses;
        PoolState start;
        Stretch stretch;  ///< kept while the pool has several spans
        /// Whether `start` is kept. Of the first span always; of others unless it is large against
        /// the uses since the one before it: what is kept is bounded by what is there.
        bool is_known = false;
    };

    std::span<const PoolLot> lots() const { return lots_.view(); }
    std::span<const Span> spans() const { return spans_; }
    /// In the order of uses.
    std::span<const Reservation> reservations() const;
    /// What each lot has beside its reservations; empty where nothing is reserved.
    std::span<const std::int64_t> free() const;
    std::uint32_t use_count() const;

    /// Rows of the uses in spans [first, end), in order. Needs: the first is known.
    template <class Rows>
    void walk(std::uint32_t first, std::uint32_t end, Rows& rows) const;
    /// The last span with a checkpoint that is not behind this one.
    std::uint32_t known_at(std::uint32_t span) const;

    /// The state after the last use.
    PoolState last_state() const;
    /// What is left of a lot then, beside all that is reserved of it.
    std::int64_t left_in(const PoolState& state, std::uint32_t lot) const;

    /// Gives back memory that no event needs.
    void fit();

    /// Reads ahead for an edit at the end of the pool, a step further each time: who comes to many
    /// pools waits for memory otherwise.
    void prefetch(int step) const;

private:
    friend class PoolEditor;
    struct Pins {
        std::vector<Reservation> list;   ///< in the order of uses
        std::vector<std::int64_t> free;  ///< by lot: its quantity without what is reserved
    };

    PoolArray<PoolLot> lots_;
    std::vector<Span> spans_;
    std::unique_ptr<Pins> pins_;
};

template <class Rows>
void Pool::walk(std::uint32_t first, std::uint32_t end, Rows& rows) const {
    if (first >= end) return;
    SALDO_CHECK(spans_[first].is_known);
    PoolWalk walk{lots(), free(), spans_[first].start};
    for (const Span& span : spans().subspan(first, end - first)) {
        for (const PoolUse& use : span.uses) serve(walk, reservations(), use, rows);
    }
}

}  // namespace saldo::ledger
