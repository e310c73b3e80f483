#pragma once

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::sync {

/// The device's wall clock was set, or stood still: the body of a record of type clock_step. What
/// it shows since then is in the record's head, with the estimate of its offset.
struct ClockStep {
    enum class SeenBy : std::uint8_t {
        monotonic = 1,  ///< it moved otherwise than the machine's monotonic clock
        journal = 2,    ///< after a start it stands before the newest record of the journal
    };
    std::int64_t back_ms = 0;  ///< what it should have shown less what it shows; never 0
    std::uint32_t boot_number = 0;
    SeenBy seen_by = SeenBy::monotonic;
    friend bool operator==(const ClockStep&, const ClockStep&) = default;
};

/// back ms i64, boot number u32, seen by u8; little-endian.
Bytes encode_clock_step(const ClockStep& step);
/// Errors: malformed.
Result<ClockStep> read_clock_step(ByteView body);

}  // namespace saldo::sync
