#include "common/wire/frame.hpp"

#include <algorithm>
#include <functional>

#include "tests/support/catch.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/stream.hpp"

namespace saldo::wire {
namespace {

const std::string agent = "gna-tij1";

Bytes sealed_batch(Pack pack = Pack::no) {
    test::Stream stream{agent};
    stream.add_many(40);
    return stream.frame(3, 30, test::fixed_key(1), pack);
}

/// Makes the checksum of a changed frame right again, as a forger would.
void mend_crc(Bytes& frame) {
    const ByteView body = ByteView{frame}.subspan(148, frame.size() - 148 - 64);
    const std::uint32_t crc = crc32c(body, crc32c(ByteView{frame}.first(144)));
    Bytes raw;
    put_le(raw, crc);
    std::ranges::copy(raw, frame.begin() + 144);
}

}  // namespace

TEST_CASE("a frame gives back what was sealed into it", "[wire][frame]") {
    const auto pack = GENERATE(Pack::no, Pack::when_smaller);
    test::Stream stream{agent};
    stream.add_many(40);
    const SigningKey key = test::fixed_key(1);
    const Bytes bytes = stream.frame(3, 30, key, pack);
    const auto frame = open_frame(bytes, agent);
    REQUIRE(frame);
    CHECK(frame->head.kind == FrameKind::batch);
    CHECK(frame->head.is_packed == (pack == Pack::when_smaller));
    CHECK(frame->head.first == 3);
    CHECK(frame->head.records == 30);
    CHECK(frame->head.epoch == stream.epoch());
    CHECK(frame->head.before == stream.hash_at(3));
    CHECK(frame->head.after == stream.hash_at(33));
    CHECK(frame->head.key == key.key_id());
    CHECK(verify_frame(*frame, key.public_key()));
    CHECK_FALSE(verify_frame(*frame, test::fixed_key(2).public_key()));
    Bytes scratch;
    const auto body = unpack(*frame, scratch);
    REQUIRE(body);
    CHECK(std::ranges::equal(*body, stream.body(3, 30)));
}

TEST_CASE("the bytes of a frame are the golden ones", "[wire][frame][golden]") {
    INFO(test::golden_text(sealed_batch()));
    CHECK(sealed_batch() == test::golden("wire/frame_batch_v1.hex"));
    const Bytes golden = test::golden("wire/frame_batch_v1.hex");
    const auto frame = open_frame(golden, agent);
    REQUIRE(frame);
    CHECK(verify_frame(*frame, test::fixed_key(1).public_key()));
    // A packed frame of an old day must be readable; zstd may pack differently tomorrow.
    const Bytes packed = test::golden("wire/frame_batch_packed_v1.hex");
    INFO(test::golden_text(sealed_batch(Pack::when_smaller)));
    const auto old = open_frame(packed, agent);
    REQUIRE(old);
    CHECK(verify_frame(*old, test::fixed_key(1).public_key()));
    Bytes scratch;
    const auto body = unpack(*old, scratch);
    REQUIRE(body);
    CHECK(std::ranges::equal(*body, frame->body));
}

TEST_CASE("a frame that was changed in any byte is refused", "[wire][frame]") {
    const Bytes good = sealed_batch();
    const PublicKey key = test::fixed_key(1).public_key();
    std::size_t refused_by_signature = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const bool mend : {false, true}) {
            Bytes bad = good;
            bad[at] ^= std::byte{1};
            if (mend) mend_crc(bad);
            if (bad == good) continue;  // the changed byte was the checksum's
            const auto frame = open_frame(bad, agent);
            const bool accepted = frame && verify_frame(*frame, key);
            if (frame && !accepted) ++refused_by_signature;
            REQUIRE_FALSE(accepted);
        }
    }
    CHECK(refused_by_signature > 1000);  // the mended ones came as far as the signature
}

TEST_CASE("a frame that was cut or grew is refused", "[wire][frame]") {
    const Bytes good = sealed_batch();
    for (std::size_t size = 0; size < good.size(); ++size) {
        REQUIRE_FALSE(open_frame(ByteView{good}.first(size), agent));
        REQUIRE_FALSE(stored_frame(ByteView{good}.first(size)));
    }
    Bytes longer = good;
    longer.push_back(std::byte{0});
    CHECK_FALSE(open_frame(longer, agent));
    CHECK(open_frame(good, agent));
}

