#include "common/wire/epoch_codec.hpp"

#include "tests/support/catch.hpp"

using namespace saldo;

TEST_CASE("the bytes of an epoch's opening are frozen", "[wire][golden]") {
    wire::EpochOpen epoch{.rfc = "AAA010101AAA",
                          .plant = "P01",
                          .parent_ordinal = 3,
                          .parent_sequence = 258,
                          .reason = wire::EpochReason::machine_changed};
    epoch.parent_hash.fill(std::byte{0xAB});
    epoch.signing_key.fill(std::byte{0xCD});
    std::string expected =
        "0c00414141303130313031414141"  // rfc
        "0300503031"                    // plant
        "03000000"                      // parent ordinal
        "0201000000000000";             // parent sequence
    for (int i = 0; i < 32; ++i) expected += "ab";
    for (int i = 0; i < 8; ++i) expected += "cd";
    expected += "03";  // reason
    const Bytes bytes = wire::encode_epoch_open(epoch).value();
    CHECK(to_hex(bytes) == expected);
    CHECK(wire::decode_epoch_open(bytes).value() == epoch);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK(wire::decode_epoch_open(ByteView{bytes}.first(size)).error().code == Errc::malformed);
    }
    Bytes longer = bytes;
    longer.push_back(std::byte{0});
    CHECK_FALSE(wire::decode_epoch_open(longer));
    for (const int reason : {0, 6, 255}) {
        Bytes bad = bytes;
        bad.back() = static_cast<std::byte>(reason);
        CHECK_FALSE(wire::decode_epoch_open(bad));
    }
}

TEST_CASE("an epoch's texts are refused past their limits", "[wire]") {
    CHECK_FALSE(wire::encode_epoch_open({.rfc = std::string(18, 'A'), .plant = "P01"}));
    CHECK(wire::encode_epoch_open({.rfc = std::string(17, 'A'), .plant = std::string(32, 'P')}));
    CHECK_FALSE(wire::encode_epoch_open({.rfc = "A", .plant = std::string(33, 'P')}));
}
