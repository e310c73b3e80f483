#pragma once

#include "hub/log/log_store.hpp"

namespace saldo::hub {

// How one entry of the log lies on disk. Little-endian value under the key `first position`:
//
//     0  format u8 = 1        8  received ms i64      24  chain hash, 32 bytes
//     1  kind u8             16  skip u32             56  CRC-32C u32 over key ‖ bytes 0–55 ‖
//     payload 2  zero u16            20  payload bytes u32    60  payload 4  count u32
//
// Chain hash = SHA-256("saldo/entry/1" 00 ‖ hash of the entry before ‖ key ‖ bytes 0–23 ‖ payload);
// before the first entry stand 32 zero bytes. docs/data_format.md says the same to other programs.

constexpr std::size_t entry_head_bytes = 60;
constexpr std::size_t entry_hash_offset = 24;

/// The key of an entry: its first position, big-endian, so that key order is log order.
Bytes entry_key(LogPosition first);

/// The stored value of an entry; `hash` becomes its chain hash.
Bytes encode_entry(LogPosition first, const NewEntry& entry, const Digest& before, Digest& hash);

struct StoredEntry {
    EntryView view;  ///< payload points into the stored value
    Digest hash{};
};

/// Reads a stored entry and checks its CRC. Errors: storage, naming the position.
Result<StoredEntry> decode_entry(ByteView key, ByteView value);

/// Whether the entry's hash follows from the hash of the entry before it.
bool follows(const StoredEntry& entry, ByteView key, ByteView value, const Digest& before);

/// The same of an entry as the log shows it: made anew from every field and its payload.
bool follows(const EntryView& entry, const Digest& before);

/// Key of an entry in the index of journals: agent padded with zeros to 32, epoch u32 and sequence
/// u64 big-endian, so that key order is journal order.
Bytes stream_key(const StreamPlace& place);
/// Whether two keys are of one epoch of one agent.
bool is_same_stream(ByteView a, ByteView b);

/// Value of a stream head under its agent's id, and back. Errors: storage when it is damaged.
Bytes encode_stream_head(const StreamHead& head);
Result<StreamHead> decode_stream_head(ByteView key, ByteView value);

/// Whether a stream may go on from `held` to `next`: never back, and never to another epoch of the
/// same ordinal.
bool is_advance(const StreamHead& held, const StreamHead& next);

}  // namespace saldo::hub
