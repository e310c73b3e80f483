#pragma once

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/domain/fact.hpp"

namespace saldo::wire {

/// Bytes of one fact as the log keeps them: type u16, schema u16, body (docs/data_format.md).
/// One value has one encoding. Errors: malformed when a text or list is past its limit.
Result<Bytes> encode_fact(const Fact& fact);

/// Reads what encode_fact wrote. Errors: malformed for wrong bytes, trailing bytes, or an encoding
/// that is not the one of its value; unsupported for a type or schema from a newer hub.
Result<Fact> decode_fact(ByteView bytes);

/// The same for bytes out of our own log, which were checked before they were stored.
Result<Fact> decode_stored_fact(ByteView bytes);

/// The body of a journal record of kind `movement`: the movement and the device's raw frame.
Result<Bytes> encode_movement_body(const Movement& movement, std::string_view raw);
struct MovementBody {
    Movement movement;
    std::string raw;
};
Result<MovementBody> decode_movement_body(ByteView bytes);
/// The same for a record out of our own log. Not checked again for its one encoding: the agent
/// signed these very bytes, and they were stored as they came.
Result<MovementBody> decode_stored_movement_body(ByteView bytes);

}  // namespace saldo::wire
