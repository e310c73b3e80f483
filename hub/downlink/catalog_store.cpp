#include "hub/downlink/catalog_store.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/crypto/sign.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t stream_bytes = 8 + 8 + 32 + 8;

/// What the keys of one company begin with.
Bytes key_begin(std::string_view rfc) {
    Bytes key;
    append(key, as_bytes(rfc));
    key.push_back(std::byte{0});
    return key;
}

Bytes row_key(std::string_view rfc, std::string_view key) {
    Bytes out = key_begin(rfc);
    append(out, as_bytes(key));
    return out;
}

Bytes change_key(std::string_view rfc, std::uint64_t sequence) {
    Bytes key = key_begin(rfc);
    put_be(key, sequence);
    return key;
}

bool begins_with(ByteView bytes, ByteView begin) {
    return bytes.size() >= begin.size() && std::ranges::equal(bytes.first(begin.size()), begin);
}

Error damaged(std::string_view what) {
    return {Errc::storage, "the catalog streams are damaged: " + std::string{what}};
}

/// hash 32, is set u8, key length u16, key, value.
Bytes change_value(const Digest& hash, const sync::CatalogChange& change) {
    Bytes value;
    append(value, hash);
    put_le(value, static_cast<std::uint8_t>(change.value ? 1 : 0));
    put_le(value, static_cast<std::uint16_t>(change.key.size()));
    append(value, as_bytes(change.key));
    if (change.value) append(value, as_bytes(*change.value));
    return value;
}

Result<sync::CatalogChange> read_change(ByteView value) {
    constexpr std::size_t front = 32 + 1 + 2;
    if (value.size() < front) return damaged("a change");
    const bool is_set = get_le<std::uint8_t>(value.subspan(32)) == 1;
    const std::size_t length = get_le<std::uint16_t>(value.subspan(33));
    if (length > value.size() - front) return damaged("a change");
    sync::CatalogChange change{.key = std::string{as_text(value.subspan(front, length))},
                               .value = std::nullopt};
    if (is_set) change.value = std::string{as_text(value.subspan(front + length))};
    return change;
}

}  // namespace

Result<CatalogStore> CatalogStore::open(const std::filesystem::path& folder, Limits limits) {
    auto env = store::Env::open(folder, {.map_bytes = limits.map_bytes});
    if (!env) return env.error();
    CatalogStore opened{limits, std::make_unique<store::Env>(std::move(*env))};
    for (const auto& [name, table] :
         {std::pair{"streams", &opened.streams_}, std::pair{"rows", &opened.rows_},
          std::pair{"changes", &opened.changes_}}) {
        const auto made = opened.env_->table(name);
        if (!made) return made.error();
        *table = *made;
    }
    return opened;
}

Result<std::optional<CatalogStore::Stream>> CatalogStore::stream(std::string_view rfc) const {
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    const auto value = txn->get(streams_, key_begin(rfc));
    if (!value) return value.error();
    if (!*value) return std::optional<Stream>{};
    const ByteView raw = **value;
    if (raw.size() != stream_bytes) return damaged("a stream");
    return std::optional{Stream{.head = {.epoch = get_le<std::uint64_t>(raw),
                                         .sequence = get_le<std::uint64_t>(raw.subspan(8)),
                                         .hash = array_of<32>(raw.subspan(16))},
                                .base = get_le<std::uint64_t>(raw.subspan(48))}};
}

Result<void> CatalogStore::keep(store::WriteTxn& txn, std::string_view rfc, const Stream& stream) {
    Bytes raw;
    put_le(raw, stream.head.epoch);
    put_le(raw, stream.head.sequence);
    append(raw, stream.head.hash);
    put_le(raw, stream.base);
    return txn.put(streams_, key_begin(rfc), raw);
}

