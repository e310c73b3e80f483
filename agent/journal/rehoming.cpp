#include <algorithm>

#include "agent/journal/journal_state.hpp"
#include "common/sync/rehomed.hpp"

// What the hub lacks of a closed epoch is written again into the current one (sync.md section 6).
// How far that went is stored with the records, so that a crash neither repeats nor skips any.

namespace saldo::agent {
namespace {

/// A record that was rehomed takes the pages of its run, and a few for the trees.
constexpr std::uint64_t room_per_record_bytes = 4 * 1024;

}  // namespace

Result<std::vector<Unsettled>> LmdbJournal::unsettled(std::uint64_t incarnation) const {
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    const auto rows = state_->epoch_rows(*txn);
    if (!rows) return rows.error();
    std::vector<Unsettled> found;
    for (const EpochRow& row : *rows) {
        const bool is_known = row.settled_in != 0 && row.settled_in >= incarnation;
        if (!row.is_closed() || row.is_rehoming() || is_known) continue;
        found.push_back(
            {.epoch = row.epoch, .low = std::min(row.first_kept, row.end), .high = row.end});
    }
    return found;
}

Result<void> LmdbJournal::settle(const Settlement& settlement, const sync::RecordHead& clock) {
    const std::lock_guard writing{state_->writing};
    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    auto row = state_->epoch_row(*txn, settlement.ordinal);
    if (!row) return row.error();
    const std::uint64_t low = std::min(row->first_kept, row->end);
    const std::uint64_t common = settlement.common;
    if (!row->is_closed() || row->is_rehoming() || common < low || common > row->end) {
        return malformed("epoch " + std::to_string(settlement.ordinal) + " cannot be settled at " +
                         std::to_string(common));
    }
    JournalHead end = state_->head_now();
    if (settlement.lost_from && *settlement.lost_from < low) {
        const auto told = state_->tell_lost(*txn,
                                            {.ordinal = settlement.ordinal,
                                             .first = *settlement.lost_from,
                                             .next = low,
                                             .why = sync::RangeLost::Why::pruned},
                                            end, clock);
        if (!told) return told.error();
    }
    if (!settlement.receipt.empty() && common > 0) {
        const Held said{.epoch = settlement.ordinal,
                        .sequence = common - 1,
                        .hub_time = settlement.hub_time,
                        .receipt = settlement.receipt};
        if (const auto kept = state_->write_receipt(*txn, said); !kept) return kept.error();
    }
    row->common = common;
    row->settled_in = settlement.incarnation;
    if (common < row->end) row->rehome_next = common;
    const auto put =
        txn->put(state_->epochs, epoch_key(settlement.ordinal), encode_epoch_row(*row));
    if (!put) return put.error();
    if (const auto committed = txn->commit(); !committed) return committed.error();
    state_->publish(end);
    return state_->load_newest_receipt();
}

Result<bool> LmdbJournal::rehome(std::uint64_t records_max, const sync::RecordHead& clock) {
    const std::lock_guard writing{state_->writing};
    const auto has_room =
        state_->env.has_room(state_->limits.reserve_bytes + records_max * room_per_record_bytes);
    if (!has_room) return has_room.error();
    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    const auto rows = state_->epoch_rows(*txn);
    if (!rows) return rows.error();
    JournalHead end = state_->head_now();
    for (EpochRow row : *rows) {
        if (!row.is_rehoming()) continue;
        if (!*has_room) {
            return Error{Errc::unavailable, "the journal is full: what the hub lacks of epoch " +
                                                std::to_string(row.epoch.ordinal) +
                                                " cannot be written again yet"};
        }
        const auto done = state_->rehome_some(*txn, row, records_max, end, clock);
        if (!done) return done.error();
        if (row.rehome_next == row.end) {
            row.rehome_next = EpochRow::open;
            row.end = row.common;
        }
        row.rehomed_to = {.epoch = end.epoch.ordinal, .sequence = end.last_sequence};
        const auto put =
            txn->put(state_->epochs, epoch_key(row.epoch.ordinal), encode_epoch_row(row));
        if (!put) return put.error();
        if (const auto committed = txn->commit(); !committed) return committed.error();
        state_->publish(end);
        return true;
    }
    return false;
}

Result<void> LmdbJournal::State::tell_lost(store::WriteTxn& txn, const sync::RangeLost& range,
                                           JournalHead& end, const sync::RecordHead& clock) const {
    if (range.first == range.next) return {};
    sync::RecordHead told = clock;
    told.type = sync::RecordType::range_lost;
    told.schema = 1;
    return write_record(txn, end, told, sync::encode_range_lost(range));
}

Result<std::uint64_t> LmdbJournal::State::rehome_some(store::WriteTxn& txn, EpochRow& row,
                                                      std::uint64_t count_max, JournalHead& end,
                                                      const sync::RecordHead& clock) const {
    const std::uint32_t ordinal = row.epoch.ordinal;
    const std::uint64_t from = row.rehome_next;
    const std::uint64_t until = std::min(row.end, from + count_max);
    std::uint64_t lost_from = from;  // [lost_from, sequence) could not be read
    for (std::uint64_t sequence = from; sequence < until; ++sequence) {
        const Bytes key = place_key({.epoch = ordinal, .sequence = sequence});
        const auto stored = txn.get(records, key);
        if (!stored) return stored.error();
        if (!*stored) continue;
        const auto old = decode_record_row(key, **stored);
        if (!old) continue;
        const auto told =
            tell_lost(txn, {.ordinal = ordinal, .first = lost_from, .next = sequence}, end, clock);
        if (!told) return told.error();
        lost_from = sequence + 1;
        if (old->record.head.type == sync::RecordType::epoch_open) continue;  // of that epoch only
        const Bytes body = sync::rehomed_body(
            {.ordinal = ordinal, .sequence = sequence, .hash = old->hash}, old->record);
        sync::RecordHead again = old->record.head;
        again.type = sync::RecordType::rehomed;
        again.schema = 1;
        if (const auto written = write_record(txn, end, again, body); !written) {
            return written.error();
        }
    }
    const auto told =
        tell_lost(txn, {.ordinal = ordinal, .first = lost_from, .next = until}, end, clock);
    if (!told) return told.error();
    row.rehome_next = until;
    return until - from;
}

}  // namespace saldo::agent
