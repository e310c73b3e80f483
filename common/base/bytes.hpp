#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "common/base/result.hpp"

namespace saldo {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

inline ByteView as_bytes(std::string_view text) { return std::as_bytes(std::span{text}); }
inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline void append(Bytes& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Appends an integer, little-endian, in its own width.
template <class T>
    requires std::is_integral_v<T>
void put_le(Bytes& out, T value) {
    using Unsigned = std::make_unsigned_t<T>;
    std::byte raw[sizeof(T)];
    auto rest = static_cast<Unsigned>(value);
    for (std::byte& b : raw) {
        b = static_cast<std::byte>(rest & 0xFF);
        if constexpr (sizeof(T) > 1) rest = static_cast<Unsigned>(rest >> 8);
    }
    out.insert(out.end(), raw, raw + sizeof(T));
}

/// The first N bytes, copied. Needs: bytes.size() >= N.
template <std::size_t N>
std::array<std::byte, N> array_of(ByteView bytes) {
    std::array<std::byte, N> out{};
    for (std::size_t i = 0; i < N; ++i) out[i] = bytes[i];
    return out;
}

/// Reads an integer written by put_le. Needs: bytes.size() >= sizeof(T).
template <class T>
    requires std::is_integral_v<T>
T get_le(ByteView bytes) {
    using Unsigned = std::make_unsigned_t<T>;
    Unsigned value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) {
        value = static_cast<Unsigned>((static_cast<std::uint64_t>(value) << 8) |
                                      std::to_integer<std::uint8_t>(bytes[i]));
    }
    return static_cast<T>(value);
}

/// Appends an unsigned integer, big-endian: in keys, so that key order is number order.
template <class T>
    requires std::is_unsigned_v<T>
void put_be(Bytes& out, T value) {
    for (std::size_t i = sizeof(T); i-- > 0;) {
        out.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xFF));
    }
}

template <class T>
    requires std::is_unsigned_v<T>
T get_be(ByteView bytes) {
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) |
                               std::to_integer<std::uint8_t>(bytes[i]));
    }
    return value;
}

std::string to_hex(ByteView bytes);
/// Errors: malformed for an odd length or a character that is no hexadecimal digit.
Result<Bytes> from_hex(std::string_view text);

/// CRC-32C (Castagnoli), as in RFC 3720. `seed` is the CRC of the bytes before these.
std::uint32_t crc32c(ByteView bytes, std::uint32_t seed = 0);

}  // namespace saldo
