#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/check.hpp"
#include "common/base/decimal.hpp"

namespace saldo {

/// An exact amount of pesos (MXN), counted in ticks of 1e-4.
class Money {
public:
    static constexpr int decimals = 4;
    constexpr Money() = default;
    static constexpr Money from_ticks(std::int64_t ticks) { return Money{ticks}; }
    constexpr std::int64_t ticks() const { return ticks_; }
    friend constexpr auto operator<=>(Money, Money) = default;
    friend constexpr Money operator+(Money a, Money b) {
        std::int64_t sum = 0;
        SALDO_CHECK(!__builtin_add_overflow(a.ticks_, b.ticks_, &sum));
        return Money{sum};
    }
    friend constexpr Money operator-(Money a, Money b) {
        std::int64_t difference = 0;
        SALDO_CHECK(!__builtin_sub_overflow(a.ticks_, b.ticks_, &difference));
        return Money{difference};
    }
    constexpr Money& operator+=(Money other) { return *this = *this + other; }

private:
    explicit constexpr Money(std::int64_t ticks) : ticks_{ticks} {}
    std::int64_t ticks_ = 0;
};

/// Errors: malformed past four decimals or past the range.
Result<Money> parse_money(std::string_view text);
std::string format_money(Money money);

}  // namespace saldo
