#include "hub/log/log_entry.hpp"

#include "hub/log/fact_batch.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::hub;

TEST_CASE("a batch of facts gives back what was put in, and refuses a torn end", "[log][facts]") {
    Bytes payload;
    CHECK(*count_facts(payload) == 0);
    append_fact(payload, as_bytes("first"));
    append_fact(payload, {});
    append_fact(payload, as_bytes("third"));
    CHECK(to_hex(payload) ==
          "05000000"
          "6669727374"
          "00000000"
          "05000000"
          "7468697264");
    CHECK(*count_facts(payload) == 3);
    FactBatchReader reader{payload};
    CHECK(as_text(**reader.next()) == "first");
    CHECK((*reader.next())->empty());
    CHECK(as_text(**reader.next()) == "third");
    CHECK_FALSE(reader.next()->has_value());
    for (std::size_t size = 1; size < payload.size(); ++size) {
        const bool is_boundary = size == 9 || size == 13;
        CAPTURE(size);
        CHECK(count_facts(ByteView{payload}.first(size)).has_value() == is_boundary);
    }
}

TEST_CASE("the bytes of an entry are frozen", "[log][golden]") {
    const NewEntry entry{.kind = EntryKind::frame,
                         .count = 3,
                         .received = {1'700'000'000'123},
                         .skip = 2,
                         .payload = as_bytes("payload")};
    Digest hash{};
    const Bytes value = encode_entry(LogPosition{258}, entry, Digest{}, hash);
    CHECK(to_hex(entry_key(LogPosition{258})) == "0000000000000102");
    CHECK(to_hex(ByteView{value}.first(24)) ==
          "01020000"
          "03000000"
          "7b68e5cf8b010000"
          "02000000"
          "07000000");
    CHECK(as_text(ByteView{value}.subspan(60)) == "payload");

    // Computed apart from the encoder, from its description.
    constexpr std::string_view domain{"saldo/entry/1\0", 14};
    const Bytes key = entry_key(LogPosition{258});
    const Digest zero{};
    CHECK(hash == sha256({as_bytes(domain), ByteView{zero}, key, ByteView{value}.first(24),
                          as_bytes("payload")}));
    CHECK(std::ranges::equal(hash, ByteView{value}.subspan(24, 32)));
    Bytes covered = key;
    append(covered, ByteView{value}.first(56));
    append(covered, as_bytes("payload"));
    CHECK(get_le<std::uint32_t>(ByteView{value}.subspan(56)) == crc32c(covered));

    const auto read = decode_entry(key, value);
    REQUIRE(read);
    CHECK(read->view.first == LogPosition{258});
    CHECK(read->view.count == 3);
    CHECK(read->view.kind == EntryKind::frame);
    CHECK(read->view.received.ms == 1'700'000'000'123);
    CHECK(read->view.skip == 2);
    CHECK(follows(*read, key, value, Digest{}));
    CHECK_FALSE(follows(*read, key, value, hash));
}

TEST_CASE("an entry breaks at a flip of any bit of key or value", "[log][entry]") {
    const NewEntry entry{.count = 1, .payload = as_bytes("abc")};
    Digest hash{};
    const Bytes value = encode_entry(LogPosition{7}, entry, Digest{}, hash);
    const Bytes key = entry_key(LogPosition{7});
    for (std::size_t bit = 0; bit < (key.size() + value.size()) * 8; ++bit) {
        Bytes bad_key = key;
        Bytes bad_value = value;
        const std::size_t at = bit / 8;
        const auto mask = static_cast<std::byte>(1U << (bit % 8));
        (at < key.size() ? bad_key[at] : bad_value[at - key.size()]) ^= mask;
        CAPTURE(bit);
        REQUIRE(decode_entry(bad_key, bad_value).error().code == Errc::storage);
    }
    for (std::size_t size = 0; size < value.size(); ++size) {
        CHECK_FALSE(decode_entry(key, ByteView{value}.first(size)));
    }
}

TEST_CASE("a stream advances along its epoch or into a later one, and never back", "[log][heads]") {
    const StreamHead held{.agent = AgentId{"a"}, .epoch = {2, 77}, .last_sequence = 10};
    const auto next = [](std::uint32_t ordinal, std::uint64_t nonce, std::uint64_t sequence) {
        return StreamHead{
            .agent = AgentId{"a"}, .epoch = {ordinal, nonce}, .last_sequence = sequence};
    };
    CHECK(is_advance(held, next(2, 77, 11)));
    CHECK(is_advance(held, next(3, 78, 0)));
    CHECK_FALSE(is_advance(held, next(2, 77, 10)));
    CHECK_FALSE(is_advance(held, next(2, 77, 9)));
    CHECK_FALSE(is_advance(held, next(2, 78, 11)));
    CHECK_FALSE(is_advance(held, next(1, 77, 99)));
    const Bytes stored = encode_stream_head(held);
    CHECK(*decode_stream_head(as_bytes("a"), stored) == held);
    CHECK(decode_stream_head(as_bytes("b"), stored).error().code == Errc::storage);
}
