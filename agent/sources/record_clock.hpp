#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "common/base/result.hpp"
#include "common/base/surroundings.hpp"
#include "common/config/clock.hpp"
#include "common/sync/clock_estimate.hpp"
#include "common/sync/clock_step.hpp"
#include "common/sync/record.hpp"

namespace saldo::agent {

/// Fills the time fields of records: evidence beside the order, which is the sequence (sync.md 10).
///
/// Safe from any thread.
class RecordClock {
public:
    /// Opens `file`, our note of how often this machine started, and counts this start if it is a
    /// new one. Errors: storage, forbidden.
    static Result<RecordClock> open(const std::filesystem::path& file,
                                    Surroundings surroundings = surroundings_here());

    /// The head of a record that is made now.
    sync::RecordHead head(sync::RecordType type, std::uint64_t catalog_sequence) const;
    /// Looks whether the machine's clock follows a time server; now and then.
    void look();
    /// The head of the journal's newest record, at a start: the clock goes on from there.
    void go_on_from(const sync::RecordHead& newest);

    /// A receipt of the hub tells its time.
    void take(const sync::ClockSample& sample);
    /// Looks at the clock, each second or so. Gives: a step of it, to be recorded.
    std::optional<sync::ClockStep> watch();

    sync::ClockReading reading() const;
    sync::ClockQuality quality() const { return state_->quality.load(); }
    /// The time in UTC as the hub would tell it; the device's own where no receipt came yet.
    UtcTime hub_time() const;
    SteadyTime steady_now() const { return state_->surroundings.steady_now(); }

private:
    struct State {
        Surroundings surroundings;
        std::uint32_t boot_number = 0;
        std::atomic<sync::ClockQuality> quality{sync::ClockQuality::unknown};
        mutable std::mutex mutex{};
        sync::ClockEstimate estimate{};  // guarded by mutex, as all below
        sync::ClockWatch watch{};
        std::optional<sync::ClockStep> found{};  // at the start
    };
    explicit RecordClock(std::unique_ptr<State> state) : state_{std::move(state)} {}

    std::unique_ptr<State> state_;
};

}  // namespace saldo::agent
