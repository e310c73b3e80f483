#include "hub/ledger/pool_shift.hpp"

#include <algorithm>

namespace saldo::ledger {

std::uint32_t LotShift::moved_boundary(std::uint32_t lot) const {
    const auto gone = std::ranges::lower_bound(erased, lot) - erased.begin();
    const auto come =
        std::ranges::upper_bound(inserted, lot, {}, &Placed<PoolLot>::position) - inserted.begin();
    return static_cast<std::uint32_t>(lot + come - gone);
}

std::optional<std::uint32_t> LotShift::moved(std::uint32_t lot) const {
    if (std::ranges::binary_search(erased, lot)) return std::nullopt;
    return moved_boundary(lot);
}

std::optional<PoolState> LotShift::moved(const PoolState& state) const {
    const auto front = moved(state.front);
    if (!front) return std::nullopt;
    PoolState result{.holes = state.holes, .front_taken = state.front_taken, .front = *front};
    for (std::uint32_t i = 0; i < result.holes.size(); ++i) {
        const auto lot = moved(result.holes[i].lot);
        if (!lot) return std::nullopt;
        result.holes.data()[i].lot = *lot;
    }
    return result;
}

bool is_same(const PoolState& a, const PoolState& b) {
    return a.front == b.front && a.front_taken == b.front_taken &&
           std::ranges::equal(a.holes.view(), b.holes.view());
}

}  // namespace saldo::ledger
