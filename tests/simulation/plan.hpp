#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/sync/limits.hpp"
#include "tests/simulation/broker.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/stand_in/disk.hpp"

namespace saldo::sim {

/// Something that befalls the world at one moment.
enum class Mishap : std::uint8_t {
    agent_killed,
    hub_killed,
    agent_cut_off,
    hub_cut_off,
    agent_half_open,
    hub_half_open,
    broker_restarted,
    broker_wiped,
    agent_full,
    hub_full,
    agent_rot,
    hub_rot,
    agent_restored,
    hub_restored,
    cloned,
    clock_jumps,
    clock_freezes,
    clock_1970,
    clock_decade_off,
    newer_agent,
    older_hub,
    replays,
    stranger,
    burst,
    backup,
};
constexpr int mishap_count = static_cast<int>(Mishap::backup) + 1;

struct Due {
    std::int64_t at_ns = 0;
    Mishap mishap{};
};

/// What befalls one seed. Each seed enables some faults only: a world in which all goes wrong at
/// once never gets far enough to show the subtle ones (swarm testing).
struct Plan {
    std::size_t agents = 2;
    std::int64_t length_ns = 0;  ///< of the phase with faults
    std::int64_t scan_gap_ms_max = 0;
    std::size_t scans_max = 0;  ///< of one agent
    WireFaults wire;
    DiskFaults agent_disk;
    DiskFaults hub_disk;
    sync::Limits limits;
    std::vector<Due> mishaps;

    static Plan drawn(Chance& chance);
};

}  // namespace saldo::sim
