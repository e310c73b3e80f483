#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "hub/ledger/pool.hpp"
#include "hub/ledger/pool_shift.hpp"

namespace saldo::ledger {

/// What an edit of a pool changed, and from where to where it can be felt.
struct Pool::Touched {
    LotShift shift;
    std::vector<std::uint32_t> lots;  ///< new positions of lots put in or altered
    std::uint32_t clear_from = 0;     ///< new position behind every lot that changed
    std::int32_t from_day = std::numeric_limits<std::int32_t>::max();
    std::int32_t until_day = std::numeric_limits<std::int32_t>::min();  ///< of uses

    bool is_nothing() const { return from_day == std::numeric_limits<std::int32_t>::max(); }
    void lot(std::uint32_t position, std::int32_t entry_day) {
        lots.push_back(position);
        clear_from = std::max(clear_from, position + 1);
        from_day = std::min(from_day, entry_day);
    }
    void use(std::int32_t day) {
        from_day = std::min(from_day, day);
        until_day = std::max(until_day, day);
    }
    /// Whether what changed can no longer be felt in this state, before uses of this day: all
    /// changed uses are served, and all changed lots are emptied.
    bool is_behind(const PoolState& state, std::int32_t day) const {
        return day > until_day && state.front >= clear_from &&
               std::ranges::none_of(lots, [&](std::uint32_t changed) {
                   return std::ranges::binary_search(state.holes, changed, {}, &OpenLot::lot);
               });
    }
};

}  // namespace saldo::ledger
