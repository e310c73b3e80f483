#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/check.hpp"
#include "common/base/decimal.hpp"
#include "common/base/result.hpp"

namespace saldo {

/// An exact amount of goods, counted in ticks of 1e-8 of its unit of measure (UMC or UMT).
///
/// Range: ±9.2e10 units. Long sums and products are made in Int128 and come back through here.
/// The unit itself travels beside the quantity; sums across units are refused there.
class Quantity {
public:
    static constexpr int decimals = 8;
    static constexpr std::int64_t ticks_per_unit = 100'000'000;
    constexpr Quantity() = default;
    static constexpr Quantity from_ticks(std::int64_t ticks) { return Quantity{ticks}; }
    static constexpr Quantity from_units(std::int32_t n) { return Quantity{n * ticks_per_unit}; }
    constexpr std::int64_t ticks() const { return ticks_; }
    constexpr bool is_zero() const { return ticks_ == 0; }
    friend constexpr auto operator<=>(Quantity, Quantity) = default;
    friend constexpr Quantity operator+(Quantity a, Quantity b) {
        std::int64_t sum = 0;
        SALDO_CHECK(!__builtin_add_overflow(a.ticks_, b.ticks_, &sum));
        return Quantity{sum};
    }
    friend constexpr Quantity operator-(Quantity a, Quantity b) {
        std::int64_t difference = 0;
        SALDO_CHECK(!__builtin_sub_overflow(a.ticks_, b.ticks_, &difference));
        return Quantity{difference};
    }
    constexpr Quantity operator-() const { return Quantity{} - *this; }
    constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }
    constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }

private:
    explicit constexpr Quantity(std::int64_t ticks) : ticks_{ticks} {}
    std::int64_t ticks_ = 0;
};

/// Reads "12", "12.5", "0.00000001". Never rounds: a ninth decimal is malformed.
Result<Quantity> parse_quantity(std::string_view text);
/// At least three decimals, as customs columns carry, and more when needed.
std::string format_quantity(Quantity quantity, int decimals_min = 3);
/// For amounts from outside: a sum past the range is malformed, and the document is refused.
Result<Quantity> checked_add(Quantity a, Quantity b);
/// a * b, both in units, half to even on 1e-8 (ledger.md section 6). Malformed past the range.
Result<Quantity> checked_multiply(Quantity a, Quantity b);

/// `percent` of a quantity, half to even on 1e-8. Malformed past the range.
Result<Quantity> percent_of(Quantity quantity, Quantity percent);

}  // namespace saldo
