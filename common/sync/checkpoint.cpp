#include "common/sync/checkpoint.hpp"

#include <algorithm>

namespace saldo::sync {
namespace {

constexpr std::size_t fixed_bytes = 4 + 4 + 8 + 8 + sizeof(Digest) + 2;

bool is_day(std::int32_t day) { return day >= Checkpoint::day_min && day <= Checkpoint::day_max; }

Error not_told() { return malformed("a checkpoint is not told as it should be"); }

}  // namespace

Result<Bytes> encode_checkpoint(const Checkpoint& checkpoint) {
    if (!is_day(checkpoint.day)) return malformed("a checkpoint's day is past its bounds");
    if (checkpoint.receipt.empty() || checkpoint.receipt.size() > Checkpoint::receipt_bytes_max) {
        return malformed("a checkpoint holds a receipt of 1 to " +
                         std::to_string(Checkpoint::receipt_bytes_max) + " bytes");
    }
    Bytes body;
    body.reserve(fixed_bytes + checkpoint.receipt.size());
    put_le(body, checkpoint.day);
    put_le(body, checkpoint.head.epoch.ordinal);
    put_le(body, checkpoint.head.epoch.nonce);
    put_le(body, checkpoint.head.next);
    append(body, checkpoint.head.hash);
    put_le(body, static_cast<std::uint16_t>(checkpoint.receipt.size()));
    append(body, as_bytes(checkpoint.receipt));
    return body;
}

Result<Checkpoint> read_checkpoint(ByteView body) {
    if (body.size() <= fixed_bytes) return not_told();
    const std::size_t receipt_bytes = get_le<std::uint16_t>(body.subspan(fixed_bytes - 2));
    const ByteView receipt = body.subspan(fixed_bytes);
    if (receipt.size() != receipt_bytes || receipt_bytes > Checkpoint::receipt_bytes_max ||
        !is_day(get_le<std::int32_t>(body))) {
        return not_told();
    }
    return Checkpoint{.day = get_le<std::int32_t>(body),
                      .head = {.epoch = {.ordinal = get_le<std::uint32_t>(body.subspan(4)),
                                         .nonce = get_le<std::uint64_t>(body.subspan(8))},
                               .next = get_le<std::uint64_t>(body.subspan(16)),
                               .hash = array_of<sizeof(Digest)>(body.subspan(24))},
                      .receipt = std::string{as_text(receipt)}};
}

std::int32_t utc_day(UtcTime time) {
    constexpr std::int64_t day_ms = 86'400'000;
    const std::int64_t days = time.ms / day_ms - (time.ms % day_ms < 0 ? 1 : 0);
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(days, Checkpoint::day_min, Checkpoint::day_max));
}

}  // namespace saldo::sync
