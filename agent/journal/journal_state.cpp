#include "agent/journal/journal_state.hpp"

#include <algorithm>

#include "common/store/sealed.hpp"

namespace saldo::agent {
namespace {

std::string identity_text(const JournalIdentity& identity) {
    return identity.agent + "\n" + identity.rfc + "\n" + identity.plant;
}

}  // namespace

bool follows(const RecordRow& row, const Digest& before, const sync::PaddedName& agent,
             sync::Epoch epoch) {
    return row.hash == sync::chain_hash(before, agent, epoch, row.place.sequence, row.record.whole);
}

LmdbJournal::State::State(store::Env opened, const JournalLimits& journal_limits)
    : env{std::move(opened)}, limits{journal_limits} {}

Result<void> LmdbJournal::State::open_tables() {
    const std::pair<store::Table*, const char*> tables[] = {
        {&records, "records"},     {&epochs, "epochs"}, {&events, "events"},
        {&event_ids, "event_ids"}, {&held, "held"},     {&held_marks, "held_marks"},
        {&about, "about"}};
    for (const auto& [table, name] : tables) {
        const auto opened = env.table(name);
        if (!opened) return opened.error();
        *table = *opened;
    }
    return {};
}

Result<std::string> LmdbJournal::State::about_text(const store::ReadTxn& txn,
                                                   std::string_view name) const {
    const auto stored = txn.get(about, as_bytes(name));
    if (!stored) return stored.error();
    if (!*stored) return std::string{};
    const auto text =
        store::unsealed(as_bytes(name), **stored, "the journal's " + std::string{name});
    if (!text) return text.error();
    return std::string{as_text(*text)};
}

Result<void> LmdbJournal::State::set_about(store::WriteTxn& txn, std::string_view name,
                                           std::string_view text) const {
    const ByteView key = as_bytes(name);
    return txn.put(about, key, store::sealed(key, as_bytes(text)));
}

Result<void> LmdbJournal::State::write_identity(store::WriteTxn& txn) const {
    auto written = set_about(txn, "identity", identity_text(identity));
    if (written) written = set_about(txn, "machine", identity.machine);
    return written;
}

Result<bool> LmdbJournal::State::load_identity(const JournalIdentity* expected) {
    const auto txn = env.begin_read();
    if (!txn) return txn.error();
    const auto found = about_text(*txn, "identity");
    if (!found) return found.error();
    if (expected != nullptr) identity = *expected;
    if (expected != nullptr && !found->empty() && *found != identity_text(*expected)) {
        std::string whose = *found;
        std::ranges::replace(whose, '\n', ' ');
        return Error{Errc::conflict, "this journal belongs to " + whose +
                                         "; it cannot go on as another agent's or plant's"};
    }
    if (expected == nullptr && !found->empty()) {
        const std::size_t first = found->find('\n');
        const std::size_t second = found->find('\n', first + 1);
        if (second == std::string::npos) {
            return Error{Errc::storage, "the journal is damaged: its identity has no three parts"};
        }
        identity.agent = found->substr(0, first);
        identity.rfc = found->substr(first + 1, second - first - 1);
        identity.plant = found->substr(second + 1);
    }
    agent = sync::padded(identity.agent);
    return !found->empty();
}

Result<EpochRow> LmdbJournal::State::epoch_row(const store::ReadTxn& txn,
                                               std::uint32_t ordinal) const {
    const Bytes key = epoch_key(ordinal);
    const auto stored = txn.get(epochs, key);
    if (!stored) return stored.error();
    if (!*stored) {
        return Error{Errc::not_found, "the journal has no epoch " + std::to_string(ordinal)};
    }
    return decode_epoch_row(key, **stored);
}

Result<std::vector<EpochRow>> LmdbJournal::State::epoch_rows(const store::ReadTxn& txn) const {
    auto cursor = txn.cursor(epochs);
    if (!cursor) return cursor.error();
    std::vector<EpochRow> rows;
    for (auto row = cursor->first();; row = cursor->next()) {
        if (!row) return row.error();
        if (!*row) return rows;
        const auto epoch = decode_epoch_row((*row)->key, (*row)->value);
        if (!epoch) return epoch.error();
        rows.push_back(*epoch);
    }
}

Result<std::optional<std::uint64_t>> LmdbJournal::State::last_of(const store::ReadTxn& txn,
                                                                 std::uint32_t ordinal) const {
    auto cursor = txn.cursor(records);
    if (!cursor) return cursor.error();
    const auto after = cursor->at_or_after(place_key({.epoch = ordinal + 1}));
    if (!after) return after.error();
    const auto last = *after ? cursor->previous() : cursor->last();
    if (!last) return last.error();
    if (!*last) return std::optional<std::uint64_t>{};
    const auto place = place_of((*last)->key);
    if (!place) return place.error();
    if (place->epoch != ordinal) return std::optional<std::uint64_t>{};
    return std::optional{place->sequence};
}

Result<void> LmdbJournal::State::load_end() {
    const auto txn = env.begin_read();
    if (!txn) return txn.error();
    const auto rows = epoch_rows(*txn);
    if (!rows) return rows.error();
    if (rows->empty()) return Error{Errc::storage, "the journal is damaged: it has no epoch"};
    const EpochRow& current = rows->back();
    auto cursor = txn->cursor(records);
    if (!cursor) return cursor.error();
    const auto last = cursor->last();
    if (!last) return last.error();
    if (!*last) return Error{Errc::storage, "the journal is damaged: it has no record"};
    const auto row = decode_record_row((*last)->key, (*last)->value);
    const auto previous = cursor->previous();
    if (!previous) return previous.error();
    std::optional<RecordRow> earlier;  // of the same epoch, and intact
    if (*previous) {
        const auto decoded = decode_record_row((*previous)->key, (*previous)->value);
        if (decoded && decoded->place.epoch == current.epoch.ordinal) earlier = *decoded;
    }
    if (row && row->place.epoch != current.epoch.ordinal) {
        return Error{Errc::storage, "the journal's last record, " + to_string(row->place) +
                                        ", is of another epoch than its newest"};
    }
    if (!row) {
        // Its key may be as wrong as the rest: where it stands follows from the one before it.
        bool is_first = !*previous;
        if (*previous) {
            const auto place = place_of((*previous)->key);
            is_first = place && place->epoch < current.epoch.ordinal;
        }
        if (!earlier && !is_first) return row.error();
        head = {.epoch = current.epoch,
                .last_sequence = earlier ? earlier->place.sequence + 1 : current.first_kept,
                .hash = {}};
        is_end_damaged = true;
        return load_newest_receipt();
    }
    head = {.epoch = current.epoch, .last_sequence = row->place.sequence, .hash = row->hash};
    // Where the one before it is damaged, its checksum alone must do: it covers the hash.
    const bool is_first = row->place.sequence == current.first_kept;
    if (is_first) {
        is_end_damaged = !follows(*row, current.before, agent, current.epoch);
    } else if (earlier) {
        is_end_damaged = !follows(*row, earlier->hash, agent, current.epoch);
    }
    return load_newest_receipt();
}

Result<void> LmdbJournal::State::load_newest_receipt() {
    const auto txn = env.begin_read();
    if (!txn) return txn.error();
    auto receipts = txn->cursor(held);
    if (!receipts) return receipts.error();
    for (auto receipt = receipts->last();; receipt = receipts->previous()) {
        if (!receipt) return receipt.error();
        if (!*receipt) return {};
        const auto decoded = decode_held((*receipt)->key, (*receipt)->value);
        if (!decoded) continue;  // a receipt that is lost costs a resend, nothing else
        const std::lock_guard lock{mutex};
        newest = *decoded;
        return {};
    }
}

Result<JournalHead> LmdbJournal::State::begin_epoch(store::WriteTxn& txn, const JournalHead& parent,
                                                    wire::EpochReason reason, std::uint32_t after,
                                                    const sync::RecordHead& clock) const {
    if (parent.epoch.ordinal != 0) {
        auto closed = epoch_row(txn, parent.epoch.ordinal);
        if (!closed) return closed.error();
        closed->end = parent.last_sequence + 1;
        const auto put =
            txn.put(epochs, epoch_key(parent.epoch.ordinal), encode_epoch_row(*closed));
        if (!put) return put.error();
    }
    const auto body = wire::encode_epoch_open({.rfc = identity.rfc,
                                               .plant = identity.plant,
                                               .parent_ordinal = parent.epoch.ordinal,
                                               .parent_sequence = parent.last_sequence,
                                               .parent_hash = parent.hash,
                                               .signing_key = identity.signing_key,
                                               .reason = reason});
    if (!body) return body.error();
    const std::uint32_t ordinal = std::max(parent.epoch.ordinal, after) + 1;
    const EpochRow row{.epoch = {.ordinal = ordinal, .nonce = identity.nonce()}};
    const auto added = txn.append(epochs, epoch_key(row.epoch.ordinal), encode_epoch_row(row));
    if (!added) return added.error();
    sync::RecordHead record = clock;
    record.type = sync::RecordType::epoch_open;
    record.schema = 1;
    // One before sequence 0: write_record() steps on to it.
    JournalHead end{.epoch = row.epoch, .last_sequence = UINT64_MAX, .hash = {}};
    if (const auto written = write_record(txn, end, record, *body); !written) {
        return written.error();
    }
    return end;
}

Result<void> LmdbJournal::State::write_record(store::WriteTxn& txn, JournalHead& end,
                                              const sync::RecordHead& record, ByteView body) const {
    const auto bytes = sync::encode_record(record, body);
    if (!bytes) return bytes.error();
    const std::uint64_t sequence = end.last_sequence + 1;
    const Digest hash = sync::chain_hash(end.hash, agent, end.epoch, sequence, *bytes);
    const Bytes key = place_key({.epoch = end.epoch.ordinal, .sequence = sequence});
    if (const auto added = txn.append(records, key, encode_record_row(key, *bytes, hash)); !added) {
        return added.error();
    }
    end.last_sequence = sequence;
    end.hash = hash;
    return {};
}

void LmdbJournal::State::publish(const JournalHead& next) {
    const std::lock_guard lock{mutex};
    head = next;
}

void LmdbJournal::State::publish(const Held& next) {
    const std::lock_guard lock{mutex};
    // A receipt of an older epoch is kept in its row; HELLO shows that of the newest.
    if (!newest || next.epoch >= newest->epoch) newest = next;
}

JournalHead LmdbJournal::State::head_now() const {
    const std::lock_guard lock{mutex};
    return head;
}

}  // namespace saldo::agent
