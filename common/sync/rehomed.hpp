#pragma once

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/sync/record.hpp"

namespace saldo::sync {

/// Where a record was first written, before its epoch was closed under it.
struct Origin {
    std::uint32_t ordinal = 0;
    std::uint64_t sequence = 0;
    Digest hash{};
    friend bool operator==(const Origin&, const Origin&) = default;
};

/// A record of an epoch that the hub does not take any more, written again in a later one
/// (sync.md section 6). Its head keeps the time fields of the origin; its body is
/// ordinal u32, sequence u64, hash 32, type u16, schema u16 of the origin, then its body.
struct Rehomed {
    Origin origin;
    RecordType type = RecordType::movement;
    std::uint16_t schema = 1;
    ByteView body;
};
constexpr std::size_t rehomed_extra_bytes = 48;
/// The most that the body of any other record may have, so that it can be written again.
constexpr std::size_t body_bytes_max = record_bytes_max - record_head_bytes - rehomed_extra_bytes;

/// The body of the new record for one that was written at `origin`. One that was rehomed before
/// keeps its first origin.
Bytes rehomed_body(const Origin& origin, const RecordView& record);
/// Errors: malformed when it is shorter than its fixed fields.
Result<Rehomed> read_rehomed(ByteView body);

/// Records that are lost for ever, named: nothing is passed over in silence.
struct RangeLost {
    enum class Why : std::uint8_t {
        damaged = 1,  ///< the disk gave wrong bytes
        pruned = 2,   ///< the hub held them, lost them, and we keep them no more
    };
    std::uint32_t ordinal = 0;
    std::uint64_t first = 0;
    std::uint64_t next = 0;  ///< the record after the last that is lost
    Why why = Why::damaged;
    friend bool operator==(const RangeLost&, const RangeLost&) = default;
};
Bytes encode_range_lost(const RangeLost& range);
/// Errors: malformed.
Result<RangeLost> read_range_lost(ByteView body);

}  // namespace saldo::sync
