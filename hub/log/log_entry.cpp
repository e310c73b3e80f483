#include "hub/log/log_entry.hpp"

#include <algorithm>
#include <string>

#include "common/base/check.hpp"
#include "common/store/sealed.hpp"

namespace saldo::hub {
namespace {

constexpr std::uint8_t format_current = 1;
constexpr std::size_t hashed_head_bytes = entry_hash_offset;
constexpr std::size_t crc_offset = 56;
constexpr std::size_t head_value_bytes = 4 + 8 + 8 + 32;

Digest chained(const Digest& before, ByteView key, ByteView value) {
    constexpr std::string_view domain{"saldo/entry/1\0", 14};
    return sha256({as_bytes(domain), ByteView{before}, key, value.first(hashed_head_bytes),
                   value.subspan(entry_head_bytes)});
}

std::uint32_t crc_of(ByteView key, ByteView value) {
    const std::uint32_t head = crc32c(value.first(crc_offset), crc32c(key));
    return crc32c(value.subspan(entry_head_bytes), head);
}

/// The fields that the chain hash covers.
Bytes entry_head(const NewEntry& entry) {
    Bytes head;
    head.reserve(hashed_head_bytes);
    put_le(head, format_current);
    put_le(head, static_cast<std::uint8_t>(entry.kind));
    put_le(head, std::uint16_t{0});
    put_le(head, entry.count);
    put_le(head, entry.received.ms);
    put_le(head, entry.skip);
    put_le(head, static_cast<std::uint32_t>(entry.payload.size()));
    return head;
}

Error damaged(ByteView key, std::string_view why) {
    const std::string place = key.size() == 8
                                  ? "at position " + std::to_string(get_be<std::uint64_t>(key))
                                  : "under a key that is no position";
    return {Errc::storage, "the log's entry " + place + " is damaged: " + std::string{why}};
}

}  // namespace

Bytes entry_key(LogPosition first) {
    Bytes key;
    put_be(key, first.value());
    return key;
}

Bytes encode_entry(LogPosition first, const NewEntry& entry, const Digest& before, Digest& hash) {
    SALDO_CHECK(entry.count >= 1);
    SALDO_CHECK(entry.payload.size() <= LogStore::payload_bytes_max);
    Bytes value;
    value.reserve(entry_head_bytes + entry.payload.size());
    append(value, entry_head(entry));
    value.resize(entry_head_bytes);
    append(value, entry.payload);

    const Bytes key = entry_key(first);
    hash = chained(before, key, value);
    std::ranges::copy(hash, value.begin() + hashed_head_bytes);
    Bytes crc;
    put_le(crc, crc_of(key, value));
    std::ranges::copy(crc, value.begin() + crc_offset);
    return value;
}

Result<StoredEntry> decode_entry(ByteView key, ByteView value) {
    if (key.size() != 8) return damaged(key, "its key is not eight bytes");
    if (value.size() < entry_head_bytes) return damaged(key, "it ends inside its head");
    if (get_le<std::uint32_t>(value.subspan(crc_offset)) != crc_of(key, value)) {
        return damaged(key, "its checksum does not fit its bytes");
    }
    // The checksum fits: from here on a difference is a newer format, not a damaged disk.
    const auto kind = get_le<std::uint8_t>(value.subspan(1));
    if (get_le<std::uint8_t>(value) != format_current || (kind != 1 && kind != 2)) {
        return Error{Errc::unsupported, "the log was written by a newer hub"};
    }
    if (get_le<std::uint32_t>(value.subspan(20)) != value.size() - entry_head_bytes) {
        return damaged(key, "its length is not that of its payload");
    }
    StoredEntry entry;
    entry.view = {.first = LogPosition{get_be<std::uint64_t>(key)},
                  .count = get_le<std::uint32_t>(value.subspan(4)),
                  .kind = static_cast<EntryKind>(kind),
                  .received = {get_le<std::int64_t>(value.subspan(8))},
                  .skip = get_le<std::uint32_t>(value.subspan(16)),
                  .payload = value.subspan(entry_head_bytes)};
    if (entry.view.count == 0) return damaged(key, "it stands for no fact");
    std::ranges::copy(value.subspan(hashed_head_bytes, 32), entry.hash.begin());
    entry.view.hash = entry.hash;
    return entry;
}

bool follows(const StoredEntry& entry, ByteView key, ByteView value, const Digest& before) {
    return entry.hash == chained(before, key, value);
}

bool follows(const EntryView& entry, const Digest& before) {
    const NewEntry told{.kind = entry.kind,
                        .count = entry.count,
                        .received = entry.received,
                        .skip = entry.skip,
                        .payload = entry.payload};
    constexpr std::string_view domain{"saldo/entry/1\0", 14};
    const Bytes head = entry_head(told);
    return entry.hash == sha256({as_bytes(domain), ByteView{before}, entry_key(entry.first), head,
                                 entry.payload});
}

Bytes stream_key(const StreamPlace& place) {
    Bytes key;
    append(key, sync::padded(place.agent.value()));
    put_be(key, place.epoch);
    put_be(key, place.sequence);
    return key;
}

bool is_same_stream(ByteView a, ByteView b) {
    constexpr std::size_t stream_bytes = 32 + 4;
    return a.size() == stream_bytes + 8 && b.size() == a.size() &&
           std::ranges::equal(a.first(stream_bytes), b.first(stream_bytes));
}

Bytes encode_stream_head(const StreamHead& head) {
    Bytes value;
    value.reserve(head_value_bytes + 4);
    put_le(value, head.epoch.ordinal);
    put_le(value, head.epoch.nonce);
    put_le(value, head.last_sequence);
    append(value, head.hash);
    return store::sealed(as_bytes(head.agent.value()), value);
}

Result<StreamHead> decode_stream_head(ByteView key, ByteView value) {
    const auto inside =
        store::unsealed(key, value, "the stream head of agent " + std::string{as_text(key)});
    if (!inside) return inside.error();
    if (inside->size() != head_value_bytes) {
        return Error{Errc::unsupported, "a stream head was written by a newer hub"};
    }
    StreamHead head{.agent = AgentId{std::string{as_text(key)}},
                    .epoch = {.ordinal = get_le<std::uint32_t>(*inside),
                              .nonce = get_le<std::uint64_t>(inside->subspan(4))},
                    .last_sequence = get_le<std::uint64_t>(inside->subspan(12))};
    std::ranges::copy(inside->subspan(20), head.hash.begin());
    return head;
}

bool is_advance(const StreamHead& held, const StreamHead& next) {
    if (next.epoch.ordinal != held.epoch.ordinal) return next.epoch.ordinal > held.epoch.ordinal;
    return next.epoch.nonce == held.epoch.nonce && next.last_sequence > held.last_sequence;
}

}  // namespace saldo::hub
