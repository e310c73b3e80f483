#include "common/sync/rehomed.hpp"

namespace saldo::sync {

Bytes rehomed_body(const Origin& origin, const RecordView& record) {
    if (record.head.type == RecordType::rehomed) return {record.body.begin(), record.body.end()};
    Bytes body;
    body.reserve(rehomed_extra_bytes + record.body.size());
    put_le(body, origin.ordinal);
    put_le(body, origin.sequence);
    append(body, origin.hash);
    put_le(body, static_cast<std::uint16_t>(record.head.type));
    put_le(body, record.head.schema);
    append(body, record.body);
    return body;
}

Result<Rehomed> read_rehomed(ByteView body) {
    if (body.size() < rehomed_extra_bytes) return malformed("a rehomed record ends too early");
    return Rehomed{.origin = {.ordinal = get_le<std::uint32_t>(body),
                              .sequence = get_le<std::uint64_t>(body.subspan(4)),
                              .hash = array_of<sizeof(Digest)>(body.subspan(12))},
                   .type = static_cast<RecordType>(get_le<std::uint16_t>(body.subspan(44))),
                   .schema = get_le<std::uint16_t>(body.subspan(46)),
                   .body = body.subspan(rehomed_extra_bytes)};
}

Bytes encode_range_lost(const RangeLost& range) {
    Bytes body;
    put_le(body, range.ordinal);
    put_le(body, range.first);
    put_le(body, range.next);
    put_le(body, static_cast<std::uint8_t>(range.why));
    return body;
}

Result<RangeLost> read_range_lost(ByteView body) {
    constexpr std::size_t bytes = 4 + 8 + 8 + 1;
    const bool is_whole = body.size() == bytes;
    const auto why = is_whole ? get_le<std::uint8_t>(body.subspan(20)) : std::uint8_t{0};
    const RangeLost range{.ordinal = is_whole ? get_le<std::uint32_t>(body) : 0,
                          .first = is_whole ? get_le<std::uint64_t>(body.subspan(4)) : 0,
                          .next = is_whole ? get_le<std::uint64_t>(body.subspan(12)) : 0,
                          .why = static_cast<RangeLost::Why>(why)};
    if (!is_whole || range.first >= range.next || why < 1 || why > 2) {
        return malformed("a lost range is not told as it should be");
    }
    return range;
}

}  // namespace saldo::sync
