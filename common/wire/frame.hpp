#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/limits.hpp"
#include "common/sync/record.hpp"

namespace saldo::wire {

/// What a frame carries. Numbers are frozen.
enum class FrameKind : std::uint8_t {
    batch = 1,  ///< records of a journal, one after the other
    hello = 2,
    receipt = 3,
    catalog = 4,
    status = 5,
    config = 6,
    hub_state = 7,
    refill_request = 8,   ///< asks for a batch again, as it was sent: from either side
    witness_request = 9,  ///< the hub asks its agent to cosign a checkpoint
    witness_answer = 10,
};
constexpr std::uint8_t frame_kind_last = 10;

/// The head of a frame, 148 bytes, hand-encoded (docs/protocol.md#frame).
///
/// Only a batch fills `records`, `epoch`, `first`, `before` and `after`; elsewhere they are zero.
struct FrameHead {
    FrameKind kind = FrameKind::batch;
    bool is_packed = false;  ///< the body is zstd
    std::uint32_t unpacked_bytes = 0;
    std::uint32_t records = 0;
    sync::PaddedName agent{};  ///< the agent that speaks or is spoken to; zeros for all
    sync::Epoch epoch;
    std::uint64_t first = 0;  ///< sequence of the first record
    Digest before{};          ///< chain hash before the first record
    Digest after{};           ///< chain hash of the last
    KeyId key{};              ///< names the key that signed
    friend bool operator==(const FrameHead&, const FrameHead&) = default;
};

/// A frame in place: the views point into the bytes that were opened.
struct FrameView {
    FrameHead head;
    ByteView body;  ///< as sent
    ByteView signed_part;
    Signature signature{};
    ByteView whole;
};

enum class Pack : std::uint8_t { no, when_smaller };

/// What the head of a batch says, though nothing of it was checked: for bytes that are known to be
/// damaged. Nothing when they are too few, or when the head names no agent.
std::optional<FrameHead> unchecked_batch_head(ByteView bytes);

/// Signs `body` into a frame. `head.is_packed`, `head.unpacked_bytes` and `head.key` are set here.
///
/// Errors: malformed when the body is past unpacked_bytes_max, or past frame_body_bytes_max as
/// sent.
Result<Bytes> seal_frame(FrameHead head, ByteView body, Pack pack, const SigningKey& key);

/// First, cheap half of the checks: lengths, magic, version, kind, flags, CRC, agent of the topic.
///
/// Gives:   views into `bytes`; nothing in them is trusted before verify_frame().
/// Errors:  malformed; forbidden when the frame speaks of another agent than its topic.
Result<FrameView> open_frame(ByteView bytes, std::string_view topic_agent);

/// Second half, dear (≈ 65 µs): true when `key` is the key that the frame names and it signed it.
/// Safe from any thread.
[[nodiscard]] bool verify_frame(const FrameView& frame, const PublicKey& key);

/// Third: the body as it was before packing. It lies in `scratch` when the frame is packed.
///
/// Errors: malformed when it does not unpack to exactly the told size (never more is written).
Result<ByteView> unpack(const FrameView& frame, Bytes& scratch);

/// A frame that was checked before it was stored: lengths are looked at, nothing else.
/// Errors: malformed for bytes that this hub cannot have stored.
Result<FrameView> stored_frame(ByteView bytes);

}  // namespace saldo::wire