TEST_CASE("a frame speaks for the agent of its topic only", "[wire][frame]") {
    const Bytes good = sealed_batch();
    for (const std::string other : {"gna-tij2", "gna-tij", "gna-tij11", ""}) {
        const auto frame = open_frame(good, other);
        REQUIRE_FALSE(frame);
        CHECK(frame.error().code == Errc::forbidden);
    }
    CHECK_FALSE(open_frame(good, std::string(33, 'a')));
}

TEST_CASE("what a head may not say is refused though its checksum holds", "[wire][frame]") {
    struct Case {
        std::string name;
        std::size_t at;
        Bytes bytes;
    };
    const auto c = GENERATE(values<Case>({
        {"another magic", 0, {std::byte{'X'}}},
        {"another version", 4, {std::byte{2}}},
        {"kind 0", 5, {std::byte{0}}},
        {"a kind of tomorrow", 5, {std::byte{8}}},
        {"an unknown flag", 6, {std::byte{2}}},
        {"another length than it has", 8, {std::byte{1}}},
        {"unpacked past the limit", 12, Bytes(4, std::byte{0xFF})},
        {"two lengths of one body", 12, {std::byte{1}, std::byte{0}}},
        {"no record", 16, Bytes(4, std::byte{0})},
        {"more records than bytes", 16, Bytes(4, std::byte{0xFF})},
        {"a sequence that would pass the end", 64, Bytes(8, std::byte{0xFF})},
    }));
    INFO(c.name);
    Bytes bytes = sealed_batch();
    std::ranges::copy(c.bytes, bytes.begin() + static_cast<std::ptrdiff_t>(c.at));
    mend_crc(bytes);
    CHECK_FALSE(open_frame(bytes, agent));
}

TEST_CASE("a message that speaks of records is refused", "[wire][frame]") {
    const SigningKey key = test::fixed_key(1);
    const FrameHead head{.kind = FrameKind::hello, .agent = sync::padded(agent)};
    Bytes frame = seal_frame(head, as_bytes("x"), Pack::no, key).value();
    CHECK(open_frame(frame, agent));
    for (const std::size_t at : {16U, 52U, 56U, 64U, 72U, 104U}) {
        Bytes bad = frame;
        bad[at] = std::byte{1};
        mend_crc(bad);
        CHECK_FALSE(open_frame(bad, agent));
    }
}

TEST_CASE("a packed body may not unpack to another size than told", "[wire][frame]") {
    const Bytes packed = sealed_batch(Pack::when_smaller);
    const auto told = get_le<std::uint32_t>(ByteView{packed}.subspan(12));
    for (const std::uint32_t lie : {told - 1, told + 1, told * 2, 512U * 1024U}) {
        Bytes bad = packed;
        Bytes raw;
        put_le(raw, lie);
        std::ranges::copy(raw, bad.begin() + 12);
        mend_crc(bad);
        const auto frame = open_frame(bad, agent);
        REQUIRE(frame);  // only unpacking can tell
        Bytes scratch;
        CHECK_FALSE(unpack(*frame, scratch));
        CHECK(scratch.size() <= lie);
    }
}

TEST_CASE("a frame takes bodies up to its limits and not past them", "[wire][frame]") {
    const SigningKey key = test::fixed_key(1);
    const FrameHead head{.kind = FrameKind::config, .agent = sync::padded(agent)};
    const auto size_of = [&](std::size_t bytes, Pack pack) {
        return seal_frame(head, Bytes(bytes, std::byte{7}), pack, key);
    };
    CHECK(size_of(sync::frame_body_bytes_max, Pack::no)->size() == sync::frame_bytes_max);
    CHECK_FALSE(size_of(sync::frame_body_bytes_max + 1, Pack::no));
    const auto packed = size_of(sync::unpacked_bytes_max, Pack::when_smaller);
    REQUIRE(packed);
    CHECK(open_frame(*packed, agent));
    CHECK_FALSE(size_of(sync::unpacked_bytes_max + 1, Pack::when_smaller));
}

}  // namespace saldo::wire
