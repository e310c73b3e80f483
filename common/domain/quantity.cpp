#include "common/domain/quantity.hpp"

namespace saldo {

Result<Quantity> parse_quantity(std::string_view text) {
    const auto ticks = parse_fixed(text, Quantity::decimals);
    if (!ticks) return ticks.error();
    return Quantity::from_ticks(*ticks);
}

std::string format_quantity(Quantity quantity, int decimals_min) {
    return format_fixed(quantity.ticks(), Quantity::decimals, decimals_min);
}

Result<Quantity> checked_add(Quantity a, Quantity b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.ticks(), b.ticks(), &sum)) {
        return malformed("the sum of quantities is too large");
    }
    return Quantity::from_ticks(sum);
}

Result<Quantity> checked_multiply(Quantity a, Quantity b) {
    const auto ticks = div_half_even(Int128{a.ticks()} * b.ticks(), Quantity::ticks_per_unit);
    if (!ticks) return malformed("the product of quantities is too large");
    return Quantity::from_ticks(*ticks);
}

Result<Quantity> percent_of(Quantity quantity, Quantity percent) {
    constexpr std::int64_t hundred = 100;
    const auto ticks = div_half_even(Int128{quantity.ticks()} * percent.ticks(),
                                     Int128{Quantity::ticks_per_unit} * hundred);
    if (!ticks) return ticks.error();
    return Quantity::from_ticks(*ticks);
}

}  // namespace saldo
