#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"

// What libFuzzer hands over, taken apart.

/// Freed memory that waits to catch a late use counts against -rss_limit_mb=256 too.
extern "C" __attribute__((used)) inline const char* __asan_default_options() {
    return "quarantine_size_mb=16";
}

namespace saldo::fuzz {

inline ByteView bytes_of(const std::uint8_t* data, std::size_t size) {
    return std::as_bytes(std::span{data, size});
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// The first byte, taken off the front; 0 of nothing.
inline std::uint8_t take_byte(const std::uint8_t*& data, std::size_t& size) {
    if (size == 0) return 0;
    --size;
    return *data++;
}

}  // namespace saldo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
