#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "common/base/bytes.hpp"
#include "common/base/text.hpp"
#include "tests/support/places.hpp"

namespace saldo::test {

/// The bytes of tests/golden/<name>: hexadecimal, blanks and line ends for the reader. Golden files
/// are kept for ever: a program of today must read what a program of any day wrote.
inline Bytes golden(const std::string& name) {
    std::ifstream file{test::source_folder().string() + "/tests/golden/" + name};
    std::string digits;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with('#')) digits += std::string{trim(line)};
    }
    const auto bytes = from_hex(digits);
    return bytes ? *bytes : Bytes{};
}

/// Hexadecimal in lines of 32 bytes, as golden files are written.
inline std::string golden_text(ByteView bytes) {
    std::string text;
    while (!bytes.empty()) {
        const ByteView line = bytes.first(std::min<std::size_t>(32, bytes.size()));
        text += to_hex(line) + "\n";
        bytes = bytes.subspan(line.size());
    }
    return text;
}

}  // namespace saldo::test
