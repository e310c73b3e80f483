// How fast a Data Stage delivery becomes facts: bytes in memory to checked pedimentos.
//
//     saldo_bench_datastage PATH [RUNS]
//
// PATH is what `import datastage` would be given, usually the lean set of
// tests/data/tools/gen_datastage.py --partidas 200000 --days 160 --lean.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>

#include "hub/customs/datastage.hpp"
#include "hub/files/source_files.hpp"

namespace {

using namespace saldo;
using namespace saldo::customs;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string cpu_model() {
    std::ifstream info{"/proc/cpuinfo"};
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    }
    return "unknown processor";
}

struct Sizes {
    std::uint64_t bytes = 0;
    std::uint64_t rows = 0;
    std::uint64_t pedimentos = 0;
    std::uint64_t partidas = 0;
    std::uint64_t refused = 0;
};

Sizes sizes_of(const std::vector<DataStageSet>& sets) {
    Sizes sizes;
    for (const DataStageSet& set : sets) {
        for (const Delivery::File& file : set.delivery.files) {
            sizes.bytes += file.bytes;
            sizes.rows += file.rows;
        }
        sizes.pedimentos += set.pedimentos.size();
        for (const Pedimento& p : set.pedimentos) sizes.partidas += p.partidas.size();
        sizes.refused += set.is_refused ? 1 : 0;
    }
    return sizes;
}

/// Reads every set, the sets shared out over `threads`. Gives the seconds that it took.
double read_all(const Grouping& grouping, std::span<const SourceFile> files, std::size_t threads,
                std::vector<DataStageSet>& sets) {
    sets.assign(grouping.sets.size(), {});
    const auto start = Clock::now();
    std::vector<std::thread> workers;
    for (std::size_t t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
            for (std::size_t i = t; i < sets.size(); i += threads) {
                sets[i] = read_set(grouping.sets[i], files, {});
            }
        });
    }
    for (std::thread& worker : workers) worker.join();
    return seconds_since(start);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3) {
        std::cerr << "usage: saldo_bench_datastage PATH [RUNS]\n";
        return 2;
    }
    const int runs = argc == 3 ? std::max(1, std::atoi(argv[2])) : 5;
    const std::vector<std::string> paths = {argv[1]};
    const auto reading = Clock::now();
    const files::SourceFiles sources = files::collect_sources(paths);
    const double read_seconds = seconds_since(reading);
    const Grouping grouping = group_sets(sources.files());

    fmt::print("machine     {} ({} cores)\n", cpu_model(), std::thread::hardware_concurrency());
    for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
        std::vector<double> times;
        const std::clock_t cpu_start = std::clock();
        Sizes sizes;
        for (int run = 0; run < runs; ++run) {
            std::vector<DataStageSet> sets;
            times.push_back(read_all(grouping, sources.files(), threads, sets));
            sizes = sizes_of(sets);
        }
        if (sizes.refused != 0 || sizes.partidas == 0) {
            std::cerr << "nothing to measure: no set, or one that is refused\n";
            return 1;
        }
        if (threads == 1) {
            fmt::print("input       {} sets, {} bytes, {} rows, {} pedimentos, {} partidas\n",
                       grouping.sets.size(), sizes.bytes, sizes.rows, sizes.pedimentos,
                       sizes.partidas);
            fmt::print("from disk   {:.3f} s ({:.0f} MB/s)\n", read_seconds,
                       static_cast<double>(sizes.bytes) / 1e6 / read_seconds);
        }
        const double cpu = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC / runs;
        std::ranges::sort(times);
        const double median = times[times.size() / 2];
        const auto partidas = static_cast<double>(sizes.partidas);
        fmt::print(
            "{} thread{}   {:.3f} s median of {} ({:.3f} to {:.3f}): {:.0f} partidas/s, "
            "{:.0f} MB/s; {:.3f} s of processor\n",
            threads, threads == 1 ? " " : "s", median, runs, times.front(), times.back(),
            partidas / median, static_cast<double>(sizes.bytes) / 1e6 / median, cpu);
    }
    return 0;
}
