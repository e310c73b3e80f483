#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/stage.hpp"

namespace saldo::sim {

/// Seeds to be played, by so many processes.
struct Job {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t workers = 1;
    bool is_twice = false;
    Broken broken = Broken::none;
    std::string broken_name;
};

struct Failure {
    std::uint64_t seed = 0;
    std::string fault;
};

struct Played {
    std::uint64_t seeds = 0;
    std::uint64_t steps = 0;
    std::uint64_t accepted = 0;
    std::uint64_t lost = 0;
    std::int64_t settled_in_ms_max = 0;
    std::uint64_t hash = 0;  ///< of all traces together
    double seconds = 0;
    Counters counters;
    std::vector<Failure> failures;
};

/// Plays them. A broken build's job ends with the first seed that catches it.
Played play(const Job& job);

}  // namespace saldo::sim
