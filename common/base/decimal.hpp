#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace saldo {

__extension__ using Int128 = __int128;

/// Reads "12", "-3.50", "0.00000001" as a whole number of 10^-decimals. Never rounds: a digit past
/// `decimals` that is not zero is malformed, and so are exponents, blanks and thousands marks.
/// Errors: malformed, also when the number does not fit.
Result<std::int64_t> parse_fixed(std::string_view text, int decimals);

/// Writes `ticks` of 10^-decimals with at least `decimals_min` decimals, and more when needed.
std::string format_fixed(std::int64_t ticks, int decimals, int decimals_min);

/// a * b / divisor, half to even. Needs: divisor > 0, and a result that fits (checked).
std::int64_t mul_div_half_even(std::int64_t a, std::int64_t b, std::int64_t divisor);
/// numerator / divisor, half to even; malformed when the result does not fit.
Result<std::int64_t> div_half_even(Int128 numerator, Int128 divisor);
/// a * b / divisor, half away from zero (D-09). Needs: divisor > 0, and a result that fits.
std::int64_t mul_div_half_up(std::int64_t a, std::int64_t b, std::int64_t divisor);

}  // namespace saldo
