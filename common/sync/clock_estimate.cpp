#include "common/sync/clock_estimate.hpp"

#include <algorithm>
#include <cstdlib>

#include "common/base/check.hpp"

namespace saldo::sync {
namespace {

constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr std::int64_t ns_per_us = 1'000;
constexpr std::int64_t us_per_ms = 1'000;
constexpr std::int64_t million = 1'000'000;

std::int64_t drifted_ns(std::int64_t age_ns) {
    return std::abs(age_ns) / million * ClockEstimate::drift_ppm;
}

/// Nearer to zero by `most`, and not past it.
std::int64_t toward_zero(std::int64_t value, std::int64_t most) {
    return value > 0 ? std::max<std::int64_t>(0, value - most)
                     : std::min<std::int64_t>(0, value + most);
}

}  // namespace

bool is_clock_wrong(const ClockOffset& offset) {
    return std::abs(offset.offset_ms) - offset.uncertainty_ms > clock_skew_ms_max;
}

std::int32_t told_offset_ms(const ClockOffset& offset) {
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(offset.offset_ms, INT32_MIN, INT32_MAX));
}

std::uint32_t told_uncertainty_ms(const ClockOffset& offset) {
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(offset.uncertainty_ms, 0, uncertainty_unknown - 1));
}

void ClockEstimate::take(const ClockSample& sample) {
    SALDO_CHECK(sample.sent <= sample.received);
    const std::int64_t half_ns = (sample.received.ns - sample.sent.ns) / 2;
    const Best fresh{.middle = {sample.sent.ns + half_ns}, .hub = sample.hub, .half_ns = half_ns};
    if (best_) {
        const std::int64_t age_ns = fresh.middle.ns - best_->middle.ns;
        const std::int64_t old_half_ns = best_->half_ns + drifted_ns(age_ns);
        const std::int64_t apart_ms = (fresh.hub.ms - best_->hub.ms) - age_ns / ns_per_ms;
        const bool agrees = std::abs(apart_ms) <= (old_half_ns + half_ns) / ns_per_ms + 1;
        if (agrees && old_half_ns < half_ns) return;
    }
    best_ = fresh;
}

std::optional<ClockOffset> ClockEstimate::at(SteadyTime now, UtcTime device) const {
    if (!best_) return std::nullopt;
    const std::int64_t age_ns = now.ns - best_->middle.ns;
    const std::int64_t hub_ms = best_->hub.ms + age_ns / ns_per_ms;
    // One more: both clocks are read in whole milliseconds.
    return ClockOffset{.offset_ms = device.ms - hub_ms,
                       .uncertainty_ms = (best_->half_ns + drifted_ns(age_ns)) / ns_per_ms + 1};
}

std::optional<std::int64_t> ClockWatch::look(SteadyTime now, UtcTime device) {
    if (seen_) {
        const std::int64_t elapsed_us = (now.ns - seen_->steady.ns) / ns_per_us;
        const std::int64_t shown_us = (device.ms - seen_->device.ms) * us_per_ms;
        moved_us_ = toward_zero(
            moved_us_ + shown_us - elapsed_us,
            elapsed_us / million * slew_ppm + elapsed_us % million * slew_ppm / million);
    }
    seen_ = Seen{.steady = now, .device = device};
    if (std::abs(moved_us_) <= step_ms_min * us_per_ms) return std::nullopt;
    if (told_at_) {
        const std::int64_t quiet_ms = (now.ns - told_at_->ns) / ns_per_ms;
        if (quiet_ms < wait_ms_) return std::nullopt;
        wait_ms_ = quiet_ms >= 2 * wait_ms_ ? wait_ms_min : std::min(wait_ms_ * 2, wait_ms_max);
    }
    told_at_ = now;
    const std::int64_t moved_ms = moved_us_ / us_per_ms;
    moved_us_ = 0;
    return -moved_ms;
}

}  // namespace saldo::sync
