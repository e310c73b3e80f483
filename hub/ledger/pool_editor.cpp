#include "hub/ledger/pool_editor.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"

namespace saldo::ledger {
namespace {

/// A checkpoint with many holes is kept only where so many uses stand for each of them.
constexpr std::size_t uses_per_hole_min = 4;
constexpr std::size_t free_holes = 64;

/// In order, and of each place only the edit that was told last. Gives how many are left.
template <class Edit, class Value>
std::span<const Edit> put_in_order(const Documents& documents, std::span<Edit> edits,
                                   Value Edit::* value) {
    if (edits.size() < 2) return edits;
    const auto before = [&](const Edit& a, const Edit& b) {
        return compare(documents, a.*value, b.*value) < 0;
    };
    if (!std::ranges::is_sorted(edits, before)) std::ranges::stable_sort(edits, before);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < edits.size(); ++i) {
        const bool is_last = i + 1 == edits.size() || before(edits[i], edits[i + 1]);
        if (is_last) edits[kept++] = edits[i];
    }
    return edits.first(kept);
}

/// The first of values[low...] that is not before `wanted`. Most facts come near the end of a pool:
/// the search begins there, and the memory before it is not read.
template <class Value>
std::uint32_t find_from_end(const Documents& documents, std::span<const Value> values,
                            std::uint32_t low, const Value& wanted) {
    const auto is_before = [&](const Value& value) {
        return compare(documents, value, wanted) < 0;
    };
    auto high = static_cast<std::uint32_t>(values.size());
    std::uint32_t step = 1;
    while (high > low) {
        const std::uint32_t probe = high - std::min(step, high - low);
        if (is_before(values[probe])) {
            low = probe + 1;
            break;
        }
        high = probe;
        step *= 2;
    }
    const auto found = std::partition_point(values.begin() + low, values.begin() + high, is_before);
    return static_cast<std::uint32_t>(found - values.begin());
}

Stretch stretch_of(std::span<const PoolUse> uses) {
    Stretch stretch{
        .first_day = uses.front().day, .last_day = uses.back().day, .can_be_leapt = true};
    for (const PoolUse& use : uses) {
        if (use.has_own_lot()) stretch.can_be_leapt = false;
        if (use.expiry() == Expiry::expired_only) {
            stretch.last_expired_only_day = use.day;
            continue;
        }
        (use.expiry() == Expiry::any ? stretch.has_any : stretch.has_unexpired_only) = true;
        if (__builtin_add_overflow(stretch.asked, use.asked, &stretch.asked)) {
            stretch.can_be_leapt = false;
        }
    }
    return stretch;
}

}  // namespace

std::span<const PoolLot> PoolEditor::lots_before() const {
    return has_lots_before_ ? std::span<const PoolLot>{lots_before_} : pool_->lots();
}

void PoolEditor::clear() {
    shift_.erased.clear();
    shift_.inserted.clear();
    altered_lots_.clear();
    changed_lots_.clear();
    clear_from_ = 0;
    from_day_ = std::numeric_limits<std::int32_t>::max();
    until_day_ = std::numeric_limits<std::int32_t>::min();
    is_touched_ = false;
    has_lots_before_ = false;
    free_before_.clear();
    reservations_before_.clear();
    edited_uses_.clear();
}

void PoolEditor::touch_lot(std::uint32_t position, std::int32_t entry_day) {
    is_touched_ = true;
    changed_lots_.push_back(position);
    clear_from_ = std::max(clear_from_, position + 1);
    from_day_ = std::min(from_day_, entry_day);
}

void PoolEditor::touch_use(std::int32_t day) {
    is_touched_ = true;
    from_day_ = std::min(from_day_, day);
    until_day_ = std::max(until_day_, day);
}

Refolded PoolEditor::edit(Pool& pool, std::span<LotEdit> lots, std::span<UseEdit> uses) {
    pool_ = &pool;
    clear();
    edit_lots(put_in_order(documents_, lots, &LotEdit::lot));
    const auto use_edits = put_in_order(documents_, uses, &UseEdit::use);
    // Edited uses may move the boundaries of spans: the first touched one is looked for on both
    // sides, and one without a checkpoint begins in the one before it.
    std::uint32_t first = first_span_until(
        use_edits.empty() ? from_day_ : std::min(from_day_, use_edits.front().use.day));
    edit_uses(use_edits);
    edit_pins(use_edits);
    if (!is_touched_) return {};
    first = std::min(first, first_span_until(from_day_));
    return refold(pool.known_at(first));
}

