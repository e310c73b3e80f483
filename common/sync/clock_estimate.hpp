#pragma once

#include <cstdint>
#include <optional>

#include "common/base/time.hpp"
#include "common/sync/record.hpp"

namespace saldo::sync {

/// How far a device's clock is from the hub's: the truth lies within offset ± uncertainty.
struct ClockOffset {
    std::int64_t offset_ms = 0;  ///< device less hub: above zero, the device is ahead
    std::int64_t uncertainty_ms = 0;
    friend bool operator==(const ClockOffset&, const ClockOffset&) = default;
};

/// Past this the clock is shown as wrong (sync.md section 10).
constexpr std::int64_t clock_skew_ms_max = 120'000;
/// Whether the clock is surely further off than that: doubt speaks for the device.
bool is_clock_wrong(const ClockOffset& offset);

/// How good a device's clock is, as far as it can tell.
struct ClockReading {
    ClockQuality quality = ClockQuality::unknown;
    std::optional<ClockOffset> offset;  ///< nothing before a receipt told the hub's time
};

/// As records and status messages carry it: what does not fit says the most that does.
std::int32_t told_offset_ms(const ClockOffset& offset);
/// Below uncertainty_unknown.
std::uint32_t told_uncertainty_ms(const ClockOffset& offset);
/// In a record: no receipt of the hub has told its time yet.
constexpr std::uint32_t uncertainty_unknown = 0xFFFF'FFFF;

/// Something was sent to the hub, and its receipt came: the hub wrote `hub` between the two.
struct ClockSample {
    SteadyTime sent;      ///< not after the receipt's cause left us
    SteadyTime received;  ///< when the receipt came
    UtcTime hub;          ///< as the receipt tells
};

/// What the hub's clock shows, by the device's monotonic clock: steps of the device's wall clock
/// cannot touch it, and show as the offset that they are. One sample is kept, the best one: its
/// uncertainty is half its round trip and grows with its age, so a worse but newer one replaces it
/// in time; one that contradicts it does at once, for the hub's clock was set.
class ClockEstimate {
public:
    /// How far apart two clocks may drift that nobody disciplines: quartz is within 50 ppm.
    static constexpr std::int64_t drift_ppm = 50;

    void take(const ClockSample& sample);
    /// Nothing before the first sample.
    std::optional<ClockOffset> at(SteadyTime now, UtcTime device) const;

private:
    struct Best {
        SteadyTime middle;  ///< the hub showed `hub` here, give or take `half_ns`
        UtcTime hub;
        std::int64_t half_ns;
    };
    std::optional<Best> best_;
};

/// Notices when the wall clock moves otherwise than the monotonic one: a step, a clock that stands.
///
/// A clock that is slewed (as time servers do, 500 ppm at most) did not step. What is noticed is
/// told at once, but a clock that never ceases is told of ever more seldom, down to once an hour:
/// evidence must not fill the journal.
class ClockWatch {
public:
    static constexpr std::int64_t step_ms_min = 1'000;
    static constexpr std::int64_t slew_ppm = 500;
    static constexpr std::int64_t wait_ms_min = 60'000;
    static constexpr std::int64_t wait_ms_max = 3'600'000;

    /// Looks at both clocks, read together; each second or so. Gives: what the wall clock should
    /// have shown less what it shows, in ms, when that is news.
    std::optional<std::int64_t> look(SteadyTime now, UtcTime device);

private:
    struct Seen {
        SteadyTime steady;
        UtcTime device;
    };
    std::optional<Seen> seen_;
    std::int64_t moved_us_ = 0;  ///< ahead of the monotonic clock, past what slewing explains
    std::optional<SteadyTime> told_at_;
    std::int64_t wait_ms_ = wait_ms_min;
};

}  // namespace saldo::sync
