#include "common/domain/money.hpp"

namespace saldo {

Result<Money> parse_money(std::string_view text) {
    const auto ticks = parse_fixed(text, Money::decimals);
    if (!ticks) return ticks.error();
    return Money::from_ticks(*ticks);
}

std::string format_money(Money money) { return format_fixed(money.ticks(), Money::decimals, 2); }

}  // namespace saldo
