#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/surroundings.hpp"
#include "tests/simulation/broker.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/clockwork.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/trace.hpp"

namespace saldo::sim {

/// A build that is wrong on purpose: a harness that does not catch it sees nothing (P29).
enum class Broken : std::uint8_t {
    none,
    ack_before_commit,
    no_dedupe,
    fork_accepted,
    prune_before_receipt,
    gap_skipped,
    signature_unchecked,
};

/// What all nodes of one seed stand on.
struct Stage {
    Stage(std::uint64_t seed, Broken broken_as, Counters& counted, bool is_printed)
        : chance{seed},
          plan{Plan::drawn(chance)},
          broken{broken_as},
          counters{counted},
          trace{is_printed},
          broker{clock, chance.split(), counters, trace} {}

    void say(const std::string& text) { trace.line(clock.now_ns(), text); }
    void tally(std::string_view name) { count(counters, name); }

    Chance chance;
    Plan plan;
    Broken broken;
    Counters& counters;
    Trace trace;
    Clockwork clock;
    Broker broker;
    Oracle oracle;
    bool has_faults = true;  ///< false once everything must settle
};

/// The wall clock of one machine, as wrong as it likes to be. Its steady clock only goes forward.
class MachineClock {
public:
    explicit MachineClock(Stage& stage) : stage_{stage} {}

    UtcTime utc_now() const {
        if (frozen_) return *frozen_;
        return {start_of_2026_ms + stage_.clock.now_ns() / ms_ns + offset_ms_};
    }
    SteadyTime steady_now() const { return {stage_.clock.now_ns() + booted_ns_}; }
    std::int64_t to_world_ns(SteadyTime time) const { return time.ns - booted_ns_; }

    void jump(std::int64_t ms) { offset_ms_ += ms; }
    void freeze() { frozen_ = utc_now(); }
    void go_on() { frozen_.reset(); }
    void set_to(UtcTime time) { offset_ms_ += time.ms - utc_now().ms; }
    /// The steady clock begins anywhere at each boot.
    void boot() { booted_ns_ = stage_.chance.between(1, 1'000'000) * second_ns; }

private:
    static constexpr std::int64_t start_of_2026_ms = 1'767'225'600'000;
    Stage& stage_;
    std::int64_t offset_ms_ = 0;
    std::int64_t booted_ns_ = 0;
    std::optional<UtcTime> frozen_;
};

inline Surroundings surroundings_of(MachineClock& clock, Chance& chance) {
    return {.steady_now = [&clock] { return clock.steady_now(); },
            .utc_now = [&clock] { return clock.utc_now(); },
            .random = [&chance] { return chance.next(); }};
}

}  // namespace saldo::sim
