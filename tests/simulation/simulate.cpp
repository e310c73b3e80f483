#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/broken.hpp"
#include "tests/simulation/report.hpp"
#include "tests/simulation/workers.hpp"
#include "tests/simulation/world.hpp"

namespace saldo::sim {
namespace {

constexpr const char* usage =
    "simulate --seeds FIRST..LAST [--jobs N] [--broken NAME] [--twice]\n"
    "simulate --seed N [--trace] [--broken NAME]\n"
    "\n"
    "Plays hub, agents, broker and disks in virtual time. Exit 0: every promise held in every "
    "seed.\n"
    "--twice   plays each seed again and compares the trace hashes\n"
    "--broken  ack-before-commit, no-dedupe, fork-accepted, prune-before-receipt, gap-skipped:\n"
    "          a build that is wrong on purpose; exit 0 when a seed catches it\n";

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Arguments {
    Job job;
    bool is_traced = false;
    bool is_valid = true;
};

Arguments parsed(const std::vector<std::string_view>& words) {
    Arguments out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        const std::string_view next = i + 1 < words.size() ? words[i + 1] : "";
        if (word == "--trace") {
            out.is_traced = true;
        } else if (word == "--twice") {
            out.job.is_twice = true;
        } else if (word == "--seed" && number(next)) {
            out.job.first = out.job.last = *number(next), ++i;
        } else if (word == "--seeds" && next.find("..") != next.npos) {
            const auto dots = next.find("..");
            const auto first = number(next.substr(0, dots));
            const auto last = number(next.substr(dots + 2));
            if (!first || !last || *first > *last) return {.job = {}, .is_valid = false};
            out.job.first = *first, out.job.last = *last, ++i;
        } else if (word == "--jobs" && number(next) && *number(next) > 0) {
            out.job.workers = *number(next), ++i;
        } else if (word == "--broken" && broken_of(next)) {
            out.job.broken = *broken_of(next), out.job.broken_name = next, ++i;
        } else {
            return {.job = {}, .is_valid = false};
        }
    }
    out.is_valid = out.job.last > 0;
    return out;
}

}  // namespace
}  // namespace saldo::sim

int main(int count, char** words) {
    using namespace saldo::sim;
    const Arguments arguments = parsed({words + 1, words + count});
    if (!arguments.is_valid) {
        std::fputs(usage, stderr);
        return 2;
    }
    if (arguments.is_traced) {
        Counters counters;
        World world{arguments.job.first, arguments.job.broken, counters, true};
        const Outcome outcome = world.run();
        std::printf("seed %llu: trace %016llx, %s\n",
                    static_cast<unsigned long long>(arguments.job.first),
                    static_cast<unsigned long long>(outcome.trace_hash),
                    outcome.fault.empty() ? "every promise held" : outcome.fault.c_str());
        return outcome.fault.empty() ? 0 : 1;
    }
    return report(arguments.job, play(arguments.job));
}
