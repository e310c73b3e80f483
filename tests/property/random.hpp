#pragma once

#include <cstdint>
#include <vector>

#include "common/base/check.hpp"

namespace saldo::test {

/// Chance with a seed: the same numbers on every machine and library (splitmix64, Steele, Lea and
/// Flood 2014). Two draws in one expression stand in a braced list, where the order is fixed.
class Random {
public:
    explicit constexpr Random(std::uint64_t seed) : state_{seed} {}

    constexpr std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    /// 0 to n - 1. Needs: n > 0.
    constexpr int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    /// first to last, both included.
    constexpr int between(int first, int last) { return first + below(last - first + 1); }
    /// True so many times in a hundred.
    constexpr bool percent(int chance) { return below(100) < chance; }
    /// One of several. Needs: not empty.
    template <class T>
    const T& of(const std::vector<T>& all) {
        SALDO_CHECK(!all.empty());
        return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
    }

private:
    std::uint64_t state_;
};

}  // namespace saldo::test
