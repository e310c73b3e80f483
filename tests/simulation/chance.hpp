#pragma once

#include <cstdint>

namespace saldo::sim {

/// All chance of one seed (SplitMix64, Vigna 2015): the same seed draws the same numbers on every
/// machine.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    /// 0 … count-1. Needs: count > 0.
    std::uint64_t below(std::uint64_t count) { return next() % count; }
    /// least … most.
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least +
               static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least) + 1));
    }
    bool hits(std::uint32_t permille) { return permille != 0 && below(1000) < permille; }
    /// A stream of its own, so that a draw more here moves nothing elsewhere.
    Chance split() { return Chance{next()}; }

private:
    std::uint64_t state_;
};

}  // namespace saldo::sim
