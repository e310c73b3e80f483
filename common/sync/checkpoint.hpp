#pragma once

#include <string>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/sync/protocol.hpp"

namespace saldo::sync {

/// What agent and hub agree on once a day: the body of a record of type checkpoint. The batch that
/// carries it is signed by the agent, the receipt inside by the hub, so that whoever keeps both can
/// show later what either had said (sync.md section 6).
struct Checkpoint {
    static constexpr std::size_t receipt_bytes_max = 1'024;
    static constexpr std::int32_t day_min = -25'567;  ///< 1900-01-01: the years of LocalDate
    static constexpr std::int32_t day_max = 376'199;  ///< 2999-12-31

    std::int32_t day = 0;  ///< UTC days since 1970, by the hub's clock as far as it is known
    Place head;            ///< of the agent's journal, before the checkpoint itself
    std::string receipt;   ///< the newest of the hub, exactly as it signed it; never empty
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// day i32, epoch ordinal u32, nonce u64, next u64, hash 32, receipt (u16 and bytes);
/// little-endian. Errors: malformed for a day past its bounds, a receipt that is empty or too long.
Result<Bytes> encode_checkpoint(const Checkpoint& checkpoint);
/// Errors: malformed.
Result<Checkpoint> read_checkpoint(ByteView body);

/// The UTC day of an instant, within the bounds of a checkpoint's.
std::int32_t utc_day(UtcTime time);

}  // namespace saldo::sync
