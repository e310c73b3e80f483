#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "hub/ledger/pool.hpp"
#include "hub/ledger/pool_touched.hpp"

namespace saldo::ledger {
namespace {

/// In order, and of each place only the edit that was told last.
template <class Edit, class Value>
void put_in_order(const Documents& documents, std::vector<Edit>& edits, Value Edit::* value) {
    const auto before = [&](const Edit& a, const Edit& b) {
        return compare(documents, a.*value, b.*value) < 0;
    };
    if (!std::ranges::is_sorted(edits, before)) std::ranges::stable_sort(edits, before);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < edits.size(); ++i) {
        const bool is_last = i + 1 == edits.size() || before(edits[i], edits[i + 1]);
        if (is_last) edits[kept++] = edits[i];
    }
    edits.resize(kept);
}

Stretch stretch_of(std::span<const PoolUse> uses) {
    Stretch stretch{.first_day = uses.front().day,
                    .last_day = uses.back().day,
                    .only_any = true,
                    .only_unexpired_only = true,
                    .can_be_leapt = true};
    for (const PoolUse& use : uses) {
        const Expiry rule = use.expiry();
        if (rule != Expiry::any) stretch.only_any = false;
        if (rule != Expiry::unexpired_only) stretch.only_unexpired_only = false;
        if (rule == Expiry::expired_only || use.has_own_lot() ||
            __builtin_add_overflow(stretch.asked, use.asked, &stretch.asked)) {
            stretch.can_be_leapt = false;
        }
    }
    return stretch;
}

}  // namespace

Refolded Pool::edit(const Documents& documents, std::vector<LotEdit>& lots,
                    std::vector<UseEdit>& uses, std::uint32_t span_uses_max) {
    Touched touched;
    put_in_order(documents, lots, &LotEdit::lot);
    put_in_order(documents, uses, &UseEdit::use);
    edit_lots(documents, lots, touched);
    // Edited uses may move the boundaries of spans: the first touched one is asked for on both
    // sides, and one without a checkpoint begins in the one before it.
    const std::int32_t first_use_day =
        uses.empty() ? touched.from_day : std::min(touched.from_day, uses.front().use.day);
    std::uint32_t first = first_span_touched(first_use_day);
    edit_uses(documents, uses, touched);
    split_spans(span_uses_max);
    edit_pins(documents, uses, touched);
    if (touched.is_nothing()) return {};
    first = std::min(first, first_span_touched(touched.from_day));
    while (first > 0 && (first >= spans_.size() || !spans_[first].is_known)) --first;
    return refold(first, touched);
}

void Pool::edit_lots(const Documents& documents, std::vector<LotEdit>& edits, Touched& touched) {
    LotShift& shift = touched.shift;
    std::vector<std::uint32_t> altered;
    auto from = lots_.begin();
    for (const LotEdit& edit : edits) {
        from = std::lower_bound(
            from, lots_.end(), edit.lot,
            [&](const PoolLot& a, const PoolLot& b) { return compare(documents, a, b) < 0; });
        const auto position = static_cast<std::uint32_t>(from - lots_.begin());
        const bool is_there = from != lots_.end() && compare(documents, *from, edit.lot) == 0;
        if (edit.is_erased) {
            if (!is_there) continue;
            shift.erased.push_back(position);
            touched.from_day = std::min(touched.from_day, edit.lot.entry_day);
        } else if (!is_there) {
            SALDO_CHECK(edit.lot.quantity >= 0);
            shift.inserted.push_back({position, edit.lot});
        } else if (*from != edit.lot) {
            SALDO_CHECK(edit.lot.quantity >= 0);
            lots_.data()[position] = edit.lot;
            altered.push_back(position);
        }
    }
    for (const std::uint32_t position : altered) {
        touched.lot(*shift.moved(position), lots_[position].entry_day);
    }
    for (const std::uint32_t position : shift.erased) {
        touched.clear_from = std::max(touched.clear_from, shift.moved_boundary(position));
    }
    if (shift.is_still()) return;
    lots_.edit(shift.erased, shift.inserted);
    for (std::uint32_t k = 0; k < shift.inserted.size(); ++k) {
        const auto gone = std::ranges::lower_bound(shift.erased, shift.inserted[k].position) -
                          shift.erased.begin();
        const auto position = static_cast<std::uint32_t>(shift.inserted[k].position + k - gone);
        touched.lot(position, lots_[position].entry_day);
    }
}

