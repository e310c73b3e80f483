#include "hub/ledger/share.hpp"

namespace saldo::ledger {
namespace {

constexpr std::int64_t umt_step = Quantity::ticks_per_unit / 1000;  // three decimals
constexpr std::int64_t cent = 100;                                  // in ticks of 1e-4

/// out / quantity of `whole`, half up on multiples of `step`; the multiply comes before the divide.
std::int64_t share_of(Quantity out, Quantity quantity, std::int64_t whole, std::int64_t step) {
    if (out == quantity || quantity.is_zero()) return whole;
    const Int128 numerator = Int128{out.ticks()} * whole;
    const Int128 divisor = Int128{quantity.ticks()} * step;
    const Int128 steps = (numerator + divisor / 2) / divisor;
    return static_cast<std::int64_t>(steps * step);
}

}  // namespace

Quantity umt_out(Quantity out, Quantity quantity, Quantity quantity_umt) {
    return Quantity::from_ticks(share_of(out, quantity, quantity_umt.ticks(), umt_step));
}

Money value_out(Quantity out, Quantity quantity, Money value) {
    return Money::from_ticks(share_of(out, quantity, value.ticks(), cent));
}

}  // namespace saldo::ledger
