#pragma once

namespace saldo {

/// Writes what was broken and where, then stops the process.
[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace saldo

/// A claim about our own code, on in every build. Never for bad input: that is a Result.
#define SALDO_CHECK(expression) \
    ((expression) ? void(0) : ::saldo::check_failed(#expression, __FILE__, __LINE__))
