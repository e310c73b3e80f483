#pragma once

#include <cstdint>
#include <cstdlib>

#include "tests/property/history.hpp"

namespace saldo::test {

/// How many histories a law is tried on; SALDO_HISTORIES says another number than 10,000.
inline std::uint64_t histories() {
    const char* told = std::getenv("SALDO_HISTORIES");
    return told == nullptr ? 10'000 : std::strtoull(told, nullptr, 10);
}

}  // namespace saldo::test
