#include "tests/simulation/plan.hpp"

#include <algorithm>

namespace saldo::sim {
namespace {

/// Half of the seeds know no such fault at all; of the rest most know it seldom.
std::uint32_t permille(Chance& chance, std::uint32_t most) {
    if (chance.hits(500)) return 0;
    const auto drawn = static_cast<std::uint32_t>(chance.below(most) + 1);
    return chance.hits(500) ? drawn : std::max<std::uint32_t>(1, drawn / 10);
}

DiskFaults disk_faults(Chance& chance) {
    DiskFaults faults;
    if (chance.hits(400)) return faults;
    faults.crash_writing = permille(chance, 3);
    faults.crash_before_commit = permille(chance, 20);
    faults.crash_in_commit = permille(chance, 20);
    faults.crash_after_commit = permille(chance, 20);
    faults.commit_fails = permille(chance, 10);
    faults.read_fails = permille(chance, 4);
    faults.sudden_full = permille(chance, 5);
    return faults;
}

sync::Limits drawn_limits(Chance& chance) {
    sync::Limits limits;
    if (chance.hits(500)) limits.online_records_max = 1 + chance.below(8);
    if (chance.hits(500)) limits.catch_up_records_max = 2 + chance.below(20);
    if (chance.hits(300)) limits.remembered_hashes_max = 1 + chance.below(12);
    if (chance.hits(300)) limits.windows_sum_max = 2 + static_cast<std::uint32_t>(chance.below(8));
    return limits;
}

/// How likely a seed knows this mishap at all, in permille, and how often it then comes at most.
struct Rate {
    Mishap mishap;
    std::uint32_t permille;
    std::uint64_t times_max;
};
constexpr Rate rates[] = {
    {Mishap::agent_killed, 400, 4},
    {Mishap::hub_killed, 300, 3},
    {Mishap::agent_cut_off, 350, 4},
    {Mishap::hub_cut_off, 200, 2},
    {Mishap::agent_half_open, 200, 2},
    {Mishap::hub_half_open, 150, 2},
    {Mishap::broker_restarted, 200, 2},
    {Mishap::broker_wiped, 200, 2},
    {Mishap::agent_full, 150, 2},
    {Mishap::hub_full, 150, 2},
    {Mishap::agent_rot, 60, 2},
    {Mishap::hub_rot, 60, 2},
    {Mishap::agent_restored, 80, 1},
    {Mishap::hub_restored, 120, 2},
    {Mishap::cloned, 60, 1},
    {Mishap::clock_jumps, 250, 4},
    {Mishap::clock_freezes, 150, 2},
    {Mishap::clock_1970, 100, 1},
    {Mishap::clock_decade_off, 100, 2},
    {Mishap::newer_agent, 150, 2},
    {Mishap::older_hub, 100, 1},
    {Mishap::replays, 300, 12},
    {Mishap::stranger, 200, 6},
    {Mishap::burst, 250, 2},
    {Mishap::backup, 800, 8},
};
static_assert(std::size(rates) == mishap_count);

}  // namespace

Plan Plan::drawn(Chance& chance) {
    Plan plan;
    plan.agents = 2 + (chance.hits(300) ? chance.below(7) : chance.below(2));
    plan.length_ns = chance.between(60, 600) * second_ns;
    plan.scan_gap_ms_max = chance.between(500, 30'000);
    plan.scans_max = 20 + chance.below(100);
    plan.limits = drawn_limits(chance);

    plan.wire.lost = permille(chance, 300);
    plan.wire.doubled = permille(chance, 500);
    plan.wire.corrupted = permille(chance, 100);
    plan.wire.overtaken = permille(chance, 200);
    plan.wire.refused = permille(chance, 50);
    if (chance.hits(300)) plan.wire.delay_ms_max = chance.between(100, 8'000);
    if (chance.hits(150)) plan.wire.queue_max = 2 + chance.below(12);
    plan.agent_disk = disk_faults(chance);
    plan.hub_disk = disk_faults(chance);

    const std::uint32_t calm = chance.hits(100) ? 0 : 1000;  // some seeds are all fair weather
    if (calm == 0) plan.wire = {}, plan.agent_disk = {}, plan.hub_disk = {};
    for (const Rate& rate : rates) {
        if (!chance.hits(rate.permille * calm / 1000)) continue;
        const std::uint64_t times = 1 + chance.below(rate.times_max);
        for (std::uint64_t i = 0; i < times; ++i) {
            plan.mishaps.push_back({chance.between(1, plan.length_ns), rate.mishap});
        }
    }
    std::ranges::stable_sort(plan.mishaps, {}, &Due::at_ns);
    return plan;
}

}  // namespace saldo::sim
