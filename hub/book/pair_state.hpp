#pragma once

#include <optional>

#include "hub/book/derived.hpp"

namespace saldo::book {

/// How a return half stands to its import half.
struct PairState {
    PairFault fault = PairFault::none;
    /// Differences between the halves, where there are both; never negative.
    std::optional<Quantity> quantity;
    std::optional<Quantity> umt;
    std::optional<Money> value;
    bool is_late = false;  ///< a half was paid after its day (V1_LATE)
    friend bool operator==(const PairState&, const PairState&) = default;
};

}  // namespace saldo::book
