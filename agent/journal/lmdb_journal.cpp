#include "agent/journal/lmdb_journal.hpp"

#include <algorithm>
#include <utility>

#include "agent/journal/journal_state.hpp"
#include "common/store/sealed.hpp"
#include "common/sync/rehomed.hpp"

namespace saldo::agent {
namespace {

/// The most that one record can add: itself, its event and their index rows, each in a page that
/// may have to be split.
constexpr std::uint64_t room_per_record_bytes = 8 * 1024;

Result<store::Env> open_env(const std::filesystem::path& folder, const JournalLimits& limits,
                            std::uint64_t preextend_bytes) {
    return store::Env::open(folder,
                            {.map_bytes = limits.map_bytes, .preextend_bytes = preextend_bytes});
}

/// A damaged record is the record's fault; the disk that gave it still answers.
Error unreadable(const Error& error) { return malformed(error.what); }

Result<void> check_pending(const Pending& pending) {
    if (pending.body.size() > sync::body_bytes_max) {
        return malformed("a record's body of " + std::to_string(pending.body.size()) +
                         " bytes is past " + std::to_string(sync::body_bytes_max));
    }
    if (!pending.event) return {};
    const std::size_t bytes = pending.event->event_id.size();
    if (bytes == 0 || bytes > Journal::event_id_bytes_max) {
        return malformed("an event id is 1 to " + std::to_string(Journal::event_id_bytes_max) +
                         " bytes, not " + std::to_string(bytes));
    }
    return {};
}

}  // namespace

LmdbJournal::LmdbJournal(std::unique_ptr<State> state) : state_{std::move(state)} {}
LmdbJournal::~LmdbJournal() = default;

Result<std::unique_ptr<LmdbJournal>> LmdbJournal::open(const std::filesystem::path& folder,
                                                       const JournalIdentity& identity,
                                                       const JournalLimits& limits,
                                                       const sync::RecordHead& clock) {
    auto env = open_env(folder, limits, limits.preextend_bytes);
    if (!env) return env.error();
    auto state = std::make_unique<State>(std::move(*env), limits);
    if (const auto opened = state->open_tables(); !opened) return opened.error();
    const auto is_there = state->load_identity(&identity);
    if (!is_there) return is_there.error();

    JournalHead parent{};
    auto reason = wire::EpochReason::first;
    if (*is_there) {
        if (const auto loaded = state->load_end(); !loaded) return loaded.error();
        const auto txn = state->env.begin_read();
        if (!txn) return txn.error();
        const auto machine = state->about_text(*txn, "machine");
        if (!machine) return machine.error();
        const bool is_same =
            machine->empty() || identity.machine.empty() || *machine == identity.machine;
        if (is_same && !state->is_end_damaged) {
            return std::unique_ptr<LmdbJournal>{new LmdbJournal{std::move(state)}};
        }
        parent = state->head;
        reason = is_same ? wire::EpochReason::range_lost : wire::EpochReason::machine_changed;
    }
    auto txn = state->env.begin_write();
    if (!txn) return txn.error();
    if (const auto written = state->write_identity(*txn); !written) return written.error();
    const auto head = state->begin_epoch(*txn, parent, reason, 0, clock);
    if (!head) return head.error();
    if (const auto committed = txn->commit(); !committed) return committed.error();
    state->publish(*head);
    return std::unique_ptr<LmdbJournal>{new LmdbJournal{std::move(state)}};
}

Result<std::unique_ptr<LmdbJournal>> LmdbJournal::open_existing(const std::filesystem::path& folder,
                                                                const JournalLimits& limits) {
    const Error none{Errc::not_found, "there is no journal in " + folder.string()};
    std::error_code error;
    if (!std::filesystem::is_regular_file(folder / "data.mdb", error)) return none;
    auto env = open_env(folder, limits, 0);
    if (!env) return env.error();
    auto state = std::make_unique<State>(std::move(*env), limits);
    if (const auto opened = state->open_tables(); !opened) return opened.error();
    const auto is_there = state->load_identity(nullptr);
    if (!is_there) return is_there.error();
    if (!*is_there) return none;
    if (const auto loaded = state->load_end(); !loaded) return loaded.error();
    return std::unique_ptr<LmdbJournal>{new LmdbJournal{std::move(state)}};
}

Result<Appended> LmdbJournal::State::write_pending(store::WriteTxn& txn, JournalHead& end,
                                                   const Pending& pending) const {
    if (pending.event) {
        const ByteView id = as_bytes(pending.event->event_id);
        const auto stored = txn.get(events, id);
        if (!stored) return stored.error();
        if (*stored) {
            const auto before = decode_event_row(id, **stored);
            if (!before) return before.error();
            const bool is_same = before->line == prefix_of(pending.event->line);
            return Appended{
                .state = is_same ? Appended::State::duplicate : Appended::State::conflict,
                .epoch = before->place.epoch,
                .sequence = before->place.sequence};
        }
    }
    auto written = write_record(txn, end, pending.head, pending.body);
    if (!written) return written.error();
    const Place place{.epoch = end.epoch.ordinal, .sequence = end.last_sequence};
    if (pending.event) {
        const std::string& id = pending.event->event_id;
        const EventRow row{.place = place, .line = prefix_of(pending.event->line)};
        const Bytes key = place_key(place);
        written = txn.put(events, as_bytes(id), encode_event_row(id, row));
        if (written) written = txn.append(event_ids, key, store::sealed(key, as_bytes(id)));
        if (!written) return written.error();
    }
    return Appended{.epoch = place.epoch, .sequence = place.sequence};
}

Result<void> LmdbJournal::State::write_receipt(store::WriteTxn& txn, const Held& receipt) const {
    const std::string named = "a receipt for epoch " + std::to_string(receipt.epoch);
    if (receipt.receipt.size() > receipt_bytes_max) return malformed(named + " is too long");
    const auto last = last_of(txn, receipt.epoch);
    if (!last) return last.error();
    const auto row = epoch_row(txn, receipt.epoch);
    if (!row && row.error().code == Errc::not_found)
        return malformed(named + ": we have no such epoch");
    if (!row) return row.error();
    const std::uint64_t end = *last ? **last + 1 : row->first_kept;
    if (receipt.sequence >= end || receipt.backed_up.value_or(0) > receipt.sequence) {
        return malformed(named + " covers more than we have or the hub holds");
    }
    const Bytes key = epoch_key(receipt.epoch);
    if (const auto put = txn.put(held, key, encode_held(receipt)); !put) return put.error();
    return write_held_mark(txn, receipt);
}

Result<std::vector<Appended>> LmdbJournal::append(std::span<const Pending> group,
                                                  const Held* receipt) {
    for (const Pending& pending : group) {
        if (const auto checked = check_pending(pending); !checked) return checked.error();
    }
    const std::lock_guard writing{state_->writing};
    if (!group.empty()) {
        const auto has_room = state_->env.has_room(state_->limits.reserve_bytes +
                                                   group.size() * room_per_record_bytes);
        if (!has_room) return has_room.error();
        if (!*has_room) {
            return Error{Errc::unavailable,
                         "the journal is full: the hub must take over what is here, or the disk "
                         "needs space, before more can be accepted"};
        }
    }
    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    // The receipt is about what was there before this group: it is judged by that end.
    if (receipt != nullptr) {
        if (const auto written = state_->write_receipt(*txn, *receipt); !written) {
            return written.error();
        }
    }
    const JournalHead before = state_->head_now();
    JournalHead end = before;
    std::vector<Appended> results;
    results.reserve(group.size());
    for (const Pending& pending : group) {
        const auto result = state_->write_pending(*txn, end, pending);
        if (!result) return result.error();
        results.push_back(*result);
    }
    if (end == before && receipt == nullptr) return results;  // only repeats: nothing to write
    if (const auto committed = txn->commit(); !committed) return committed.error();
    state_->publish(end);
    if (receipt != nullptr) state_->publish(*receipt);
    return results;
}

JournalHead LmdbJournal::head() const { return state_->head_now(); }

std::optional<Held> LmdbJournal::held() const {
    const std::lock_guard lock{state_->mutex};
    return state_->newest;
}

const JournalIdentity& LmdbJournal::identity() const { return state_->identity; }

Result<JournalHead> LmdbJournal::open_epoch(wire::EpochReason reason, std::uint32_t after,
                                            const sync::RecordHead& clock) {
    const std::lock_guard writing{state_->writing};
    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    const auto head = state_->begin_epoch(*txn, state_->head_now(), reason, after, clock);
    if (!head) return head.error();
    if (const auto committed = txn->commit(); !committed) return committed.error();
    state_->publish(*head);
    return *head;
}

Result<RecordRun> LmdbJournal::read(std::uint32_t epoch, std::uint64_t from,
                                    const ReadLimits& limits) const {
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    const auto row = state_->epoch_row(*txn, epoch);
    if (!row) return row.error();
    const std::string asked = to_string(Place{.epoch = epoch, .sequence = from});
    if (from < row->first_kept) return Error{Errc::not_found, asked + " is not kept any more"};
    auto cursor = txn->cursor(state_->records);
    if (!cursor) return cursor.error();

    RecordRun run{.epoch = epoch, .first = from, .before = row->before};
    const bool has_earlier = from > row->first_kept;
    auto next = cursor->at_or_after(place_key({epoch, has_earlier ? from - 1 : from}));
    if (!next) return next.error();
    if (has_earlier) {
        if (!*next || (*next)->key.size() != 12 ||
            place_of((*next)->key).value() != Place{epoch, from - 1}) {
            return Error{Errc::not_found, asked + " is past the end of the journal"};
        }
        const auto earlier = decode_record_row((*next)->key, (*next)->value);
        if (!earlier) return unreadable(earlier.error());
        run.before = earlier->hash;
        next = cursor->next();
        if (!next) return next.error();
    }
    run.last = run.before;
    while (*next && run.count < limits.records_max) {
        const auto record = decode_record_row((*next)->key, (*next)->value);
        if (!record && run.count > 0) break;  // what is good before it is given first
        if (!record) return unreadable(record.error());
        if (record->place.epoch != epoch) break;
        if (run.count > 0 && run.records.size() + record->record.whole.size() > limits.bytes_max) {
            break;
        }
        if (record->place.sequence != from + run.count ||
            !follows(*record, run.last, state_->agent, row->epoch)) {
            if (run.count > 0) break;
            return malformed("the journal's record at " + to_string(record->place) +
                             " is not chained to the one before it");
        }
        saldo::append(run.records, record->record.whole);
        run.count += 1;
        run.last = record->hash;
        next = cursor->next();
        if (!next) return next.error();
    }
    return run;
}

Result<Digest> LmdbJournal::hash_of(std::uint32_t epoch, std::uint64_t sequence) const {
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    const auto row = state_->epoch_row(*txn, epoch);
    if (!row) return row.error();
    if (row->first_kept > 0 && sequence == row->first_kept - 1) return row->before;
    const Place place{.epoch = epoch, .sequence = sequence};
    const Bytes key = place_key(place);
    const auto stored = txn->get(state_->records, key);
    if (!stored) return stored.error();
    if (!*stored) return Error{Errc::not_found, to_string(place) + " is not in the journal"};
    const auto record = decode_record_row(key, **stored);
    if (!record) return unreadable(record.error());
    return record->hash;
}

Result<bool> LmdbJournal::contradicts(const EventKey& event) const {
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    const auto stored = txn->get(state_->events, as_bytes(event.event_id));
    if (!stored) return stored.error();
    if (!*stored) return false;
    const auto before = decode_event_row(as_bytes(event.event_id), **stored);
    if (!before) return before.error();
    return before->line != prefix_of(event.line);
}

Result<std::vector<KeptEpoch>> LmdbJournal::epochs() const {
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    const auto rows = state_->epoch_rows(*txn);
    if (!rows) return rows.error();
    std::vector<KeptEpoch> kept;
    for (const EpochRow& row : *rows) {
        const auto last = state_->last_of(*txn, row.epoch.ordinal);
        if (!last) return last.error();
        kept.push_back({.epoch = row.epoch,
                        .first_kept = row.first_kept,
                        .last = *last ? **last : row.first_kept - 1});
    }
    return kept;
}

Result<JournalStats> LmdbJournal::stats() const {
    const auto usage = state_->env.usage();
    if (!usage) return usage.error();
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    const auto count = txn->count(state_->records);
    if (!count) return count.error();
    const std::uint64_t reserve = state_->limits.reserve_bytes;
    JournalStats stats{.records = *count,
                       .used_bytes = usage->used_bytes,
                       .room_bytes = usage->room_bytes() - std::min(reserve, usage->room_bytes())};
    const JournalHead end = head();
    const auto receipt = held();
    const bool is_current = receipt && receipt->epoch == end.epoch.ordinal;
    const std::uint64_t first_unheld = is_current ? receipt->sequence + 1 : 0;
    stats.unheld = end.last_sequence + 1 - first_unheld;
    const Bytes key = place_key({.epoch = end.epoch.ordinal, .sequence = first_unheld});
    const auto stored = txn->get(state_->records, key);
    if (!stored) return stored.error();
    if (*stored) {
        const auto record = decode_record_row(key, **stored);
        if (!record) return record.error();
        stats.oldest_unheld = record->record.head.device_utc;
    }
    return stats;
}

}  // namespace saldo::agent
