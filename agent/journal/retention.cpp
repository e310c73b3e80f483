#include <algorithm>
#include <vector>

#include "agent/journal/journal_state.hpp"
#include "common/store/sealed.hpp"

// What may be forgotten (sync.md section 8): only what the hub holds, has held for long enough, and
// has in two verified backups. Age is counted by the hub's clock, in receipts, from the receipt
// that first covered a record: the clock of the device may be wrong by years and decides nothing.

namespace saldo::agent {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

struct Mark {
    Place place;
    UtcTime hub_time;
};

Result<std::vector<Mark>> marks_of(const store::ReadTxn& txn, store::Table table,
                                   std::uint32_t epoch) {
    auto cursor = txn.cursor(table);
    if (!cursor) return cursor.error();
    std::vector<Mark> marks;
    for (auto row = cursor->at_or_after(place_key({.epoch = epoch}));; row = cursor->next()) {
        if (!row) return row.error();
        if (!*row) return marks;
        const auto place = place_of((*row)->key);
        if (place && place->epoch != epoch) return marks;
        const auto time = decode_held_mark((*row)->key, (*row)->value);
        // Without a mark that was damaged, records are kept until a later one covers them.
        if (place && time) marks.push_back({.place = *place, .hub_time = *time});
    }
}

}  // namespace

Result<void> LmdbJournal::State::write_held_mark(store::WriteTxn& txn, const Held& receipt) const {
    auto marks = marks_of(txn, held_marks, receipt.epoch);
    if (!marks) return marks.error();
    // The hub's clock was put back: what it told before counts from now on.
    while (!marks->empty() && marks->back().hub_time > receipt.hub_time) {
        const auto erased = txn.erase(held_marks, place_key(marks->back().place));
        if (!erased) return erased.error();
        marks->pop_back();
    }
    const Place place{.epoch = receipt.epoch, .sequence = receipt.sequence};
    if (!marks->empty()) {
        const Mark& last = marks->back();
        const bool is_soon = receipt.hub_time.ms - last.hub_time.ms < day_ms;
        if (is_soon || last.place >= place) return {};
    }
    return txn.put(held_marks, place_key(place), encode_held_mark(place, receipt.hub_time));
}

Result<std::optional<std::uint64_t>> LmdbJournal::State::forgettable(const store::ReadTxn& txn,
                                                                     const EpochRow& row,
                                                                     UtcTime held_before) const {
    const std::optional<std::uint64_t> none;
    if (row.is_closed() && row.first_kept >= row.end) {
        return forgettable_copies(txn, row, held_before);
    }
    const Bytes key = epoch_key(row.epoch.ordinal);
    const auto stored = txn.get(held, key);
    if (!stored) return stored.error();
    if (!*stored) return none;
    const auto receipt = decode_held(key, **stored);
    if (!receipt || !receipt->backed_up) return none;  // a damaged one: the next says it again
    const auto marks = marks_of(txn, held_marks, row.epoch.ordinal);
    if (!marks) return marks.error();
    std::optional<std::uint64_t> through;
    for (const Mark& mark : *marks) {
        if (mark.hub_time <= held_before) through = mark.place.sequence;
    }
    if (!through) return none;
    through = std::min({*through, receipt->sequence, *receipt->backed_up});

    if (row.is_closed()) through = std::min(*through, row.end - 1);
    // The end of the current epoch stays: the next record is chained to it.
    const JournalHead end = head_now();
    if (row.epoch.ordinal == end.epoch.ordinal) {
        if (end.last_sequence == 0) return none;
        through = std::min(*through, end.last_sequence - 1);
    }
    if (*through < row.first_kept) return none;
    return through;
}

/// What was written again in a later epoch goes when the last of its copies may go.
Result<std::optional<std::uint64_t>> LmdbJournal::State::forgettable_copies(
    const store::ReadTxn& txn, const EpochRow& row, UtcTime held_before) const {
    const std::optional<std::uint64_t> none;
    if (row.is_rehoming() || row.rehomed_to.epoch == 0) return none;
    const auto target = epoch_row(txn, row.rehomed_to.epoch);
    if (!target) return target.error();
    if (target->first_kept <= row.rehomed_to.sequence) {
        const auto through = forgettable(txn, *target, held_before);
        if (!through) return through.error();
        if (!*through || **through < row.rehomed_to.sequence) return none;
    }
    return last_of(txn, row.epoch.ordinal);
}

Result<std::uint64_t> LmdbJournal::State::forget(store::WriteTxn& txn, const EpochRow& row,
                                                 std::uint64_t through,
                                                 std::uint64_t records_max) const {
    EpochRow kept = row;
    std::uint64_t count = 0;
    while (kept.first_kept <= through && count < records_max) {
        const Place place{.epoch = row.epoch.ordinal, .sequence = kept.first_kept};
        const Bytes key = place_key(place);
        const auto stored = txn.get(records, key);
        if (!stored) return stored.error();
        if (!*stored) return Error{Errc::storage, "the journal lacks " + to_string(place)};
        const auto record = decode_record_row(key, **stored);
        if (!record) return record.error();
        kept.before = record->hash;

        const auto event = txn.get(event_ids, key);
        if (!event) return event.error();
        if (*event) {
            const auto id = store::unsealed(key, **event, "the event id of " + to_string(place));
            if (!id) return id.error();
            const Bytes event_key{id->begin(), id->end()};
            if (const auto erased = txn.erase(events, event_key); !erased) return erased.error();
            if (const auto erased = txn.erase(event_ids, key); !erased) return erased.error();
        }
        if (const auto erased = txn.erase(records, key); !erased) return erased.error();
        if (const auto erased = txn.erase(held_marks, key); !erased) return erased.error();
        kept.first_kept += 1;
        count += 1;
    }
    const auto put = txn.put(epochs, epoch_key(row.epoch.ordinal), encode_epoch_row(kept));
    if (!put) return put.error();
    return count;
}

Result<std::uint64_t> LmdbJournal::prune(std::uint64_t records_max) {
    const auto receipt = held();
    if (!receipt) return std::uint64_t{0};
    const JournalLimits& limits = state_->limits;
    const auto is_roomy = state_->env.has_room(limits.pressure_bytes);
    if (!is_roomy) return is_roomy.error();
    const std::int64_t days = *is_roomy ? limits.retention_days : limits.retention_days_pressed;
    const UtcTime held_before{receipt->hub_time.ms - days * day_ms};

    const std::lock_guard writing{state_->writing};
    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    const auto rows = state_->epoch_rows(*txn);
    if (!rows) return rows.error();
    std::uint64_t count = 0;
    for (const EpochRow& row : *rows) {
        if (count == records_max) break;
        const auto through = state_->forgettable(*txn, row, held_before);
        if (!through) return through.error();
        if (!*through) continue;
        const auto forgotten = state_->forget(*txn, row, **through, records_max - count);
        if (!forgotten) return forgotten.error();
        count += *forgotten;
    }
    if (count == 0) return count;
    if (const auto committed = txn->commit(); !committed) return committed.error();
    return count;
}

}  // namespace saldo::agent
