#include "common/base/bytes.hpp"

#include <array>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace saldo {
namespace {

constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
        table[i] = crc;
    }
    return table;
}

constexpr auto crc_table = make_crc_table();

std::uint32_t crc_portable(ByteView bytes, std::uint32_t crc) {
    for (std::byte b : bytes) {
        crc = (crc >> 8) ^ crc_table[(crc ^ std::to_integer<std::uint32_t>(b)) & 0xFFU];
    }
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc_sse42(ByteView bytes, std::uint32_t seed) {
    std::uint64_t crc = seed;
    while (bytes.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        crc = _mm_crc32_u64(crc, word);
        bytes = bytes.subspan(8);
    }
    return crc_portable(bytes, static_cast<std::uint32_t>(crc));
}
#endif

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_hex(ByteView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (std::byte b : bytes) {
        const auto value = std::to_integer<unsigned>(b);
        text.push_back(digits[value >> 4]);
        text.push_back(digits[value & 15U]);
    }
    return text;
}

Result<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return malformed("hexadecimal text has an odd length");
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return malformed("not a hexadecimal digit");
        bytes.push_back(static_cast<std::byte>(high * 16 + low));
    }
    return bytes;
}

std::uint32_t crc32c(ByteView bytes, std::uint32_t seed) {
    const std::uint32_t start = ~seed;
#if defined(__x86_64__)
    static const bool has_sse42 = __builtin_cpu_supports("sse4.2") != 0;
    if (has_sse42) return ~crc_sse42(bytes, start);
#endif
    return ~crc_portable(bytes, start);
}

}  // namespace saldo
