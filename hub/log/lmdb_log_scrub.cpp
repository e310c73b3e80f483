#include <algorithm>
#include <utility>

#include "common/store/sealed.hpp"
#include "common/sync/limits.hpp"
#include "hub/log/lmdb_log_state.hpp"
#include "hub/log/log_entry.hpp"

// Bit rot in the log: every entry is read and checked, the walk goes on behind a fault, and an
// entry is put back only where the chain proves it (docs/protocol.md#refill).

namespace saldo::hub {
namespace {

constexpr std::size_t value_bytes_max = entry_head_bytes + sync::frame_bytes_max;

std::optional<std::uint64_t> position_of(ByteView key) {
    if (key.size() != 8) return std::nullopt;
    return get_be<std::uint64_t>(key);
}

/// A row that did not verify, seen since the last good one.
struct BadRow {
    std::optional<std::uint64_t> position;
    Bytes value;
    std::string why;
};

/// Names what lies between the last good entry and `next`, the first position of the next one.
/// Rows whose keys have no place there were put elsewhere by a flip: their bytes may be the missing
/// ones.
void name_damage(std::uint64_t at, std::uint64_t next, std::vector<BadRow> rows,
                 std::vector<DamagedEntry>& out) {
    std::vector<BadRow> strays;
    std::vector<BadRow> placed;
    for (BadRow& row : rows) {
        const std::uint64_t least = placed.empty() ? at : *placed.back().position + 1;
        const bool fits = row.position && *row.position >= least && *row.position < next;
        (fits ? placed : strays).push_back(std::move(row));
    }
    const auto missing = [&](std::uint64_t first, std::uint64_t end) {
        DamagedEntry entry{
            .first = first, .count = end - first, .value = {}, .why = "it is missing"};
        if (strays.size() == 1) entry.value = std::move(strays.front().value);
        out.push_back(std::move(entry));
    };
    if (at < next && (placed.empty() || *placed.front().position > at)) {
        missing(at, placed.empty() ? next : *placed.front().position);
    }
    for (std::size_t i = 0; i < placed.size(); ++i) {
        const std::uint64_t end = i + 1 < placed.size() ? *placed[i + 1].position : next;
        out.push_back({.first = *placed[i].position,
                       .count = end - *placed[i].position,
                       .value = std::move(placed[i].value),
                       .why = std::move(placed[i].why)});
    }
}

/// The time of receipt is nobody else's to know: as the disk gives it, or but one bit off, or any
/// between those of the entries beside it. The chain tells the right one from all others.
std::vector<std::int64_t> times_to_try(std::int64_t told, std::optional<std::int64_t> before,
                                       std::optional<std::int64_t> behind) {
    constexpr int bits_of_time = 64;
    constexpr std::int64_t between_max = 10'000;
    std::vector<std::int64_t> times{told};
    for (int bit = 0; bit < bits_of_time; ++bit) {
        times.push_back(static_cast<std::int64_t>(static_cast<std::uint64_t>(told) ^
                                                  (std::uint64_t{1} << bit)));
    }
    if (!before || !behind || *behind < *before) return times;
    for (std::int64_t n = 0; n <= std::min(*behind - *before, between_max); ++n) {
        times.push_back(*before + n);
        times.push_back(*behind - n);
    }
    return times;
}

}  // namespace

Result<LogStretch> LmdbLog::scrub(LogScrubPlace& at, std::size_t entries_max, std::size_t bytes_max,
                                  const std::function<void(const EntryView&)>& visit) const {
    const auto known = end();  // before the snapshot, which is not older then
    if (!known) return known.error();
    const std::uint64_t log_end = known->value();
    LogStretch stretch;
    const auto txn = state_->env.begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(state_->entries);
    if (!cursor) return cursor.error();
    std::vector<BadRow> bad;
    std::size_t payload_bytes = 0;
    // From the beginning by walking: where a key is wrong a search may miss what lies before it.
    auto row = at.position == 0 ? cursor->first()
                                : cursor->at_or_after(entry_key(LogPosition{at.position}));
    for (;; row = cursor->next()) {
        if (!row) return row.error();
        if (!*row || at.position >= log_end) break;
        const ByteView key = (*row)->key;
        const ByteView value = (*row)->value;
        payload_bytes += value.size();
        const auto entry = decode_entry(key, value);
        if (!entry) {
            const ByteView kept = value.first(std::min(value.size(), value_bytes_max));
            bad.push_back({.position = position_of(key),
                           .value = {kept.begin(), kept.end()},
                           .why = entry.error().what});
            continue;
        }
        const std::uint64_t first = entry->view.first.value();
        if (first < at.position) {
            stretch.is_disordered = true;
            continue;
        }
        if (first > at.position || !bad.empty()) {
            name_damage(at.position, first, std::exchange(bad, {}), stretch.damaged);
            at.before.reset();
        }
        if (at.before && !follows(*entry, key, value, *at.before)) {
            stretch.damaged.push_back({.first = first,
                                       .count = entry->view.count,
                                       .value = {},
                                       .why = "it is not chained to the entry before it"});
        } else if (visit) {
            visit(entry->view);
        }
        at = {.position = first + entry->view.count, .before = entry->hash};
        ++stretch.entries;
        if (stretch.entries >= entries_max || payload_bytes >= bytes_max) return stretch;
    }
    if (at.position < log_end) {
        name_damage(at.position, log_end, std::move(bad), stretch.damaged);
    }
    at = {};
    stretch.is_end = true;
    return stretch;
}

/// Whether `hash`, as that of the entry that ends at `next`, is what stands behind it says.
Result<bool> LmdbLog::State::is_proven(const store::ReadTxn& txn, std::uint64_t next,
                                       const Digest& hash) const {
    if (next == end) return hash == head;
    const Bytes key = entry_key(LogPosition{next});
    const auto stored = txn.get(entries, key);
    if (!stored) return stored.error();
    if (!*stored) return false;
    const auto behind = decode_entry(key, **stored);
    return behind && follows(*behind, key, **stored, hash);
}

/// When the entry there was received; nothing where none is intact.
Result<std::optional<std::int64_t>> LmdbLog::State::received_at(const store::ReadTxn& txn,
                                                                std::uint64_t position) const {
    const Bytes key = entry_key(LogPosition{position});
    const auto stored = txn.get(entries, key);
    if (!stored) return stored.error();
    if (!*stored) return std::optional<std::int64_t>{};
    const auto entry = decode_entry(key, **stored);
    if (!entry) return std::optional<std::int64_t>{};
    return std::optional{entry->view.received.ms};
}

/// Removes rows that fit nowhere in the order: a flipped key left them.
Result<void> LmdbLog::State::erase_strays(store::WriteTxn& txn) const {
    auto cursor = txn.cursor(entries);
    if (!cursor) return cursor.error();
    std::uint64_t least = 0;
    for (auto row = cursor->first();;) {
        if (!row) return row.error();
        if (!*row) return {};
        const auto entry = decode_entry((*row)->key, (*row)->value);
        const auto position = position_of((*row)->key);
        bool is_stray = !entry && (!position || *position < least || *position >= end);
        if (!entry && !is_stray) {
            // In its place, unless what follows comes before it.
            const auto behind = cursor->next();
            if (!behind) return behind.error();
            const auto next = *behind ? position_of((*behind)->key) : std::nullopt;
            is_stray = next && *next <= *position;
            const auto back = *behind ? cursor->previous() : cursor->last();
            if (!back) return back.error();
        }
        if (entry) least = entry->view.first.value() + entry->view.count;
        if (is_stray) {
            if (const auto erased = cursor->erase(); !erased) return erased.error();
        }
        row = cursor->next();
    }
}

Result<void> LmdbLog::mend(LogPosition first, const NewEntry& entry) {
    const std::lock_guard lock{state_->mutex};
    auto txn = state_->env.begin_write();
    if (!txn) return txn.error();
    const Bytes key = entry_key(first);
    const auto stored = txn->get(state_->entries, key);
    if (!stored) return stored.error();
    if (*stored && decode_entry(key, **stored)) {
        return Error{Errc::conflict, "the entry is intact: nothing is written over it"};
    }
    if (!*stored) {
        if (const auto erased = state_->erase_strays(*txn); !erased) return erased.error();
    }
    Digest before{};
    std::optional<std::int64_t> received_before;
    if (first.value() > 0) {
        auto cursor = txn->cursor(state_->entries);
        if (!cursor) return cursor.error();
        auto row = cursor->at_or_after(key);
        if (!row) return row.error();
        row = *row ? cursor->previous() : cursor->last();
        if (!row) return row.error();
        const auto earlier = *row ? decode_entry((*row)->key, (*row)->value)
                                  : Result<StoredEntry>{Error{Errc::not_found, ""}};
        if (!earlier || earlier->view.first.value() + earlier->view.count != first.value()) {
            return Error{Errc::unavailable, "the entry before it has to be mended first"};
        }
        before = earlier->hash;
        received_before = earlier->view.received.ms;
    }
    // What stands behind the entry proves it; where that is damaged too, the entry's own hash,
    // which a flip elsewhere in it left alone.
    std::optional<Digest> own_hash;
    if (*stored && (*stored)->size() >= entry_head_bytes) {
        own_hash.emplace();
        std::ranges::copy((*stored)->subspan(entry_hash_offset, own_hash->size()),
                          own_hash->begin());
    }
    const auto behind = state_->received_at(*txn, first.value() + entry.count);
    if (!behind) return behind.error();
    for (const std::int64_t ms : times_to_try(entry.received.ms, received_before, *behind)) {
        NewEntry tried = entry;
        tried.received.ms = ms;
        Digest hash{};
        const Bytes value = encode_entry(first, tried, before, hash);
        const auto proven = state_->is_proven(*txn, first.value() + entry.count, hash);
        if (!proven) return proven.error();
        if (!*proven && hash != own_hash) continue;
        if (auto put = txn->put(state_->entries, key, value); !put) return put.error();
        if (auto committed = txn->commit(); !committed) return committed;
        if (first.value() + entry.count == state_->end) state_->is_end_proven = true;
        return {};
    }
    return Error{Errc::conflict, "the chain of the log does not lead over this entry"};
}

}  // namespace saldo::hub
