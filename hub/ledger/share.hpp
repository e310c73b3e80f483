#pragma once

#include "common/domain/money.hpp"
#include "common/domain/quantity.hpp"

namespace saldo::ledger {

/// UMT that has left a lot once `out` of its `quantity` (UMC) has: cumulative proportion, half up
/// on three decimals; all of it when all has left (D-09). The UMT of one row is a difference of
/// two.
Quantity umt_out(Quantity out, Quantity quantity, Quantity quantity_umt);

/// Value that has left a lot, by the same cumulative proportion on two decimals, so that the parts
/// sum to the whole.
Money value_out(Quantity out, Quantity quantity, Money value);

}  // namespace saldo::ledger
