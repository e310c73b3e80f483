#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hub/book/derived.hpp"
#include "hub/ledger/fold.hpp"

namespace saldo::book {

/// Lots and uses of one part in one unit, as indices into a Derived, both in their order.
struct LotPool {
    std::vector<std::uint32_t> lots;
    std::vector<std::uint32_t> uses;
};
/// Part and unit.
using PoolName = std::pair<std::string, std::uint8_t>;
using LotPools = std::map<PoolName, LotPool>;

/// Rank of each outcome among those of its company: date, disassemblies first, pedimento number as
/// text or folio, then name.
std::vector<std::uint32_t> ranks_of(const std::vector<OutcomeRow>& outcomes);

/// Sorts lots by part, unit and FIFO (D-02), uses by operation, line, material and column.
void sort_rows(Derived& derived, const std::vector<std::uint32_t>& ranks);

/// Needs: rows sorted by sort_rows. Uses of stock that is not temporary are in no pool.
LotPools pools_of(const Derived& derived);

/// The fold over one pool; its indices are places in the pool.
ledger::Discharge fold_pool(const Derived& derived, const PoolName& name, const LotPool& pool,
                            const std::vector<std::uint32_t>& ranks);

}  // namespace saldo::book
