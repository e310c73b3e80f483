#pragma once

#include <cstdint>
#include <functional>

#include "common/base/time.hpp"

namespace saldo {

/// The clocks and the chance that a machine may ask for: a shell gives those of the computer
/// (surroundings_here()), a simulation its own, so that one seed fixes everything.
struct Surroundings {
    std::function<SteadyTime()> steady_now;
    std::function<UtcTime()> utc_now;
    std::function<std::uint64_t()> random;  ///< 64 random bits
};

}  // namespace saldo
