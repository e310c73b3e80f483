#include "agent/journal/journal_rows.hpp"

#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::agent;

namespace {

/// Flips each bit of key and value in turn; `reads` must refuse them all.
template <class Reads>
void check_every_flip(const Bytes& key, const Bytes& value, Reads&& reads) {
    REQUIRE(reads(key, value));
    for (std::size_t bit = 0; bit < (key.size() + value.size()) * 8; ++bit) {
        Bytes bad_key = key;
        Bytes bad_value = value;
        const std::size_t at = bit / 8;
        const auto mask = static_cast<std::byte>(1U << (bit % 8));
        (at < key.size() ? bad_key[at] : bad_value[at - key.size()]) ^= mask;
        CAPTURE(bit);
        REQUIRE_FALSE(reads(bad_key, bad_value));
    }
}

}  // namespace

TEST_CASE("the bytes of a stored record are frozen", "[journal][golden]") {
    const Bytes record = sync::encode_record({.device_utc = {1}}, as_bytes("body")).value();
    const Bytes key = place_key({.epoch = 2, .sequence = 258});
    CHECK(to_hex(key) ==
          "00000002"
          "0000000000000102");
    Digest hash;
    hash.fill(std::byte{0xEE});
    const Bytes value = encode_record_row(key, record, hash);
    REQUIRE(value.size() == record.size() + 36);
    CHECK(std::ranges::equal(ByteView{value}.first(record.size()), record));
    CHECK(std::ranges::equal(ByteView{value}.subspan(record.size(), 32), hash));
    Bytes covered = key;
    append(covered, ByteView{value}.first(record.size() + 32));
    CHECK(get_le<std::uint32_t>(ByteView{value}.subspan(record.size() + 32)) == crc32c(covered));

    const auto row = decode_record_row(key, value);
    REQUIRE(row);
    CHECK(row->place == Place{2, 258});
    CHECK(row->hash == hash);
    CHECK(as_text(row->record.body) == "body");
    check_every_flip(key, value,
                     [](ByteView k, ByteView v) { return decode_record_row(k, v).has_value(); });
}

TEST_CASE("the rows beside the records read back, and break at a flip of any bit", "[journal]") {
    const EpochRow epoch{.epoch = {3, 0x1122334455667788},
                         .first_kept = 17,
                         .before = {},
                         .end = 900,
                         .settled_in = 2,
                         .common = 800,
                         .rehome_next = 850,
                         .rehomed_to = {4, 51}};
    CHECK(*decode_epoch_row(epoch_key(3), encode_epoch_row(epoch)) == epoch);
    check_every_flip(epoch_key(3), encode_epoch_row(epoch),
                     [](ByteView k, ByteView v) { return decode_epoch_row(k, v).has_value(); });

    const Digest line = sha256(as_bytes("line"));
    const EventRow event{.place = {1, 42}, .line = prefix_of(line)};
    const Bytes id{as_bytes("ev-1").begin(), as_bytes("ev-1").end()};
    CHECK(decode_event_row(id, encode_event_row("ev-1", event))->place == Place{1, 42});
    check_every_flip(id, encode_event_row("ev-1", event),
                     [](ByteView k, ByteView v) { return decode_event_row(k, v).has_value(); });

    for (const bool has_backup : {false, true}) {
        Held held{.epoch = 2, .sequence = 9, .hub_time = {123}, .receipt = Bytes(5, std::byte{1})};
        if (has_backup) held.backed_up = 7;
        CHECK(*decode_held(epoch_key(2), encode_held(held)) == held);
        check_every_flip(epoch_key(2), encode_held(held),
                         [](ByteView k, ByteView v) { return decode_held(k, v).has_value(); });
    }
    CHECK(decode_held_mark(place_key({1, 2}), encode_held_mark({1, 2}, {-5}))->ms == -5);
}
