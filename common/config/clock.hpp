#pragma once

#include "common/base/surroundings.hpp"
#include "common/base/time.hpp"

namespace saldo {

/// The machine's clocks, for shells only: pure code is handed the time.
UtcTime now_utc();
SteadyTime now_steady();

/// These clocks, and the system's randomness.
Surroundings surroundings_here();

}  // namespace saldo
