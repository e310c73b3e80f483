#include "common/sync/record.hpp"

#include <algorithm>
#include <string_view>

#include "common/base/check.hpp"

namespace saldo::sync {

Result<Bytes> encode_record(const RecordHead& head, ByteView body) {
    if (record_head_bytes + body.size() > record_bytes_max) {
        return malformed("a record of " + std::to_string(record_head_bytes + body.size()) +
                         " bytes is past " + std::to_string(record_bytes_max));
    }
    Bytes out;
    out.reserve(record_head_bytes + body.size());
    put_le(out, static_cast<std::uint16_t>(head.type));
    put_le(out, head.schema);
    put_le(out, static_cast<std::uint32_t>(body.size()));
    put_le(out, head.device_utc.ms);
    put_le(out, head.monotonic_ns);
    put_le(out, head.boot_number);
    put_le(out, static_cast<std::uint8_t>(head.clock_quality));
    put_le(out, head.clock_offset_ms);
    put_le(out, head.clock_uncertainty_ms);
    put_le(out, head.catalog_sequence);
    append(out, body);
    return out;
}

Result<RecordView> read_record(ByteView bytes) {
    if (bytes.size() < record_head_bytes) return malformed("a record ends inside its head");
    const std::size_t body_bytes = get_le<std::uint32_t>(bytes.subspan(4));
    if (body_bytes > record_bytes_max - record_head_bytes) {
        return malformed("a record is longer than its limit");
    }
    if (body_bytes > bytes.size() - record_head_bytes) {
        return malformed("a record ends inside its body");
    }
    const auto quality = get_le<std::uint8_t>(bytes.subspan(28));
    RecordView view;
    view.head = {.type = static_cast<RecordType>(get_le<std::uint16_t>(bytes)),
                 .schema = get_le<std::uint16_t>(bytes.subspan(2)),
                 .device_utc = {get_le<std::int64_t>(bytes.subspan(8))},
                 .monotonic_ns = get_le<std::uint64_t>(bytes.subspan(16)),
                 .boot_number = get_le<std::uint32_t>(bytes.subspan(24)),
                 .clock_quality = static_cast<ClockQuality>(quality),
                 .clock_offset_ms = get_le<std::int32_t>(bytes.subspan(29)),
                 .clock_uncertainty_ms = get_le<std::uint32_t>(bytes.subspan(33)),
                 .catalog_sequence = get_le<std::uint64_t>(bytes.subspan(37))};
    view.body = bytes.subspan(record_head_bytes, body_bytes);
    view.whole = bytes.first(record_head_bytes + body_bytes);
    return view;
}

PaddedName padded(std::string_view agent) {
    PaddedName name{};
    SALDO_CHECK(agent.size() <= name.size());
    std::ranges::copy(as_bytes(agent), name.begin());
    return name;
}

Digest chain_hash(const Digest& previous, const PaddedName& agent, Epoch epoch,
                  std::uint64_t sequence, ByteView record) {
    constexpr std::string_view domain{"saldo/record/1\0", 15};
    Bytes numbers;
    numbers.reserve(20);
    put_le(numbers, epoch.ordinal);
    put_le(numbers, epoch.nonce);
    put_le(numbers, sequence);
    return sha256({as_bytes(domain), ByteView{previous}, ByteView{agent}, numbers, record});
}

}  // namespace saldo::sync
