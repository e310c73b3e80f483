#include <algorithm>
#include <map>
#include <utility>

#include "agent/journal/journal_state.hpp"

// Bit rot: every record is read as it would be served, what does not verify is named, and the rows
// are written anew from batches that the hub gave back (docs/protocol.md#refill). Unlike verify(),
// the walk goes on behind a fault.

namespace saldo::agent {
namespace {

Error refused(std::string what) { return {Errc::conflict, "a refill " + std::move(what)}; }

/// The records of a run with the chain hash of each.
struct Filling {
    std::vector<ByteView> records;
    std::vector<Digest> hashes;
};

Result<Filling> walk(const RefillRun& run, const sync::PaddedName& agent) {
    Filling filling;
    Digest hash = run.before;
    ByteView left = run.records;
    for (std::uint32_t i = 0; i < run.count; ++i) {
        const auto record = sync::read_record(left);
        if (!record) return record.error();
        hash = sync::chain_hash(hash, agent, run.epoch, run.first + i, record->whole);
        filling.records.push_back(record->whole);
        filling.hashes.push_back(hash);
        left = left.subspan(record->whole.size());
    }
    if (!left.empty() || hash != run.after) return refused("does not hold in itself");
    return filling;
}

}  // namespace

Result<std::optional<RecordRow>> LmdbJournal::State::intact_row(const store::ReadTxn& txn,
                                                                const Bytes& key) const {
    const auto stored = txn.get(records, key);
    if (!stored) return stored.error();
    if (!*stored) return std::optional<RecordRow>{};
    auto row = decode_record_row(key, **stored);
    if (!row) return std::optional<RecordRow>{};
    return std::optional{std::move(*row)};
}

Result<std::optional<std::uint64_t>> LmdbJournal::State::end_of(const store::ReadTxn& txn,
                                                                const EpochRow& row,
                                                                const JournalHead& known) const {
    if (row.epoch.ordinal == known.epoch.ordinal) return std::optional{known.last_sequence};
    return last_of(txn, row.epoch.ordinal);
}

Result<ScrubStretch> LmdbJournal::scrub(ScrubPlace& at, std::uint64_t records_max) const {
    ScrubStretch stretch;
    const JournalHead head = state_->head_now();  // before the snapshot, which is not older then
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    const auto epochs = state_->epoch_rows(*txn);
    if (!epochs) return epochs.error();
    for (const EpochRow& epoch : *epochs) {
        const std::uint32_t ordinal = epoch.epoch.ordinal;
        if (ordinal < at.next.epoch) continue;
        const bool is_begin = ordinal > at.next.epoch || at.next.sequence <= epoch.first_kept;
        if (is_begin) {
            at = {.next = {.epoch = ordinal, .sequence = epoch.first_kept}, .before = epoch.before};
        }
        const auto end = state_->end_of(*txn, epoch, head);
        if (!end) return end.error();
        for (; *end && at.next.sequence <= **end; ++at.next.sequence) {
            if (stretch.records == records_max) return stretch;
            ++stretch.records;
            if (auto why = state_->fault_at(*txn, at, epoch)) {
                stretch.damaged.push_back({.place = at.next, .why = std::move(*why)});
            }
        }
    }
    at = {};
    stretch.is_end = true;
    return stretch;
}

/// What is wrong with one record; nothing for a good one. Steps the hash on.
std::optional<std::string> LmdbJournal::State::fault_at(const store::ReadTxn& txn, ScrubPlace& at,
                                                        const EpochRow& epoch) const {
    const Bytes key = place_key(at.next);
    const std::optional<Digest> before = std::exchange(at.before, std::nullopt);
    const auto stored = txn.get(records, key);
    if (!stored) return stored.error().what;
    if (!*stored) return "the record is missing";
    const auto row = decode_record_row(key, **stored);
    if (!row) return row.error().what;
    at.before = row->hash;
    if (before && !follows(*row, *before, agent, epoch.epoch)) {
        return "the record is not chained to the one before it";
    }
    return std::nullopt;
}

/// Rows that a flipped key has put where no record belongs, by their number in a walk over the
/// table. A damaged row in its right place is none of them: its bytes stay for a person to look at.
Result<std::vector<std::uint64_t>> LmdbJournal::State::stray_rows(const store::ReadTxn& txn) const {
    std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> kept;
    const auto rows = epoch_rows(txn);
    if (!rows) return rows.error();
    for (const EpochRow& row : *rows) {
        const auto end = end_of(txn, row, head_now());
        if (!end) return end.error();
        if (*end) kept[row.epoch.ordinal] = {row.first_kept, **end};
    }
    const auto belongs = [&](ByteView key) {
        const auto place = place_of(key);
        if (!place || !kept.contains(place->epoch)) return false;
        const auto [first, last] = kept[place->epoch];
        return first <= place->sequence && place->sequence <= last;
    };
    auto cursor = txn.cursor(records);
    if (!cursor) return cursor.error();
    std::vector<std::uint64_t> strays;
    Bytes before;
    bool before_is_bad = false;
    std::uint64_t number = 0;
    for (auto row = cursor->first();; row = cursor->next(), ++number) {
        if (!row) return row.error();
        if (!*row) return strays;
        const ByteView key = (*row)->key;
        const bool is_bad = !decode_record_row(key, (*row)->value);
        const bool is_in_order = number == 0 || std::ranges::lexicographical_compare(before, key);
        if (!is_in_order && !is_bad && !before_is_bad) {
            return refused("needs rows in order: take the journal's file from a backup");
        }
        if (!is_in_order && before_is_bad && (strays.empty() || strays.back() != number - 1)) {
            strays.push_back(number - 1);
        }
        if (is_bad && (!is_in_order || !belongs(key))) strays.push_back(number);
        before.assign(key.begin(), key.end());
        before_is_bad = is_bad;
    }
}

/// Removes rows by walking to them: where a key is wrong, no search finds its neighbours.
Result<void> LmdbJournal::State::erase_strays(store::WriteTxn& txn) const {
    const auto strays = stray_rows(txn);
    if (!strays) return strays.error();
    auto cursor = txn.cursor(records);
    if (!cursor) return cursor.error();
    auto row = cursor->first();
    std::uint64_t number = 0;
    for (const std::uint64_t stray : *strays) {
        for (; number < stray && row && *row; ++number) row = cursor->next();
        if (!row) return row.error();
        if (const auto erased = cursor->erase(); !erased) return erased.error();
        row = cursor->next();
        ++number;
    }
    return {};
}

Result<std::uint64_t> LmdbJournal::refill(const RefillRun& run) {
    const auto filling = walk(run, state_->agent);
    if (!filling) return filling.error();
    const std::lock_guard writing{state_->writing};
    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    const auto epoch = state_->epoch_row(*txn, run.epoch.ordinal);
    if (!epoch) return epoch.error();
    if (epoch->epoch.nonce != run.epoch.nonce) return refused("is of another journal");
    const auto missing = state_->rows_to_fill(*txn, run, *epoch, filling->records, filling->hashes);
    if (!missing) return missing.error();
    if (missing->empty()) return std::uint64_t{0};
    bool has_strays = false;
    for (const std::uint32_t i : *missing) {
        const auto stored = txn->get(
            state_->records, place_key({.epoch = run.epoch.ordinal, .sequence = run.first + i}));
        if (!stored) return stored.error();
        has_strays = has_strays || !*stored;
    }
    if (has_strays) {
        if (const auto erased = state_->erase_strays(*txn); !erased) return erased.error();
    }
    for (const std::uint32_t i : *missing) {
        const Bytes key = place_key({.epoch = run.epoch.ordinal, .sequence = run.first + i});
        const Bytes value = encode_record_row(key, filling->records[i], filling->hashes[i]);
        if (const auto put = txn->put(state_->records, key, value); !put) return put.error();
    }
    if (const auto committed = txn->commit(); !committed) return committed.error();
    return missing->size();
}

/// Which records of a run have to be written. Every intact row in it and beside it must agree, and
/// one of them, or the head that is known, must be there to tell.
Result<std::vector<std::uint32_t>> LmdbJournal::State::rows_to_fill(
    const store::ReadTxn& txn, const RefillRun& run, const EpochRow& epoch,
    std::span<const ByteView> filled, std::span<const Digest> hashes) const {
    const auto key_of = [&](std::uint64_t sequence) {
        return place_key({.epoch = run.epoch.ordinal, .sequence = sequence});
    };
    const auto end = end_of(txn, epoch, head_now());
    if (!end) return end.error();
    if (!*end || run.first + run.count > **end + 1) return refused("is of more than we had");

    bool is_anchored = run.first == 0 && run.before == Digest{};
    if (run.first == 0 && !is_anchored) return refused("begins with a wrong hash");
    if (run.first > 0 && run.first == epoch.first_kept) {
        if (epoch.before != run.before) return refused("is not chained to what was pruned");
        is_anchored = true;
    } else if (run.first > epoch.first_kept) {
        const auto row = intact_row(txn, key_of(run.first - 1));
        if (!row) return row.error();
        if (*row && (*row)->hash != run.before) return refused("is not chained to ours");
        is_anchored = is_anchored || *row;
    }
    std::vector<std::uint32_t> missing;
    for (std::uint32_t i = 0; i < run.count; ++i) {
        if (run.first + i < epoch.first_kept) continue;
        const Bytes key = key_of(run.first + i);
        const auto row = intact_row(txn, key);
        if (!row) return row.error();
        if (!*row) {
            missing.push_back(i);
        } else if ((*row)->hash != hashes[i] ||
                   !std::ranges::equal((*row)->record.whole, filled[i])) {
            return refused("differs from an intact record");
        } else {
            is_anchored = true;
        }
    }
    const std::uint64_t behind = run.first + run.count;
    if (behind <= **end) {
        const auto row = intact_row(txn, key_of(behind));
        if (!row) return row.error();
        if (*row && !follows(**row, run.after, agent, epoch.epoch)) {
            return refused("is not what our next record is chained to");
        }
        is_anchored = is_anchored || *row;
    } else if (const JournalHead known = head_now(); known.epoch == epoch.epoch) {
        if (known.hash != run.after) return refused("ends with another hash than ours");
        is_anchored = true;
    }
    if (!is_anchored) return refused("touches no intact record");
    return missing;
}

}  // namespace saldo::agent