Result<CatalogStore::Stream> CatalogStore::begin(std::string_view rfc, std::uint64_t base) {
    auto txn = env_->begin_write();
    if (!txn) return txn.error();
    {
        auto cursor = txn->cursor(changes_);
        if (!cursor) return cursor.error();
        const Bytes begin = key_begin(rfc);
        auto row = cursor->at_or_after(begin);
        while (row && *row && begins_with((*row)->key, begin)) {
            if (auto erased = cursor->erase(); !erased) return erased.error();
            row = cursor->at_or_after(begin);
        }
        if (!row) return row.error();
    }
    const Stream stream{.head = {.epoch = random_u64() | 1, .sequence = base}, .base = base};
    if (auto kept = keep(*txn, rfc, stream); !kept) return kept.error();
    if (auto done = txn->commit(); !done) return done.error();
    return stream;
}

Result<CatalogStore::Stream> CatalogStore::publish(
    std::string_view rfc, const std::vector<sync::CatalogChange>& changes) {
    const auto before = stream(rfc);
    if (!before) return before.error();
    SALDO_CHECK(before->has_value());
    Stream after = **before;
    if (changes.empty()) return after;
    auto txn = env_->begin_write();
    if (!txn) return txn.error();
    for (const sync::CatalogChange& change : changes) {
        ++after.head.sequence;
        after.head.hash =
            sync::catalog_hash(after.head.hash, rfc, after.head.epoch, after.head.sequence, change);
        const Bytes key = row_key(rfc, change.key);
        if (change.value) {
            const auto put = txn->put(rows_, key, as_bytes(*change.value));
            if (!put) return put.error();
        } else if (const auto erased = txn->erase(rows_, key); !erased) {
            return erased.error();
        }
        const auto told = txn->put(changes_, change_key(rfc, after.head.sequence),
                                   change_value(after.head.hash, change));
        if (!told) return told.error();
        if (after.head.sequence - after.base > limits_.changes_kept) {
            const auto old = change_key(rfc, after.head.sequence - limits_.changes_kept);
            if (const auto erased = txn->erase(changes_, old); !erased) return erased.error();
        }
    }
    if (auto kept = keep(*txn, rfc, after); !kept) return kept.error();
    if (auto done = txn->commit(); !done) return done.error();
    return after;
}

Result<std::optional<Digest>> CatalogStore::hash_at(std::string_view rfc,
                                                    std::uint64_t sequence) const {
    const auto held = stream(rfc);
    if (!held) return held.error();
    if (!*held) return std::optional<Digest>{};
    if (sequence == (*held)->base) return std::optional{Digest{}};
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    const auto value = txn->get(changes_, change_key(rfc, sequence));
    if (!value) return value.error();
    if (!*value) return std::optional<Digest>{};
    if ((*value)->size() < 32) return damaged("a change");
    return std::optional{array_of<32>(**value)};
}

Result<std::vector<sync::CatalogChange>> CatalogStore::changes(std::string_view rfc,
                                                               std::uint64_t first,
                                                               std::size_t count_max,
                                                               std::size_t bytes_max) const {
    std::vector<sync::CatalogChange> found;
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    std::size_t bytes = 0;
    for (std::uint64_t n = first; found.size() < count_max; ++n) {
        const auto value = txn->get(changes_, change_key(rfc, n));
        if (!value) return value.error();
        if (!*value) break;
        bytes += (*value)->size();
        if (!found.empty() && bytes > bytes_max) break;
        auto change = read_change(**value);
        if (!change) return change.error();
        found.push_back(std::move(*change));
    }
    return found;
}

Result<void> CatalogStore::each_row(
    std::string_view rfc, std::string_view begin,
    const std::function<void(std::string_view, std::string_view)>& visit) const {
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(rows_);
    if (!cursor) return cursor.error();
    const std::size_t skip = rfc.size() + 1;
    const Bytes from = row_key(rfc, begin);
    auto row = cursor->at_or_after(from);
    for (; row && *row && begins_with((*row)->key, from); row = cursor->next()) {
        visit(as_text((*row)->key.subspan(skip)), as_text((*row)->value));
    }
    if (!row) return row.error();
    return {};
}

Result<Rows> CatalogStore::rows(std::string_view rfc, std::string_view begin) const {
    Rows rows;
    const auto read = each_row(rfc, begin, [&rows](std::string_view key, std::string_view value) {
        rows.emplace(key, value);
    });
    if (!read) return read.error();
    return rows;
}

}  // namespace saldo::hub
