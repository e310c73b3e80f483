#pragma once

#include <array>
#include <cstdint>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::sync {

/// Kinds of journal record. Numbers are frozen: they are in every journal.
enum class RecordType : std::uint16_t {
    epoch_open = 1,  ///< sequence 0: who writes, and what came before
    movement = 2,    ///< body: wire::encode_movement_body
    checkpoint = 3,
    rehomed = 4,  ///< body: rehomed_body
    clock_step = 5,
    range_lost = 6,  ///< body: encode_range_lost
};

/// How far the agent trusts its clock. Numbers are frozen.
enum class ClockQuality : std::uint8_t { unknown = 0, set_by_hand = 1, synchronised = 2 };

/// The fixed head of a record: evidence of time beside the order, which is the sequence.
struct RecordHead {
    RecordType type = RecordType::movement;
    std::uint16_t schema = 1;
    UtcTime device_utc;
    std::uint64_t monotonic_ns = 0;
    std::uint32_t boot_number = 0;
    ClockQuality clock_quality = ClockQuality::unknown;
    std::int32_t clock_offset_ms = 0;
    std::uint32_t clock_uncertainty_ms = 0;
    std::uint64_t catalog_sequence = 0;
    friend bool operator==(const RecordHead&, const RecordHead&) = default;
};

/// type u16, schema u16, body length u32, device UTC ms i64, monotonic ns u64, boot u32, clock
/// quality u8, offset ms i32, uncertainty ms u32, catalog sequence u64; then the body.
/// Little-endian.
constexpr std::size_t record_head_bytes = 45;
/// One LMDB page holds a value of this size without overflow pages (sync.md section 4).
constexpr std::size_t record_bytes_max = 1850;

/// Errors: malformed when the record would be past record_bytes_max.
Result<Bytes> encode_record(const RecordHead& head, ByteView body);

/// A record in place: nothing is copied, `body` points into the bytes that were read.
struct RecordView {
    RecordHead head;
    ByteView body;
    ByteView whole;
};
/// Reads the record at the front of `bytes`, which may hold more after it. Errors: malformed.
Result<RecordView> read_record(ByteView bytes);

/// An epoch of one agent's journal: its ordinal, and a random nonce that tells a clone (sync.md 6).
struct Epoch {
    std::uint32_t ordinal = 0;
    std::uint64_t nonce = 0;
    friend bool operator==(const Epoch&, const Epoch&) = default;
};

/// Agent names are padded with zeros to 32 bytes wherever bytes are hashed or framed.
using PaddedName = std::array<std::byte, 32>;
PaddedName padded(std::string_view agent);

/// h[n] = SHA-256("saldo/record/1" 00 ‖ h[n-1] ‖ agent padded to 32 ‖ epoch ordinal u32 ‖ nonce u64
/// ‖ n u64 ‖ record); integers little-endian; h[-1] is 32 zero bytes.
Digest chain_hash(const Digest& previous, const PaddedName& agent, Epoch epoch,
                  std::uint64_t sequence, ByteView record);

}  // namespace saldo::sync