void Pool::edit_uses(const Documents& documents, std::span<const UseEdit> rest, Touched& touched) {
    if (rest.empty()) return;
    if (spans_.empty()) spans_.push_back({.is_known = true});
    const auto before = [&](const UseEdit& edit, const Span& span) {
        return compare(documents, edit.use, span.uses.front()) < 0;
    };
    // Each edit belongs to the last span that begins before it.
    std::size_t s = 0;
    while (!rest.empty()) {
        if (spans_.size() > 1) {
            const auto next = std::upper_bound(spans_.begin() + static_cast<std::ptrdiff_t>(s) + 1,
                                               spans_.end(), rest.front(), before);
            s = static_cast<std::size_t>(next - spans_.begin()) - 1;
        }
        const bool is_last = s + 1 == spans_.size();
        const auto end =
            is_last ? rest.end() : std::ranges::find_if_not(rest, [&](const UseEdit& edit) {
                return before(edit, spans_[s + 1]);
            });
        const auto count = static_cast<std::size_t>(end - rest.begin());
        edit_span(documents, spans_[s], rest.first(count), touched);
        rest = rest.subspan(count);
    }
}

void Pool::edit_span(const Documents& documents, Span& span, std::span<const UseEdit> edits,
                     Touched& touched) {
    std::vector<std::uint32_t> erased;
    std::vector<Placed<PoolUse>> inserted;
    auto from = span.uses.begin();
    bool is_changed = false;
    for (const UseEdit& edit : edits) {
        from = std::lower_bound(
            from, span.uses.end(), edit.use,
            [&](const PoolUse& a, const PoolUse& b) { return compare(documents, a, b) < 0; });
        const auto position = static_cast<std::uint32_t>(from - span.uses.begin());
        const bool is_there = from != span.uses.end() && from->is_at_place_of(edit.use);
        if (edit.is_erased) {
            if (!is_there) continue;
            erased.push_back(position);
        } else {
            SALDO_CHECK(edit.use.asked > 0);
            if (!is_there) {
                inserted.push_back({position, edit.use});
            } else {
                if (*from == edit.use && !edit.use.has_own_lot()) continue;
                span.uses.data()[position] = edit.use;
            }
        }
        touched.use(edit.use.day);
        is_changed = true;
    }
    if (!is_changed) return;
    // Without its first use the span begins later, and its checkpoint is not of that place.
    if (!erased.empty() && erased.front() == 0) span.is_known = false;
    span.uses.edit(erased, inserted);
    if (spans_.size() > 1 && !span.uses.empty()) span.stretch = stretch_of(span.uses.view());
}

void Pool::split_spans(std::uint32_t span_uses_max) {
    if (!spans_.empty()) spans_.front().is_known = true;
    const auto fits = [&](const Span& span) {
        return !span.uses.empty() && span.uses.size() <= span_uses_max;
    };
    if (std::ranges::all_of(spans_, fits)) return;
    std::vector<Span> spans;
    bool is_next_known = true;
    for (Span& span : spans_) {
        if (span.uses.empty()) {
            is_next_known = false;
            continue;
        }
        span.is_known = span.is_known && is_next_known;
        is_next_known = true;
        const std::uint32_t size = span.uses.size();
        if (size <= span_uses_max) {
            spans.push_back(std::move(span));
            continue;
        }
        // Uses mostly come in order: the last span is cut where it is full, others in equal parts.
        const std::uint32_t parts = (size + span_uses_max - 1) / span_uses_max;
        const bool is_last = &span == &spans_.back();
        const std::uint32_t part = is_last ? span_uses_max : (size + parts - 1) / parts;
        for (std::uint32_t at = 0; at < size; at += part) {
            Span piece{
                .uses = PoolArray<PoolUse>{span.uses.view().subspan(at, std::min(part, size - at))},
                .is_known = at == 0 && span.is_known};
            if (at == 0) piece.start = std::move(span.start);
            piece.stretch = stretch_of(piece.uses.view());
            spans.push_back(std::move(piece));
        }
    }
    spans_ = std::move(spans);
    if (spans_.empty()) return;
    spans_.front().start = {};
    spans_.front().is_known = true;
}

std::uint32_t Pool::first_span_touched(std::int32_t day) const {
    if (spans_.size() < 2) return 0;
    const auto found =
        std::ranges::lower_bound(spans_, day, {}, [](const Span& s) { return s.stretch.last_day; });
    return static_cast<std::uint32_t>(found - spans_.begin());
}

}  // namespace saldo::ledger
