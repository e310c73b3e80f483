#pragma once

#include <optional>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::hub {

// The payload of an entry of kind `facts`: length u32 little-endian and bytes of wire::encode_fact,
// one fact after the other.

/// Adds one encoded fact to a payload.
void append_fact(Bytes& payload, ByteView fact);

/// Goes through the facts of a payload. Views point into it.
class FactBatchReader {
public:
    explicit FactBatchReader(ByteView payload) : left_{payload} {}
    /// The next fact; nothing at the end. Errors: malformed when a length passes the payload's end.
    Result<std::optional<ByteView>> next();

private:
    ByteView left_;
};

/// How many facts there are. Errors: malformed as above.
Result<std::uint32_t> count_facts(ByteView payload);

}  // namespace saldo::hub