void PoolEditor::load(Pool& pool, std::span<const PoolLot> lots, std::span<const PoolUse> uses,
                      std::vector<Reservation> reservations) {
    pool_ = &pool;
    clear();
    pool.lots_.assign(lots);
    pool.spans_.clear();
    pool.pins_ = nullptr;
    if (uses.empty()) return;
    pool.spans_.push_back({.uses = PoolArray<PoolUse>{uses}, .is_known = true});
    split_spans();
    if (!reservations.empty()) {
        pool.pins_ =
            std::make_unique<Pool::Pins>(Pool::Pins{.list = std::move(reservations), .free = {}});
        reserve(*pool.pins_);
    }
    refold(0);
}

void PoolEditor::edit_lots(std::span<const LotEdit> edits) {
    if (edits.empty()) return;
    PoolArray<PoolLot>& lots = pool_->lots_;
    const auto keep_before = [&] {
        if (!keeps_before_ || has_lots_before_) return;
        lots_before_.assign(lots.begin(), lots.end());
        has_lots_before_ = true;
    };
    std::uint32_t position = 0;
    for (const LotEdit& edit : edits) {
        position = find_from_end(documents_, lots.view(), position, edit.lot);
        const bool is_there =
            position < lots.size() && compare(documents_, lots[position], edit.lot) == 0;
        if (edit.is_erased) {
            if (!is_there) continue;
            shift_.erased.push_back(position);
            is_touched_ = true;
            from_day_ = std::min(from_day_, edit.lot.entry_day);
            continue;
        }
        SALDO_CHECK(edit.lot.quantity >= 0);
        if (!is_there) {
            shift_.inserted.push_back({position, edit.lot});
        } else if (lots[position] != edit.lot) {
            keep_before();
            lots.data()[position] = edit.lot;
            altered_lots_.push_back(position);
        }
    }
    for (const std::uint32_t altered : altered_lots_) {
        touch_lot(*shift_.moved(altered), lots[altered].entry_day);
    }
    for (const std::uint32_t erased : shift_.erased) {
        clear_from_ = std::max(clear_from_, shift_.moved_boundary(erased));
    }
    if (shift_.is_still()) return;
    keep_before();
    lots.edit(shift_.erased, shift_.inserted);
    for (std::uint32_t k = 0; k < shift_.inserted.size(); ++k) {
        const std::uint32_t before = shift_.inserted[k].position;
        const auto gone = std::ranges::lower_bound(shift_.erased, before) - shift_.erased.begin();
        touch_lot(static_cast<std::uint32_t>(before + k - gone),
                  shift_.inserted[k].value.entry_day);
    }
}

void PoolEditor::edit_uses(std::span<const UseEdit> edits) {
    if (edits.empty()) return;
    std::vector<Pool::Span>& spans = pool_->spans_;
    if (spans.empty()) spans.push_back({.is_known = true});
    const auto begins_later = [&](const UseEdit& edit, const Pool::Span& span) {
        return compare(documents_, edit.use, span.uses.front()) < 0;
    };
    // Each edit belongs to the last span that begins before it.
    for (std::size_t s = 0; !edits.empty();) {
        if (s + 1 < spans.size() && !begins_later(edits.front(), spans.back())) {
            s = spans.size() - 1;
        } else if (s + 1 < spans.size()) {
            const auto next = std::upper_bound(spans.begin() + static_cast<std::ptrdiff_t>(s) + 1,
                                               spans.end(), edits.front(), begins_later);
            s = static_cast<std::size_t>(next - spans.begin()) - 1;
        }
        std::size_t count = edits.size();
        if (s + 1 < spans.size()) {
            const auto end = std::ranges::find_if_not(
                edits, [&](const UseEdit& edit) { return begins_later(edit, spans[s + 1]); });
            count = static_cast<std::size_t>(end - edits.begin());
        }
        edit_span(spans[s], edits.first(count));
        edits = edits.subspan(count);
    }
    split_spans();
}

void PoolEditor::edit_span(Pool::Span& span, std::span<const UseEdit> edits) {
    erased_uses_.clear();
    inserted_uses_.clear();
    bool is_changed = false;
    std::uint32_t position = 0;
    for (const UseEdit& edit : edits) {
        position = find_from_end(documents_, span.uses.view(), position, edit.use);
        const bool is_there =
            position < span.uses.size() && span.uses[position].is_at_place_of(edit.use);
        EditedUse edited;
        if (is_there) edited.before = span.uses[position];
        if (!edit.is_erased) edited.after = edit.use;
        if (edit.is_erased) {
            if (!is_there) continue;
            erased_uses_.push_back(position);
        } else {
            SALDO_CHECK(edit.use.asked > 0);
            if (!is_there) {
                inserted_uses_.push_back({position, edit.use});
            } else {
                // Whether an own lot is another one, only the reservations tell.
                if (span.uses[position] == edit.use && !edit.use.has_own_lot()) continue;
                span.uses.data()[position] = edit.use;
            }
        }
        touch_use(edit.use.day);
        is_changed = true;
        if (keeps_before_) edited_uses_.push_back(edited);
    }
    if (!is_changed) return;
    // Without its first use the span begins later, and its checkpoint is not of that place.
    if (!erased_uses_.empty() && erased_uses_.front() == 0) span.is_known = false;
    span.uses.edit(erased_uses_, inserted_uses_);
    if (pool_->spans_.size() > 1 && !span.uses.empty()) {
        span.stretch = stretch_of(span.uses.view());
    }
}

