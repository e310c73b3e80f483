#pragma once

#include <functional>

#include "hub/book/derived.hpp"
#include "hub/book/lot_pools.hpp"

namespace saldo::book {

/// The discharge of one pool, by fold_pool or by something that equals it.
using DischargeOf =
    std::function<ledger::Discharge(const Derived& derived, const PoolName& name,
                                    const LotPool& pool, const std::vector<std::uint32_t>& ranks)>;

/// Settles the rows of a company: opens recovered lots, sorts, fills takes, balances and shortages,
/// and notes the alerts that come of them.
void settle(Derived& derived, const DischargeOf& discharge_of);

}  // namespace saldo::book
