#include "common/base/decimal.hpp"

#include <limits>

#include "common/base/check.hpp"

namespace saldo {
namespace {

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

Error not_a_number(std::string_view text) {
    return malformed("'" + std::string{text} + "' is not a decimal number");
}

/// Floor-free division with the remainder's place: twice the remainder against the divisor.
Int128 divide(Int128 numerator, Int128 divisor, bool half_to_even) {
    SALDO_CHECK(divisor > 0);
    const bool negative = numerator < 0;
    const Int128 magnitude = negative ? -numerator : numerator;
    Int128 quotient = magnitude / divisor;
    const Int128 remainder = magnitude % divisor;
    const Int128 rest = divisor - remainder;  // remainder > rest: above half; equal: half
    const bool up = remainder > rest || (remainder == rest && (!half_to_even || quotient % 2 == 1));
    if (up) quotient += 1;
    return negative ? -quotient : quotient;
}

}  // namespace

Result<std::int64_t> parse_fixed(std::string_view text, int decimals) {
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    const std::size_t point = rest.find('.');
    const std::string_view whole = rest.substr(0, point);
    const std::string_view part =
        point == std::string_view::npos ? std::string_view{} : rest.substr(point + 1);
    if (whole.empty() && part.empty()) return not_a_number(text);
    if (point != std::string_view::npos && part.empty()) return not_a_number(text);

    std::int64_t ticks = 0;
    int places = 0;
    const auto push = [&](char digit) {
        const int value = negative ? -(digit - '0') : digit - '0';
        return !__builtin_mul_overflow(ticks, std::int64_t{10}, &ticks) &&
               !__builtin_add_overflow(ticks, std::int64_t{value}, &ticks);
    };
    const auto too_large = [&] { return malformed("'" + std::string{text} + "' is too large"); };
    for (char c : whole) {
        if (c < '0' || c > '9') return not_a_number(text);
        if (!push(c)) return too_large();
    }
    for (char c : part) {
        if (c < '0' || c > '9') return not_a_number(text);
        if (places == decimals) {
            if (c == '0') continue;
            return malformed("'" + std::string{text} + "' has more than " +
                             std::to_string(decimals) + " decimals");
        }
        if (!push(c)) return too_large();
        ++places;
    }
    for (; places < decimals; ++places) {
        if (!push('0')) return too_large();
    }
    return ticks;
}

std::string format_fixed(std::int64_t ticks, int decimals, int decimals_min) {
    const bool negative = ticks < 0;
    auto magnitude = static_cast<std::uint64_t>(ticks);
    if (negative) magnitude = ~magnitude + 1;
    std::string digits = std::to_string(magnitude);
    const auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    std::string part = digits.substr(digits.size() - places);
    while (part.size() > static_cast<std::size_t>(decimals_min) && part.back() == '0') {
        part.pop_back();
    }
    std::string text = negative ? "-" : "";
    text += digits.substr(0, digits.size() - places);
    if (!part.empty()) text += "." + part;
    return text;
}

Result<std::int64_t> div_half_even(Int128 numerator, Int128 divisor) {
    const Int128 value = divide(numerator, divisor, true);
    if (value < int64_min || value > int64_max) return malformed("the result is too large");
    return static_cast<std::int64_t>(value);
}

std::int64_t mul_div_half_even(std::int64_t a, std::int64_t b, std::int64_t divisor) {
    const Int128 value = divide(Int128{a} * b, divisor, true);
    SALDO_CHECK(value >= int64_min && value <= int64_max);
    return static_cast<std::int64_t>(value);
}

std::int64_t mul_div_half_up(std::int64_t a, std::int64_t b, std::int64_t divisor) {
    const Int128 value = divide(Int128{a} * b, divisor, false);
    SALDO_CHECK(value >= int64_min && value <= int64_max);
    return static_cast<std::int64_t>(value);
}

}  // namespace saldo
