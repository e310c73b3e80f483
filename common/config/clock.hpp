#pragma once

#include "common/base/time.hpp"

namespace saldo {

/// The machine's clocks, for shells only: pure code is handed the time.
UtcTime now_utc();
SteadyTime now_steady();

}  // namespace saldo
