#include "tests/simulation/report.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

namespace saldo::sim {
namespace {

/// Every fault and every defence that a long run must have met. A zero is a blind spot.
constexpr const char* must_be_met[] = {
    "EIO: committing",
    "EIO: reading",
    "agent: forgot what the hub holds",
    "agent: wrote again what the hub lacks",
    "broker: connect failed",
    "broker: dropped in silence",
    "broker: restarted",
    "broker: session taken over",
    "broker: will",
    "broker: wiped",
    "clock: 1970",
    "clock: frozen",
    "clock: jumped",
    "clock: ten years off",
    "crash: after a commit",
    "crash: before a commit",
    "crash: inside a commit",
    "crash: writing a row",
    "disk full: agent",
    "disk full: hub",
    "disk full: in a transaction",
    "hub: backed up",
    "kill: agent",
    "kill: hub",
    "load: burst",
    "person: admitted an epoch",
    "restore: agent",
    "restore: hub",
    "rot: bit of a key",
    "rot: bit of a value",
    "rot: found",
    "rot: misdirected row",
    "rot: torn row",
    "scan: asked again after a crash",
    "scan: duplicate at the device",
    "scan: refused loudly, full",
    "stranger: spoke",
    "twin: cloned",
    "twin: taken away",
    "version: hub",
    "version: newer agent",
    "wire: agent cut off",
    "wire: corrupted",
    "wire: cut short",
    "wire: delayed",
    "wire: doubled",
    "wire: half open",
    "wire: half open, agent never told",
    "wire: half open, hub never told",
    "wire: hub cut off",
    "wire: lost",
    "wire: lost with its connection",
    "wire: overtaken",
    "wire: publish refused",
    "wire: replayed",
};
/// Fewer seeds may well miss one.
constexpr std::uint64_t seeds_that_see_all = 300;

}  // namespace

int report(const Job& job, const Played& played) {
    std::set<std::string, std::less<>> names{std::begin(must_be_met), std::end(must_be_met)};
    for (const auto& [name, times] : played.counters) names.insert(name);
    std::vector<std::string> blind;
    std::printf("%-40s %12s\n", "fault or defence", "times");
    for (const std::string& name : names) {
        const auto found = played.counters.find(name);
        const std::uint64_t times = found == played.counters.end() ? 0 : found->second;
        std::printf("%-40s %12llu\n", name.c_str(), static_cast<unsigned long long>(times));
        if (times == 0) blind.push_back(name);
    }
    for (std::size_t i = 0; i < played.failures.size() && i < 20; ++i) {
        const Failure& failure = played.failures[i];
        std::printf("seed %llu: %s\n  simulate --seed %llu --trace%s%s\n",
                    static_cast<unsigned long long>(failure.seed), failure.fault.c_str(),
                    static_cast<unsigned long long>(failure.seed),
                    job.broken_name.empty() ? "" : " --broken ", job.broken_name.c_str());
    }
    std::printf(
        "%llu seeds in %.1f s, %llu steps, %llu scans accepted, %llu lost by declared "
        "faults, settled in at most %.1f s, all traces %016llx\n",
        static_cast<unsigned long long>(played.seeds), played.seconds,
        static_cast<unsigned long long>(played.steps),
        static_cast<unsigned long long>(played.accepted),
        static_cast<unsigned long long>(played.lost),
        static_cast<double>(played.settled_in_ms_max) / 1e3,
        static_cast<unsigned long long>(played.hash));
    if (job.broken != Broken::none) {
        std::printf("%s: %s\n", job.broken_name.c_str(),
                    played.failures.empty() ? "NOT CAUGHT" : "caught");
        return played.failures.empty() ? 1 : 0;
    }
    const bool is_blind = !blind.empty() && played.seeds >= seeds_that_see_all;
    for (const std::string& name : blind) std::printf("blind spot: %s\n", name.c_str());
    std::printf("%llu failed\n", static_cast<unsigned long long>(played.failures.size()));
    return played.failures.empty() && !is_blind ? 0 : 1;
}

}  // namespace saldo::sim
