#pragma once

#include <cstdint>

namespace saldo::sync {

/// How long to wait before the next attempt: doubling, bounded, with jitter. Draws no randomness.
class Backoff {
public:
    /// Needs: 0 < ms_min <= ms_max.
    Backoff(std::int64_t ms_min, std::int64_t ms_max);

    /// The wait before the next attempt, in ms_min … ms_max; each call makes the next one longer.
    /// `random` is any 64 random bits: the wait lies anywhere in the upper half of the step, so
    /// that thousands of agents that lost one broker do not come back in one moment.
    [[nodiscard]] std::int64_t next_ms(std::uint64_t random);
    /// After an attempt that held.
    void reset() { step_ms_ = ms_min_; }

private:
    std::int64_t ms_min_;
    std::int64_t ms_max_;
    std::int64_t step_ms_;
};

}  // namespace saldo::sync
