#include "common/sync/backoff.hpp"

#include <algorithm>

#include "common/base/check.hpp"

namespace saldo::sync {

Backoff::Backoff(std::int64_t ms_min, std::int64_t ms_max)
    : ms_min_{ms_min}, ms_max_{ms_max}, step_ms_{ms_min} {
    SALDO_CHECK(0 < ms_min && ms_min <= ms_max);
}

std::int64_t Backoff::next_ms(std::uint64_t random) {
    const std::int64_t half = step_ms_ / 2;
    const auto jitter =
        static_cast<std::int64_t>(random % static_cast<std::uint64_t>(step_ms_ - half + 1));
    step_ms_ = step_ms_ > ms_max_ / 2 ? ms_max_ : step_ms_ * 2;
    return std::max(ms_min_, half + jitter);
}

}  // namespace saldo::sync
