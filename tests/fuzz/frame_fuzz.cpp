#include "common/base/check.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/topics.hpp"
#include "tests/fuzz/input.hpp"

// A frame as the broker hands it over. The CRC is made right first, so that what lies behind it is
// reached too.

using namespace saldo;

namespace {

constexpr std::size_t crc_offset = 144;

Bytes with_right_crc(ByteView bytes) {
    Bytes frame{bytes.begin(), bytes.end()};
    if (frame.size() < sync::frame_head_bytes + sync::signature_bytes) return frame;
    Bytes covered{frame.begin(), frame.begin() + crc_offset};
    append(covered,
           ByteView{frame}.subspan(sync::frame_head_bytes,
                                   frame.size() - sync::frame_head_bytes - sync::signature_bytes));
    Bytes crc;
    put_le(crc, crc32c(covered));
    std::copy(crc.begin(), crc.end(), frame.begin() + crc_offset);
    return frame;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto topic =
            wire::parse_topic(fuzz::text_of(data, std::min<std::size_t>(size, 64)))) {
        SALDO_CHECK(wire::topic_of(*topic) == fuzz::text_of(data, std::min<std::size_t>(size, 64)));
    }
    const Bytes bytes = with_right_crc(fuzz::bytes_of(data, size));
    static const SigningKey stranger = SigningKey::generate();
    for (const std::string_view agent : {std::string_view{"gna-tij1"}, std::string_view{}}) {
        const auto frame = wire::open_frame(bytes, agent);
        if (!frame) continue;
        SALDO_CHECK(frame->whole.size() == bytes.size());
        SALDO_CHECK(!wire::verify_frame(*frame, stranger.public_key()));
        Bytes scratch;
        if (const auto body = wire::unpack(*frame, scratch)) {
            SALDO_CHECK(body->size() == frame->head.unpacked_bytes);
            ByteView left = *body;
            while (!left.empty()) {
                const auto record = sync::read_record(left);
                if (!record) break;
                SALDO_CHECK(!record->whole.empty());
                left = left.subspan(record->whole.size());
            }
        }
    }
    return 0;
}
