#include "hub/ledger/engine_changes.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace saldo::ledger {
namespace {

/// The rows of one use after the other, in lists that are used again.
struct OfOneUse {
    static constexpr bool has_skips = true;
    std::span<const PoolLot> lots;
    UseRows rows = {};

    void begin(const PoolUse& /*use*/) {
        rows.takes.clear();
        rows.skips.clear();
        rows.shortage = {};
    }
    void take(std::uint32_t lot, std::int64_t ticks) {
        rows.takes.push_back({lots[lot].id, Quantity::from_ticks(ticks)});
    }
    void shortage(std::int64_t ticks) { rows.shortage = Quantity::from_ticks(ticks); }
    void skip(std::uint32_t lot, std::int64_t ticks) {
        rows.skips.push_back({lots[lot].id, Quantity::from_ticks(ticks)});
    }
};

/// One of the two states of a pool, walked use by use.
struct Side {
    PoolWalk walk;
    std::span<const Reservation> reservations;
    OfOneUse got;

    void pass(const PoolUse& use) {
        NoRows none;
        serve(walk, reservations, use, none);
    }
    const UseRows& rows_of(const PoolUse& use) {
        serve(walk, reservations, use, got);
        return got.rows;
    }
};

std::span<const LotAmount> slice(const std::vector<LotAmount>& amounts, std::uint32_t begin,
                                 std::uint32_t end) {
    return std::span{amounts}.subspan(begin, end - begin);
}

/// Calls visit(before, after) for each use of the spans as they are and as they were: null where
/// it is not there.
template <class Visit>
void each_use(const Documents& documents, std::span<const Pool::Span> spans,
              std::span<const EditedUse> edited, Visit visit) {
    const auto pointer = [](const std::optional<PoolUse>& use) { return use ? &*use : nullptr; };
    const auto show_edited = [&] {
        visit(pointer(edited.front().before), pointer(edited.front().after));
        edited = edited.subspan(1);
    };
    for (const Pool::Span& span : spans) {
        for (const PoolUse& use : span.uses) {
            while (!edited.empty() && compare(documents, edited.front().place(), use) < 0) {
                show_edited();
            }
            if (!edited.empty() && edited.front().place().is_at_place_of(use)) {
                show_edited();
            } else {
                visit(&use, &use);
            }
        }
    }
    while (!edited.empty()) show_edited();
}

}  // namespace

UsePlace place_of(const PoolUse& use) {
    return {DocumentId{use.document}, use.line(), use.material(), use.column()};
}

std::span<const LotAmount> RowTable::takes_of(std::size_t entry) const {
    return slice(takes, entry == 0 ? 0 : entries[entry - 1].takes_end, entries[entry].takes_end);
}

std::span<const LotAmount> RowTable::skips_of(std::size_t entry) const {
    return slice(skips, entry == 0 ? 0 : entries[entry - 1].skips_end, entries[entry].skips_end);
}

void RowTable::add(const PoolUse& use, const UseRows& rows) {
    takes.insert(takes.end(), rows.takes.begin(), rows.takes.end());
    skips.insert(skips.end(), rows.skips.begin(), rows.skips.end());
    entries.push_back({.use = place_of(use),
                       .day = use.day,
                       .takes_end = static_cast<std::uint32_t>(takes.size()),
                       .skips_end = static_cast<std::uint32_t>(skips.size()),
                       .shortage = rows.shortage});
}

RowTable rows_between(const Pool& pool, std::uint32_t first, std::uint32_t end) {
    RowTable table;
    if (first >= end) return table;
    Side side{.walk = {pool.lots(), pool.free(), pool.spans()[first].start},
              .reservations = pool.reservations(),
              .got = {.lots = pool.lots()}};
    for (const Pool::Span& span : pool.spans().subspan(first, end - first)) {
        for (const PoolUse& use : span.uses) table.add(use, side.rows_of(use));
    }
    return table;
}

PoolChange change_of(const Documents& documents, const Pool& pool, const PoolEditor& editor,
                     const Refolded& refolded) {
    PoolChange change{.has_stopped_early = refolded.has_stopped_early};
    const auto spans = pool.spans().subspan(refolded.first, refolded.end - refolded.first);
    Side after{
        .walk = {pool.lots(), pool.free(), spans.empty() ? PoolState{} : spans.front().start},
        .reservations = pool.reservations(),
        .got = {.lots = pool.lots()}};
    // Until the first day that changed both are one: the lots in that state have not moved.
    std::optional<Side> before;
    std::int32_t last_day = std::numeric_limits<std::int32_t>::min();
    each_use(documents, spans, editor.edited_uses(), [&](const PoolUse* was, const PoolUse* is) {
        const std::int32_t day = (was != nullptr ? was : is)->day;
        if (day < refolded.from_day) {
            after.pass(*is);
            last_day = day;
            return;
        }
        if (!before) {
            before.emplace(Side{
                .walk = {editor.lots_before(), editor.free_before(), after.walk.state(last_day)},
                .reservations = editor.reservations_before(),
                .got = {.lots = editor.lots_before()}});
        }
        if (was != nullptr) before->rows_of(*was);
        if (is != nullptr) after.rows_of(*is);
        if (was != nullptr && is != nullptr && before->got.rows == after.got.rows) return;
        if (was != nullptr) change.before.add(*was, before->got.rows);
        if (is != nullptr) change.after.add(*is, after.got.rows);
    });
    return change;
}

}  // namespace saldo::ledger
