#include "common/wire/fact_codec.hpp"
#include "tests/support/catch.hpp"

namespace saldo {
namespace {

HubRestored restored() {
    HubRestored fact{.backup = "b1",
                     .backed_up = {1},
                     .backup_position = 9,
                     .position = 7,
                     .incarnation = 2,
                     .by = "rosa",
                     .reason = "disk"};
    fact.head.fill(std::byte{0xaa});
    return fact;
}

const DrillResult drill{.began = {1},
                        .backup = "",
                        .is_equal = true,
                        .movements = 1'000,
                        .lost = 0,
                        .doubled = 0,
                        .restore_ms = 2,
                        .refill_ms = 3,
                        .whole_ms = 4,
                        .words = "ok"};

}  // namespace

TEST_CASE("what a hub tells of itself keeps its bytes", "[wire][golden]") {
    const Bytes told = wire::encode_fact(Fact{restored()}).value();
    CHECK(to_hex(told) ==
          "3a000100"          // type 58, schema 1
          "02006231"          // b1
          "0100000000000000"  // made at
          "0900000000000000"
          "0700000000000000"
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          "0200000000000000"
          "0400726f7361"
          "04006469736b");
    CHECK(std::get<HubRestored>(wire::decode_fact(told).value()) == restored());

    const Bytes result = wire::encode_fact(Fact{drill}).value();
    CHECK(to_hex(result) ==
          "3b000100"
          "0100000000000000"
          "0000"
          "01"
          "e803000000000000"
          "0000000000000000"
          "0000000000000000"
          "02000000"
          "03000000"
          "04000000"
          "02006f6b");
    CHECK(std::get<DrillResult>(wire::decode_fact(result).value()) == drill);
}

}  // namespace saldo
