#include "hub/proof/leaf.hpp"

#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::proof;

TEST_CASE("the bytes of leaves are frozen", "[proof][golden]") {
    const Digest fact_hash = sha256(as_bytes("a fact"));
    CHECK(to_hex(fact_leaf(LogPosition{0x0102}, {1'700'000'000'123}, as_bytes("a fact"))) ==
          "01"
          "0201000000000000"
          "7b68e5cf8b010000" +
              to_hex(fact_hash));
    CHECK(to_hex(record_leaf(LogPosition{7}, {-1}, fact_hash, {2, 0x0A0B}, 3, "gna-tij1")) ==
          "02"
          "0700000000000000"
          "ffffffffffffffff" +
              to_hex(fact_hash) +
              "02000000"
              "0b0a000000000000"
              "0300000000000000"
              "676e612d74696a31");
    Bytes bundle;
    append_to_bundle(bundle, as_bytes("ab"));
    append_to_bundle(bundle, as_bytes("c"));
    CHECK(to_hex(bundle) ==
          "00026162"
          "000163");
}

TEST_CASE("a fact is of the year in which it came, in UTC", "[proof]") {
    CHECK(year_of({0}) == 1970);
    CHECK(year_of({-1}) == 1969);
    CHECK(year_of({1'767'225'599'999}) == 2025);
    CHECK(year_of({1'767'225'600'000}) == 2026);
}
