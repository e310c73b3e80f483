#include "hub/log/lmdb_log.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/store/sealed.hpp"
#include "hub/log/lmdb_log_state.hpp"
#include "hub/log/log_entry.hpp"

namespace saldo::hub {
namespace {

/// A reader starts a new snapshot after this much, so that none lives long (sync.md 13, rule 5).
constexpr std::size_t snapshot_payload_bytes = 8U << 20;
constexpr std::size_t snapshot_entries = 4096;

/// LMDB rounds values up to pages, and rewrites the path to the last leaf and its free list.
constexpr std::uint64_t overhead_bytes(const NewEntry& entry) {
    return entry.payload.size() + 4096 + entry_head_bytes;
}

Error gap_before(LogPosition found, std::uint64_t expected) {
    return {Errc::storage, "the log has a gap: position " + std::to_string(expected) +
                               " is missing before position " + std::to_string(found.value())};
}

/// The same for a row that was not decoded, and whose key may be damaged.
Error gap_before(ByteView key, std::uint64_t expected) {
    if (key.size() == 8) return gap_before(LogPosition{get_be<std::uint64_t>(key)}, expected);
    return {Errc::storage,
            "the log has a gap: position " + std::to_string(expected) + " is missing"};
}

/// The row of the entry that contains `from`; nothing when the log ends before it.
Result<std::optional<store::Row>> seek(store::Cursor& cursor, std::uint64_t from) {
    auto row = cursor.at_or_after(entry_key(LogPosition{from}));
    if (!row) return row.error();
    const bool is_start =
        *row && (*row)->key.size() == 8 && get_be<std::uint64_t>((*row)->key) == from;
    if (is_start) return row;
    auto before = cursor.previous();
    if (!before) return before.error();
    if (!*before && !*row) return std::optional<store::Row>{};
    if (!*before) return gap_before((*row)->key, from);
    const auto entry = decode_entry((*before)->key, (*before)->value);
    if (!entry) return entry.error();
    if (entry->view.first.value() + entry->view.count > from) return before;
    if (!*row) return std::optional<store::Row>{};
    return gap_before((*row)->key, from);
}

/// Where a damaged last entry says that the log ends, and with which hash.
std::optional<std::pair<std::uint64_t, Digest>> told_end(ByteView key, ByteView value) {
    if (key.size() != 8 || value.size() < entry_head_bytes) return std::nullopt;
    const auto first = get_be<std::uint64_t>(key);
    const auto count = get_le<std::uint32_t>(value.subspan(4));
    if (count == 0 || first > UINT64_MAX - count) return std::nullopt;
    Digest hash{};
    std::ranges::copy(value.subspan(entry_hash_offset, hash.size()), hash.begin());
    return std::pair{first + count, hash};
}

}  // namespace

LmdbLog::LmdbLog(std::unique_ptr<State> state) : state_{std::move(state)} {}
LmdbLog::~LmdbLog() = default;

Result<std::unique_ptr<LmdbLog>> LmdbLog::open(const std::filesystem::path& folder,
                                               const LogOptions& options) {
    if (const auto made = store::create_private_folder(folder); !made) return made.error();
    auto env = store::Env::open(folder / "log", {.map_bytes = options.map_bytes,
                                                 .preextend_bytes = options.preextend_bytes,
                                                 .lock_file = folder / "lock"});
    if (!env) return env.error();
    auto entries = env->table("entries");
    if (!entries) return entries.error();
    auto heads = env->table("heads");
    if (!heads) return heads.error();
    auto streams = env->table("streams");
    if (!streams) return streams.error();
    auto named = env->table("named");
    if (!named) return named.error();
    auto state = std::unique_ptr<State>{new State{.env = std::move(*env),
                                                  .entries = *entries,
                                                  .heads = *heads,
                                                  .streams = *streams,
                                                  .named = *named,
                                                  .options = options}};
    if (const auto found = state->find_end(); !found) return found.error();
    return std::unique_ptr<LmdbLog>{new LmdbLog{std::move(state)}};
}

Result<void> LmdbLog::State::find_end() {
    const auto txn = env.begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(entries);
    if (!cursor) return cursor.error();
    const auto last = cursor->last();
    if (!last) return last.error();
    if (!*last) return {};
    const auto entry = decode_entry((*last)->key, (*last)->value);
    if (!entry) {
        // Damaged, but perhaps only in its payload: what it says of itself is good enough to mend
        // it by, and nothing is appended before that.
        const auto told = told_end((*last)->key, (*last)->value);
        if (!told) return entry.error();
        end = told->first;
        head = told->second;
        is_end_proven = false;
        return {};
    }
    std::optional<Digest> before = Digest{};
    const auto previous = cursor->previous();
    if (!previous) return previous.error();
    if (*previous) {
        // A damaged one before a good last entry is for reading to name, and to be mended.
        const auto earlier = decode_entry((*previous)->key, (*previous)->value);
        before = earlier ? std::optional{earlier->hash} : std::nullopt;
    }
    if (before && !follows(*entry, (*last)->key, (*last)->value, *before)) {
        return Error{Errc::storage, "the log's last entry is not chained to the one before it"};
    }
    end = entry->view.first.value() + entry->view.count;
    head = entry->hash;
    return {};
}

Result<void> LmdbLog::State::write_stream(store::WriteTxn& txn, const NewEntry& entry,
                                          LogPosition first) const {
    if (!entry.stream) return {};
    const Bytes key = stream_key(*entry.stream);
    Bytes value;
    put_le(value, first.value());
    return txn.put(streams, key, store::sealed(key, value));
}

Result<void> LmdbLog::State::write_heads(store::WriteTxn& txn,
                                         std::span<const StreamHead> advanced) const {
    for (const StreamHead& next : advanced) {
        const ByteView key = as_bytes(next.agent.value());
        const auto stored = txn.get(heads, key);
        if (!stored) return stored.error();
        if (*stored) {
            const auto held = decode_stream_head(key, **stored);
            if (!held) return held.error();
            if (!is_advance(*held, next)) {
                return Error{Errc::conflict,
                             "the stream of agent " + next.agent.value() + " would go back"};
            }
        }
        if (const auto put = txn.put(heads, key, encode_stream_head(next)); !put) {
            return put.error();
        }
    }
    return {};
}

Result<LogPosition> LmdbLog::append(LogPosition expected, std::span<const NewEntry> entries,
                                    std::span<const StreamHead> advanced) {
    const std::lock_guard lock{state_->mutex};
    if (expected.value() != state_->end) {
        return Error{Errc::conflict, "the log ends at position " + std::to_string(state_->end) +
                                         ", not at " + std::to_string(expected.value())};
    }
    if (!state_->is_end_proven) {
        return Error{Errc::storage, "the log's last entry is damaged: nothing can follow it"};
    }
    std::uint64_t needed = state_->options.reserve_bytes;
    for (const NewEntry& entry : entries) needed += overhead_bytes(entry);
    const auto has_room = state_->env.has_room(needed);
    if (!has_room) return has_room.error();
    if (!*has_room) {
        return Error{Errc::unavailable,
                     "the log is full: raise its map size, or free space on its disk"};
    }

    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    std::uint64_t end = state_->end;
    Digest head = state_->head;
    for (const NewEntry& entry : entries) {
        const LogPosition first{end};
        Digest hash{};
        const Bytes value = encode_entry(first, entry, head, hash);
        const auto added = txn->append(state_->entries, entry_key(first), value);
        if (!added) return added.error();
        if (const auto written = state_->write_stream(*txn, entry, first); !written) {
            return written.error();
        }
        end += entry.count;
        head = hash;
    }
    if (const auto written = state_->write_heads(*txn, advanced); !written) {
        return written.error();
    }
    if (const auto committed = txn->commit(); !committed) return committed.error();
    state_->end = end;
    state_->head = head;
    return LogPosition{end};
}

Result<void> LmdbLog::read(LogPosition from,
                           const std::function<bool(const EntryView&)>& visit) const {
    std::uint64_t at = from.value();
    for (bool is_first = true;; is_first = false) {
        const auto txn = state_->env.begin_read();
        if (!txn) return txn.error();
        auto cursor = txn->cursor(state_->entries);
        if (!cursor) return cursor.error();
        auto row = seek(*cursor, at);
        if (!row) return row.error();
        if (!*row) return {};
        std::size_t payload_bytes = 0;
        for (std::size_t n = 0; n < snapshot_entries && payload_bytes < snapshot_payload_bytes;
             ++n) {
            const auto entry = decode_entry((*row)->key, (*row)->value);
            if (!entry) return entry.error();
            const bool is_next = entry->view.first.value() == at || (is_first && n == 0);
            if (!is_next) return gap_before(entry->view.first, at);
            if (!visit(entry->view)) return {};
            at = entry->view.first.value() + entry->view.count;
            payload_bytes += entry->view.payload.size();
            row = cursor->next();
            if (!row) return row.error();
            if (!*row) return {};
        }
    }
}

Result<LogPosition> LmdbLog::end() const {
    const std::lock_guard lock{state_->mutex};
    return LogPosition{state_->end};
}

Result<Digest> LmdbLog::head_hash() const {
    const std::lock_guard lock{state_->mutex};
    return state_->head;
}

Result<std::optional<LogPosition>> LmdbLog::entry_at(const StreamPlace& place) const {
    const std::optional<LogPosition> none;
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(state_->streams);
    if (!cursor) return cursor.error();
    const Bytes key = stream_key(place);
    auto row = cursor->at_or_after(key);
    if (!row) return row.error();
    if (!*row || !std::ranges::equal((*row)->key, key)) {
        row = cursor->previous();
        if (!row) return row.error();
    }
    if (!*row || !is_same_stream((*row)->key, key)) return none;
    const auto value = store::unsealed((*row)->key, (*row)->value, "the index of journals");
    if (!value) return value.error();
    if (value->size() != 8) {
        return Error{Errc::storage, "the index of journals has a row of a wrong size"};
    }
    return std::optional{LogPosition{get_le<std::uint64_t>(*value)}};
}

Result<std::vector<StreamHead>> LmdbLog::heads() const {
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(state_->heads);
    if (!cursor) return cursor.error();
    std::vector<StreamHead> heads;
    for (auto row = cursor->first();; row = cursor->next()) {
        if (!row) return row.error();
        if (!*row) return heads;
        auto head = decode_stream_head((*row)->key, (*row)->value);
        if (!head) return head.error();
        heads.push_back(std::move(*head));
    }
}

Result<std::optional<Bytes>> LmdbLog::named_value(std::string_view name) const {
    SALDO_CHECK(!name.empty() && name.size() <= store::Table::key_bytes_max);
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    const auto stored = txn->get(state_->named, as_bytes(name));
    if (!stored) return stored.error();
    if (!*stored) return std::optional<Bytes>{};
    const auto value =
        store::unsealed(as_bytes(name), **stored, "the named value " + std::string{name});
    if (!value) return value.error();
    return std::optional<Bytes>{Bytes{value->begin(), value->end()}};
}

Result<void> LmdbLog::set_named_value(std::string_view name, ByteView value) {
    SALDO_CHECK(!name.empty() && name.size() <= store::Table::key_bytes_max);
    if (value.size() > named_value_bytes_max) {
        return malformed("the named value " + std::string{name} + " is past " +
                         std::to_string(named_value_bytes_max) + " bytes");
    }
    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    const ByteView key = as_bytes(name);
    if (const auto put = txn->put(state_->named, key, store::sealed(key, value)); !put) {
        return put.error();
    }
    return txn->commit();
}

Result<bool> LmdbLog::State::audit_some(const store::ReadTxn& txn, LogAudit& audit) const {
    auto cursor = txn.cursor(entries);
    if (!cursor) return cursor.error();
    auto row = cursor->at_or_after(entry_key(LogPosition{audit.facts}));
    for (std::size_t n = 0; n < snapshot_entries; ++n, row = cursor->next()) {
        if (!row) return row.error();
        if (!*row) {
            const auto count = txn.count(entries);
            if (!count) return count.error();
            if (*count == audit.entries) return false;
            return Error{Errc::storage, "the log tells of " + std::to_string(*count) +
                                            " entries and has " + std::to_string(audit.entries)};
        }
        const auto entry = decode_entry((*row)->key, (*row)->value);
        if (!entry) return entry.error();
        if (entry->view.first.value() != audit.facts) {
            return gap_before(entry->view.first, audit.facts);
        }
        if (!follows(*entry, (*row)->key, (*row)->value, audit.head)) {
            return Error{Errc::storage, "the log's entry at position " +
                                            std::to_string(audit.facts) +
                                            " is not chained to the one before it"};
        }
        audit.entries += 1;
        audit.facts += entry->view.count;
        audit.payload_bytes += entry->view.payload.size();
        audit.head = entry->hash;
    }
    return true;
}

Result<void> LmdbLog::State::audit_entries(LogAudit& audit, std::uint64_t end_known) const {
    // What was walked over never changes, so each stretch may have a snapshot of its own.
    for (;;) {
        const auto txn = env.begin_read();
        if (!txn) return txn.error();
        const auto goes_on = audit_some(*txn, audit);
        if (!goes_on) return goes_on.error();
        if (!*goes_on) break;
    }
    if (audit.facts < end_known) return gap_before(LogPosition{end_known}, audit.facts);
    return {};
}

Result<void> LmdbLog::State::audit_sealed() const {
    const auto txn = env.begin_read();
    if (!txn) return txn.error();
    for (const store::Table table : {heads, streams, named}) {
        auto cursor = txn->cursor(table);
        if (!cursor) return cursor.error();
        std::uint64_t rows = 0;
        Bytes before;
        for (auto row = cursor->first();; row = cursor->next(), ++rows) {
            if (!row) return row.error();
            if (!*row) break;
            // Pages that changed places would hide rows from every search.
            const ByteView key = (*row)->key;
            if (rows > 0 && !std::ranges::lexicographical_compare(before, key)) {
                return Error{Errc::storage, "values beside the log are out of order"};
            }
            before.assign(key.begin(), key.end());
            const auto value =
                store::unsealed((*row)->key, (*row)->value, "a value beside the log");
            if (!value) return value.error();
        }
        const auto count = txn->count(table);
        if (!count) return count.error();
        if (*count != rows) return Error{Errc::storage, "values beside the log are missing"};
    }
    return {};
}

Result<LogAudit> LmdbLog::verify() const {
    const auto end_known = end();
    if (!end_known) return end_known.error();
    LogAudit audit;
    auto checked = state_->audit_entries(audit, end_known->value());
    if (checked) checked = state_->audit_sealed();
    if (!checked) audit.first_fault = checked.error().what;
    return audit;
}

Result<store::Usage> LmdbLog::usage() const { return state_->env.usage(); }

}  // namespace saldo::hub
