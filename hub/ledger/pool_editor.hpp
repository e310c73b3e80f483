#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "hub/ledger/pool.hpp"
#include "hub/ledger/pool_shift.hpp"

namespace saldo::ledger {

/// A lot that is put (in place of the one at its place) or taken out of a pool.
struct LotEdit {
    PoolLot lot;
    std::uint32_t pool = 0;
    bool is_erased = false;
};

/// A use likewise; `own_lot` is the id of a lot and counts where use.has_own_lot().
struct UseEdit {
    PoolUse use;
    std::uint32_t pool = 0;
    std::uint32_t own_lot = 0;
    bool is_erased = false;
};

/// A use before and after an edit; one of the two may not be.
struct EditedUse {
    std::optional<PoolUse> before;
    std::optional<PoolUse> after;
    const PoolUse& place() const { return before ? *before : *after; }
};

/// The spans of a pool that an edit derived again: [first, end). No use outside of them, or of an
/// earlier day, got other rows.
struct Refolded {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
    std::int32_t from_day = 0;
    bool has_stopped_early = false;  ///< the state at `end` was the stored one again
};

/// Changes pools and derives their checkpoints again. One editor serves many pools, one after the
/// other, and keeps its lists: an edit of few events takes little memory from anybody.
class PoolEditor {
public:
    /// With `keeps_before` what is needed to walk the pool as it was is kept until the next edit.
    PoolEditor(const Documents& documents, std::uint32_t span_uses_max, bool keeps_before)
        : documents_{documents}, span_uses_max_{span_uses_max}, keeps_before_{keeps_before} {}

    /// Puts and takes out; of several edits of one place the last counts. Walks again from the last
    /// checkpoint before the first change, and stops as soon as the state is the stored one. The
    /// lists are put in order.
    Refolded edit(Pool& pool, std::span<LotEdit> lots, std::span<UseEdit> uses);

    /// Puts everything into an empty pool at once. Needs: in order; of the reservations only use
    /// and lot id count.
    void load(Pool& pool, std::span<const PoolLot> lots, std::span<const PoolUse> uses,
              std::vector<Reservation> reservations);

    /// Lots, what was free of them, and reservations as they were before the last edit; uses that
    /// it changed, in order. Needs: keeps_before.
    std::span<const PoolLot> lots_before() const;
    std::span<const std::int64_t> free_before() const { return free_before_; }
    std::span<const Reservation> reservations_before() const { return reservations_before_; }
    std::span<const EditedUse> edited_uses() const { return edited_uses_; }

private:
    void clear();
    void touch_lot(std::uint32_t position, std::int32_t entry_day);
    void touch_use(std::int32_t day);
    void edit_lots(std::span<const LotEdit> edits);
    void edit_uses(std::span<const UseEdit> edits);
    void edit_span(Pool::Span& span, std::span<const UseEdit> edits);
    void split_spans();
    std::uint32_t first_span_until(std::int32_t day) const;
    void edit_pins(std::span<const UseEdit> edits);
    void reserve(Pool::Pins& pins) const;
    void touch_changed_reservations(std::span<const Reservation> before,
                                    std::span<const Reservation> after);
    Refolded refold(std::uint32_t first);
    void move_lots_of(std::span<Pool::Span> spans) const;
    /// Whether the changes can no longer be felt in this state, before uses of this day.
    bool is_behind(const PoolState& state, std::int32_t day) const;

    const Documents& documents_;
    std::uint32_t span_uses_max_;
    bool keeps_before_;
    Pool* pool_ = nullptr;

    // What the edit changed, and from where to where it can be felt.
    LotShift shift_;
    std::vector<std::uint32_t> altered_lots_;  ///< positions before the shift
    std::vector<std::uint32_t> changed_lots_;  ///< positions after it, of lots put in or altered
    std::uint32_t clear_from_ = 0;             ///< the position behind every lot that changed
    std::int32_t from_day_ = 0;                ///< of lots and uses
    std::int32_t until_day_ = 0;               ///< of uses
    bool is_touched_ = false;

    std::vector<std::uint32_t> erased_uses_;
    std::vector<Placed<PoolUse>> inserted_uses_;

    bool has_lots_before_ = false;
    std::vector<PoolLot> lots_before_;
    std::vector<std::int64_t> free_before_;
    std::vector<Reservation> reservations_before_;
    std::vector<EditedUse> edited_uses_;
};

}  // namespace saldo::ledger
