#pragma once

#include <cstdint>
#include <string>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/crypto/sign.hpp"

namespace saldo::wire {

/// Why an agent began an epoch. Numbers are frozen: they are in every journal.
enum class EpochReason : std::uint8_t {
    first = 1,            ///< a new journal
    restored = 2,         ///< a person said that the journal came out of a backup
    machine_changed = 3,  ///< the disk stands in another machine
    hub_ahead = 4,        ///< the hub holds more of the old epoch than we do, or other content
    range_lost = 5,       ///< records that the hub lacks are kept here no more, or damaged
};

/// The body of record 0 of an epoch: who writes, and what came before (sync.md section 4).
struct EpochOpen {
    std::string rfc;
    std::string plant;                  ///< the plant's code inside its company, "P01"
    std::uint32_t parent_ordinal = 0;   ///< 0: no parent
    std::uint64_t parent_sequence = 0;  ///< the parent's last record
    Digest parent_hash{};
    KeyId signing_key{};
    EpochReason reason = EpochReason::first;
    friend bool operator==(const EpochOpen&, const EpochOpen&) = default;
};

/// Errors: malformed when a text is past its limit.
Result<Bytes> encode_epoch_open(const EpochOpen& epoch);
/// Errors: malformed for wrong or trailing bytes, or an encoding that is not canonical.
Result<EpochOpen> decode_epoch_open(ByteView bytes);

}  // namespace saldo::wire
