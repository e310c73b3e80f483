#pragma once

#include "tests/simulation/workers.hpp"

namespace saldo::sim {

/// Prints what was played, and the blind-spot table. Gives the exit code.
int report(const Job& job, const Played& played);

}  // namespace saldo::sim