void PoolEditor::split_spans() {
    std::vector<Pool::Span>& spans = pool_->spans_;
    spans.front().is_known = true;  // before the first use of all nothing has happened
    if (std::ranges::all_of(spans, [&](const Pool::Span& span) {
            return !span.uses.empty() && span.uses.size() <= span_uses_max_;
        })) {
        return;
    }
    std::vector<Pool::Span> result;
    bool is_next_known = true;
    for (Pool::Span& span : spans) {
        if (span.uses.empty()) {
            is_next_known = false;
            continue;
        }
        span.is_known = span.is_known && is_next_known;
        is_next_known = true;
        const std::uint32_t size = span.uses.size();
        if (size <= span_uses_max_) {
            result.push_back(std::move(span));
            continue;
        }
        // Uses mostly come in order: the last span is cut where it is full, others in equal parts.
        const std::uint32_t parts = (size + span_uses_max_ - 1) / span_uses_max_;
        const bool is_last = &span == &spans.back();
        const std::uint32_t part = is_last ? span_uses_max_ : (size + parts - 1) / parts;
        for (std::uint32_t at = 0; at < size; at += part) {
            const auto uses = span.uses.view().subspan(at, std::min(part, size - at));
            Pool::Span piece{.uses = PoolArray<PoolUse>{uses},
                             .stretch = stretch_of(uses),
                             .is_known = at == 0 && span.is_known};
            if (at == 0) piece.start = std::move(span.start);
            result.push_back(std::move(piece));
        }
    }
    spans = std::move(result);
    if (spans.empty()) return;
    spans.front().start = {};
    spans.front().is_known = true;
}

std::uint32_t PoolEditor::first_span_until(std::int32_t day) const {
    const std::vector<Pool::Span>& spans = pool_->spans_;
    if (spans.size() < 2) return 0;
    const auto found = std::ranges::lower_bound(
        spans, day, {}, [](const Pool::Span& span) { return span.stretch.last_day; });
    return static_cast<std::uint32_t>(found - spans.begin());
}

bool PoolEditor::is_behind(const PoolState& state, std::int32_t day) const {
    return day > until_day_ && state.front >= clear_from_ &&
           std::ranges::none_of(changed_lots_, [&](std::uint32_t lot) {
               return std::ranges::binary_search(state.holes, lot, {}, &OpenLot::lot);
           });
}

void PoolEditor::move_lots_of(std::span<Pool::Span> spans) const {
    if (shift_.is_still()) return;
    for (Pool::Span& span : spans) {
        if (span.is_known) span.start = *shift_.moved(span.start);
    }
}

Refolded PoolEditor::refold(std::uint32_t first) {
    std::vector<Pool::Span>& spans = pool_->spans_;
    const auto count = static_cast<std::uint32_t>(spans.size());
    if (count < 2) return {0, count, from_day_};
    NoRows none;
    std::size_t uses_since_kept = 0;
    PoolWalk walk{pool_->lots(), pool_->free(), spans[first].start};
    for (std::uint32_t s = first; s + 1 < count; ++s) {
        if (!walk.leap(spans[s].stretch)) {
            for (const PoolUse& use : spans[s].uses) {
                serve(walk, pool_->reservations(), use, none);
            }
        }
        Pool::Span& next = spans[s + 1];
        uses_since_kept += spans[s].uses.size();
        const bool is_kept = walk.hole_count() * uses_per_hole_min <= uses_since_kept + free_holes;
        if (!is_kept && !next.is_known) continue;
        PoolState state = walk.state(spans[s].stretch.last_day);
        if (next.is_known && is_behind(state, next.stretch.first_day)) {
            const auto before = shift_.moved(next.start);
            if (before && is_same(state, *before)) {
                move_lots_of(std::span{spans}.subspan(s + 1));
                return {first, s + 1, from_day_, true};
            }
        }
        next.is_known = is_kept;
        next.start = is_kept ? std::move(state) : PoolState{};
        if (is_kept) uses_since_kept = 0;
    }
    return {first, count, from_day_};
}

}  // namespace saldo::ledger
