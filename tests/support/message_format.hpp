#pragma once

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/golden.hpp"

namespace saldo::test {

/// What holds for every message, whatever it is: it keeps its golden bytes, and no others are read.
/// `encode` and `decode` are those of its room.
template <class T, class Encode, class Decode>
void check_format(const T& value, Encode encode, Decode decode, const std::string& golden_file) {
    const Bytes bytes = encode(value).value();
    INFO(golden_text(bytes));
    CHECK(bytes == golden(golden_file));
    const auto again = decode(bytes);
    REQUIRE(again);
    CHECK(*again == value);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        REQUIRE_FALSE(decode(ByteView{bytes}.first(size)));
    }
    Bytes longer = bytes;
    longer.push_back(std::byte{0});
    CHECK_FALSE(decode(longer));
    Bytes newer = bytes;
    newer[0] = std::byte{99};
    const auto refused = decode(newer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::unsupported);
    // Any byte may be changed: what is read then must be the one encoding of what was read.
    for (std::size_t at = 2; at < bytes.size(); ++at) {
        Bytes bad = bytes;
        bad[at] ^= std::byte{0x81};
        if (const auto other = decode(bad)) REQUIRE(encode(*other).value() == bad);
    }
}

}  // namespace saldo::test
