#include "common/wire/frame.hpp"

#include <algorithm>
#include <optional>

#include "common/base/check.hpp"
#include "common/wire/zstd.hpp"

namespace saldo::wire {
namespace {

constexpr std::string_view magic = "SLD1";
constexpr std::uint8_t version = 1;
constexpr std::uint16_t flag_packed = 1;
constexpr std::size_t crc_offset = 144;
constexpr std::string_view signing_domain{"saldo/frame/1\0", 14};

/// Offsets of the fields of the head (docs/protocol.md#frame).
enum : std::size_t {
    at_magic = 0,
    at_version = 4,
    at_kind = 5,
    at_flags = 6,
    at_sent = 8,
    at_unpacked = 12,
    at_records = 16,
    at_agent = 20,
    at_ordinal = 52,
    at_nonce = 56,
    at_first = 64,
    at_before = 72,
    at_after = 104,
    at_key = 136,
};
static_assert(at_key + sizeof(KeyId) == crc_offset && crc_offset + 4 == sync::frame_head_bytes);

template <std::size_t N>
std::array<std::byte, N> array_at(ByteView bytes, std::size_t offset) {
    std::array<std::byte, N> out;
    std::ranges::copy(bytes.subspan(offset, N), out.begin());
    return out;
}

void put_head(Bytes& out, const FrameHead& head, std::size_t sent_bytes) {
    append(out, as_bytes(magic));
    put_le(out, version);
    put_le(out, static_cast<std::uint8_t>(head.kind));
    put_le(out, head.is_packed ? flag_packed : std::uint16_t{0});
    put_le(out, static_cast<std::uint32_t>(sent_bytes));
    put_le(out, head.unpacked_bytes);
    put_le(out, head.records);
    append(out, head.agent);
    put_le(out, head.epoch.ordinal);
    put_le(out, head.epoch.nonce);
    put_le(out, head.first);
    append(out, head.before);
    append(out, head.after);
    append(out, head.key);
    SALDO_CHECK(out.size() == crc_offset);
}

/// The fields, without looking whether they make sense. Needs: frame_head_bytes bytes.
FrameHead read_head(ByteView bytes) {
    return {.kind = static_cast<FrameKind>(get_le<std::uint8_t>(bytes.subspan(at_kind))),
            .is_packed = (get_le<std::uint16_t>(bytes.subspan(at_flags)) & flag_packed) != 0,
            .unpacked_bytes = get_le<std::uint32_t>(bytes.subspan(at_unpacked)),
            .records = get_le<std::uint32_t>(bytes.subspan(at_records)),
            .agent = array_at<32>(bytes, at_agent),
            .epoch = {.ordinal = get_le<std::uint32_t>(bytes.subspan(at_ordinal)),
                      .nonce = get_le<std::uint64_t>(bytes.subspan(at_nonce))},
            .first = get_le<std::uint64_t>(bytes.subspan(at_first)),
            .before = array_at<32>(bytes, at_before),
            .after = array_at<32>(bytes, at_after),
            .key = array_at<8>(bytes, at_key)};
}

/// Only a batch speaks of records; and each record has a head, so their number is bounded too.
bool head_is_sound(const FrameHead& head) {
    if (head.kind == FrameKind::batch) {
        return head.records > 0 && head.records <= head.unpacked_bytes / sync::record_head_bytes &&
               head.first <= UINT64_MAX - head.records;
    }
    return head.records == 0 && head.epoch == sync::Epoch{} && head.first == 0 &&
           head.before == Digest{} && head.after == Digest{};
}

std::array<std::byte, 14 + 32> signed_message(ByteView signed_part) {
    std::array<std::byte, 14 + 32> message;
    const Digest digest = sha256(signed_part);
    const auto end = std::ranges::copy(as_bytes(signing_domain), message.begin()).out;
    std::ranges::copy(digest, end);
    return message;
}

/// Lengths, magic, version and the views: what the reader of stored frames looks at too.
Result<FrameView> split(ByteView bytes) {
    if (bytes.size() < sync::frame_head_bytes + sync::signature_bytes) {
        return malformed("a frame ends inside its head");
    }
    if (bytes.size() > sync::frame_bytes_max) return malformed("a frame is longer than its limit");
    const std::size_t sent = get_le<std::uint32_t>(bytes.subspan(at_sent));
    if (sent != bytes.size() - sync::frame_head_bytes - sync::signature_bytes) {
        return malformed("a frame has another length than it tells");
    }
    if (as_text(bytes.first(4)) != magic) return malformed("a frame does not begin with SLD1");
    if (get_le<std::uint8_t>(bytes.subspan(at_version)) != version) {
        return Error{Errc::unsupported, "a frame is of another version than 1"};
    }
    return FrameView{.head = read_head(bytes),
                     .body = bytes.subspan(sync::frame_head_bytes, sent),
                     .signed_part = bytes.first(sync::frame_head_bytes + sent),
                     .signature = array_at<64>(bytes, sync::frame_head_bytes + sent),
                     .whole = bytes};
}

}  // namespace

std::optional<FrameHead> unchecked_batch_head(ByteView bytes) {
    if (bytes.size() < sync::frame_head_bytes) return std::nullopt;
    FrameHead head = read_head(bytes);
    if (head.kind != FrameKind::batch || head.agent.front() == std::byte{}) return std::nullopt;
    return head;
}

Result<Bytes> seal_frame(FrameHead head, ByteView body, Pack pack, const SigningKey& key) {
    if (body.size() > sync::unpacked_bytes_max) return malformed("a body is longer than its limit");
    head.unpacked_bytes = static_cast<std::uint32_t>(body.size());
    head.key = key.key_id();
    std::optional<Bytes> packed;
    if (pack == Pack::when_smaller) packed = zstd_pack(body);
    head.is_packed = packed.has_value();
    const ByteView sent = packed ? ByteView{*packed} : body;
    if (sent.size() > sync::frame_body_bytes_max) {
        return malformed("a body is longer than a frame may carry");
    }
    SALDO_CHECK(head_is_sound(head));
    Bytes out;
    out.reserve(sync::frame_head_bytes + sent.size() + sync::signature_bytes);
    put_head(out, head, sent.size());
    put_le(out, crc32c(sent, crc32c(out)));
    append(out, sent);
    append(out, key.sign(signed_message(out)));
    return out;
}

Result<FrameView> open_frame(ByteView bytes, std::string_view topic_agent) {
    auto frame = split(bytes);
    if (!frame) return frame;
    const auto kind = static_cast<std::uint8_t>(frame->head.kind);
    if (kind == 0 || kind > frame_kind_last) return malformed("a frame is of an unknown kind");
    if ((get_le<std::uint16_t>(bytes.subspan(at_flags)) & ~flag_packed) != 0) {
        return malformed("a frame has an unknown flag");
    }
    const FrameHead& head = frame->head;
    if (head.unpacked_bytes > sync::unpacked_bytes_max) {
        return malformed("a frame tells of a body past its limit");
    }
    if (!head.is_packed && head.unpacked_bytes != frame->body.size()) {
        return malformed("a frame tells two lengths of one body");
    }
    const auto told_crc = get_le<std::uint32_t>(bytes.subspan(crc_offset));
    if (told_crc != crc32c(frame->body, crc32c(bytes.first(crc_offset)))) {
        return malformed("the checksum of a frame does not hold");
    }
    if (!head_is_sound(head)) return malformed("the head of a frame contradicts itself");
    if (topic_agent.size() > sync::agent_name_bytes_max ||
        head.agent != sync::padded(topic_agent)) {
        return Error{Errc::forbidden, "a frame speaks of another agent than its topic"};
    }
    return frame;
}

bool verify_frame(const FrameView& frame, const PublicKey& key) {
    return frame.head.key == key_id_of(key) &&
           verify(key, signed_message(frame.signed_part), frame.signature);
}

Result<ByteView> unpack(const FrameView& frame, Bytes& scratch) {
    if (!frame.head.is_packed) return frame.body;
    SALDO_CHECK(frame.head.unpacked_bytes <= sync::unpacked_bytes_max);
    if (auto done = zstd_unpack(frame.body, frame.head.unpacked_bytes, scratch); !done) {
        return done.error();
    }
    return ByteView{scratch};
}

Result<FrameView> stored_frame(ByteView bytes) {
    auto frame = split(bytes);
    if (frame && frame->head.unpacked_bytes > sync::unpacked_bytes_max) {
        return malformed("a frame tells of a body past its limit");
    }
    return frame;
}

}  // namespace saldo::wire
