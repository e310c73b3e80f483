#pragma once

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/sync/protocol.hpp"
#include "common/sync/refill.hpp"
#include "common/wire/frame.hpp"

namespace saldo::wire {

// Bodies: schema u16, then the fields in the order of common/sync/protocol.hpp, in the bounded
// archive. One value has one encoding; golden bytes in tests/golden/wire are kept for ever.

Result<Bytes> encode(const sync::Hello& hello);
Result<Bytes> encode(const sync::Receipt& receipt);
Result<Bytes> encode(const sync::Status& status);
Result<Bytes> encode(const sync::HubState& state);
Result<Bytes> encode(const sync::RefillRequest& request);
Result<Bytes> encode(const sync::WitnessRequest& request);
Result<Bytes> encode(const sync::WitnessAnswer& answer);

/// Errors (all): malformed for wrong bytes, left-over bytes or a second encoding of a value;
/// unsupported for a schema of a newer program.
Result<sync::Hello> decode_hello(ByteView body);
Result<sync::Receipt> decode_receipt(ByteView body);
Result<sync::Status> decode_status(ByteView body);
Result<sync::HubState> decode_hub_state(ByteView body);
Result<sync::RefillRequest> decode_refill_request(ByteView body);
Result<sync::WitnessRequest> decode_witness_request(ByteView body);
Result<sync::WitnessAnswer> decode_witness_answer(ByteView body);

/// A message in its signed frame. `agent` is who speaks or is spoken to; empty for hub_state.
Result<Bytes> seal_message(FrameKind kind, std::string_view agent, ByteView body,
                           const SigningKey& key);

/// The body of a message: opened, kind compared, signature checked, unpacked. Dear.
///
/// Errors: malformed; forbidden when the signature is not by `key` or the agent is another.
Result<Bytes> open_message(ByteView bytes, FrameKind kind, std::string_view agent,
                           const PublicKey& key);

}  // namespace saldo::wire
