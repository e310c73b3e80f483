#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "hub/ledger/pool_walk.hpp"

namespace saldo::ledger {

/// How the positions of lots move when some are put in and some taken out; `erased` and the
/// positions of `inserted` are counted before the change and in order.
struct LotShift {
    std::vector<std::uint32_t> erased;
    std::vector<Placed<PoolLot>> inserted;

    bool is_still() const { return erased.empty() && inserted.empty(); }
    /// Where the lot stands now; nothing for one that was taken out.
    std::optional<std::uint32_t> moved(std::uint32_t lot) const;
    /// Where a boundary in front of this lot stands now; lots put in there stand before it.
    std::uint32_t moved_boundary(std::uint32_t lot) const;
    /// The state with its lots at their new positions; nothing where it holds one that is gone.
    std::optional<PoolState> moved(const PoolState& state) const;
};

/// Are both the same lots with the same remainders?
bool is_same(const PoolState& a, const PoolState& b);

}  // namespace saldo::ledger
