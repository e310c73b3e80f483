#include <algorithm>

#include "agent/journal/journal_state.hpp"
#include "common/store/sealed.hpp"

// The walk over everything that the journal keeps: `journal verify`, and the scrubber.

namespace saldo::agent {
namespace {

/// A snapshot of its own for each stretch: none lives long (sync.md section 13, rule 5).
constexpr std::size_t stretch_records = 20'000;

Error missing(std::string what) {
    return {Errc::storage, "the journal is damaged: " + std::move(what)};
}

/// Calls `check` for each row of the table; sees that keys ascend (pages that changed places hide
/// rows from every search), and that the rows are as many as the table counts.
template <class Check>
Result<void> for_each_row(const store::ReadTxn& txn, store::Table table, Check&& check) {
    auto cursor = txn.cursor(table);
    if (!cursor) return cursor.error();
    std::uint64_t rows = 0;
    Bytes before;
    for (auto row = cursor->first();; row = cursor->next(), ++rows) {
        if (!row) return row.error();
        if (!*row) break;
        const ByteView key = (*row)->key;
        if (rows > 0 && !std::ranges::lexicographical_compare(before, key)) {
            return missing("the rows of a table are out of order");
        }
        before.assign(key.begin(), key.end());
        if (const Result<void> checked = check((*row)->key, (*row)->value); !checked) {
            return checked.error();
        }
    }
    const auto count = txn.count(table);
    if (!count) return count.error();
    if (*count != rows) return missing("a table has not the rows that it counts");
    return {};
}

}  // namespace

/// Checks a stretch of one epoch from `next` on. Gives whether there may be more of it.
Result<bool> LmdbJournal::State::audit_some(std::uint32_t ordinal, std::uint64_t& next,
                                            Digest& before, JournalAudit& audit) const {
    const auto txn = env.begin_read();
    if (!txn) return txn.error();
    const auto row = epoch_row(*txn, ordinal);
    if (!row) return row.error();
    if (next <= row->first_kept) {  // the beginning, or pruned while we walked
        next = row->first_kept;
        before = row->before;
    }
    auto cursor = txn->cursor(records);
    if (!cursor) return cursor.error();
    auto stored = cursor->at_or_after(place_key({.epoch = ordinal, .sequence = next}));
    for (std::size_t n = 0; n < stretch_records; ++n, stored = cursor->next()) {
        if (!stored) return stored.error();
        if (!*stored) return false;
        const auto record = decode_record_row((*stored)->key, (*stored)->value);
        if (!record) return record.error();
        if (record->place.epoch != ordinal) return false;
        if (record->place.sequence != next) {
            return missing(to_string(Place{ordinal, next}) + " is missing");
        }
        if (!follows(*record, before, agent, row->epoch)) {
            return missing(to_string(record->place) + " is not chained to the record before it");
        }
        if (next == 0 && !wire::decode_epoch_open(record->record.body)) {
            return missing(to_string(record->place) + " does not open its epoch");
        }
        before = record->hash;
        next += 1;
        audit.records += 1;
    }
    return true;
}

Result<void> LmdbJournal::State::audit_records(JournalAudit& audit) const {
    const JournalHead known = head_now();
    const auto txn = env.begin_read();
    if (!txn) return txn.error();
    const auto rows = epoch_rows(*txn);
    if (!rows) return rows.error();
    for (const EpochRow& row : *rows) {
        std::uint64_t next = 0;
        Digest before{};
        for (;;) {
            const auto goes_on = audit_some(row.epoch.ordinal, next, before, audit);
            if (!goes_on) return goes_on.error();
            if (!*goes_on) break;
        }
        audit.head = {.epoch = row.epoch, .last_sequence = next - 1, .hash = before};
    }
    const bool ends_early =
        audit.head.epoch.ordinal < known.epoch.ordinal ||
        (audit.head.epoch == known.epoch && audit.head.last_sequence < known.last_sequence);
    if (ends_early) return missing("its last records are missing");
    return {};
}

/// The number of records is that of the sequences between first and last of each epoch.
Result<void> LmdbJournal::State::audit_counts(const store::ReadTxn& txn) const {
    const auto rows = epoch_rows(txn);
    if (!rows) return rows.error();
    std::uint64_t expected = 0;
    for (const EpochRow& row : *rows) {
        const auto last = last_of(txn, row.epoch.ordinal);
        if (!last) return last.error();
        if (*last) expected += **last + 1 - row.first_kept;
    }
    const auto count = txn.count(records);
    if (!count) return count.error();
    if (*count != expected) return missing("it has not the records that it counts");
    return {};
}

/// Each event names a record that is there, and each record's event names it.
Result<void> LmdbJournal::State::audit_events(const store::ReadTxn& txn) const {
    auto checked = for_each_row(txn, event_ids, [&](ByteView key, ByteView value) -> Result<void> {
        const auto id = store::unsealed(key, value, "an event id");
        if (!id) return id.error();
        const auto stored = txn.get(events, *id);
        if (!stored) return stored.error();
        if (!*stored) return missing("the event " + std::string{as_text(*id)} + " is missing");
        const auto event = decode_event_row(*id, **stored);
        if (!event) return event.error();
        const auto place = place_of(key);
        if (!place) return place.error();
        if (event->place != *place) {
            return missing("the event " + std::string{as_text(*id)} + " names another record");
        }
        return {};
    });
    if (!checked) return checked;
    checked = for_each_row(txn, events, [](ByteView key, ByteView value) -> Result<void> {
        const auto event = decode_event_row(key, value);
        if (!event) return event.error();
        return {};
    });
    if (!checked) return checked;
    const auto ids = txn.count(event_ids);
    if (!ids) return ids.error();
    const auto count = txn.count(events);
    if (!count) return count.error();
    if (*ids != *count) return missing("events and their records are not as many");
    return {};
}

Result<void> LmdbJournal::State::audit_rest(const store::ReadTxn& txn) const {
    auto checked = for_each_row(txn, held, [](ByteView key, ByteView value) -> Result<void> {
        const auto receipt = decode_held(key, value);
        if (!receipt) return receipt.error();
        return {};
    });
    if (!checked) return checked;
    checked = for_each_row(txn, held_marks, [](ByteView key, ByteView value) -> Result<void> {
        const auto mark = decode_held_mark(key, value);
        if (!mark) return mark.error();
        return {};
    });
    if (!checked) return checked;
    return for_each_row(txn, about, [](ByteView key, ByteView value) -> Result<void> {
        const auto text = store::unsealed(key, value, "what the journal says of itself");
        if (!text) return text.error();
        return {};
    });
}

Result<JournalAudit> LmdbJournal::verify() const {
    JournalAudit audit;
    auto checked = state_->audit_records(audit);
    if (checked) {
        const auto txn = state_->env.begin_read();
        if (!txn) return txn.error();
        checked = state_->audit_counts(*txn);
        if (checked) checked = state_->audit_events(*txn);
        if (checked) checked = state_->audit_rest(*txn);
    }
    if (!checked) audit.first_fault = checked.error().what;
    return audit;
}

}  // namespace saldo::agent
