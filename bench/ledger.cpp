// The discharge engine: everything at once, facts as they come, one late import, memory, restart.
//
//   saldo_bench_ledger --data SET [--dir DIR] [--runs N] [--all]
//                      [--oracle] [--late] [--hottest] [--ingest] [--restart] [--memory]
//
// SET is made by bench/peers/discharge/generate.py; DIR is where the log and the segments go. One
// JSON line a figure, as the peers beside it print them.

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>

#include <malloc.h>

#include "bench/ledger_log.hpp"
#include "bench/ledger_set.hpp"
#include "bench/ledger_subject.hpp"
#include "bench/ledger_threads.hpp"
#include "bench/measure.hpp"
#include "common/base/check.hpp"
#include "hub/ledger_store/segment_store.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::bench;
using namespace saldo::ledger;

namespace {

constexpr std::size_t batch_events = 1'000;

bool has_flag(int argc, char** argv, const char* name) {
    return std::any_of(argv + 1, argv + argc,
                       [&](const char* arg) { return std::strcmp(arg, name) == 0; });
}

void emit(const char* phase, const std::string& figures) {
    std::printf("{\"peer\": \"Saldo engine\", \"phase\": \"%s\", %s}\n", phase, figures.c_str());
    std::fflush(stdout);
}

std::string text_of(const char* name, double value) {
    char text[64];
    std::snprintf(text, sizeof text, "\"%s\": %.6g", name, value);
    return text;
}

std::string text_of(const Sums& sums) {
    return "\"rows\": " + std::to_string(sums.rows) +
           ", \"checksum\": " + std::to_string(sums.checksum()) +
           ", \"pairs\": " + std::to_string(sums.pairs);
}

std::string quantiles_of(const Samples& samples) {
    return "\"late\": " + std::to_string(samples.count()) + ", " +
           text_of("p50_ms", samples.percentile_ms(0.5)) + ", " +
           text_of("p99_ms", samples.percentile_ms(0.99)) + ", " +
           text_of("max_ms", samples.percentile_ms(1));
}

/// Processor time of this thread.
std::int64_t cpu_ns() {
    timespec time{};
    SALDO_CHECK(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

/// What the C library has handed out.
double heap_bytes() {
    const auto info = ::mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

/// Calls `step` with each event in order of arrival, lots and uses mixed as they are in the set.
template <class Step>
void each_event(const LedgerSet& set, Step step) {
    std::size_t lot = 0;
    const std::size_t uses = set.uses.size();
    for (std::size_t use = 0; use < uses; ++use) {
        for (; lot * uses <= use * set.lots.size() && lot < set.lots.size(); ++lot) {
            step(set.lots[lot]);
        }
        step(set.uses[use]);
    }
    for (; lot < set.lots.size(); ++lot) step(set.lots[lot]);
}

struct Run {
    const LedgerSet& set;
    std::filesystem::path dir;
    std::size_t runs;
    TwoThreads threads;
    ForEach both = [this](std::size_t count, const auto& job) { threads(count, job); };

    std::size_t events() const { return set.lots.size() + set.uses.size(); }

    void load(Subject& subject) {
        Samples loading;
        loading.time([&] {
            each_event(set, [&](const auto& row) { subject.put(row); });
            subject.engine().settle(Report::nothing, both);
        });
        emit("load",
             text_of("seconds", loading.total_s()) + ", " +
                 text_of("events_per_s", static_cast<double>(events()) / loading.total_s()));
    }

    void discharge(const Subject& subject, const char* phase) {
        const Sums sums = subject.sums(both, true);
        for (const bool is_kept : {false, true}) {
            Samples times;
            for (std::size_t i = 0; i < runs; ++i) {
                times.time([&] {
                    if (is_kept) {
                        SALDO_CHECK(!subject.matches(both).empty());
                    } else {
                        SALDO_CHECK(subject.sums(both, false).checksum() == sums.checksum());
                    }
                });
            }
            emit(phase, text_of("seconds", times.percentile_ms(0.5) / 1e3) + ", " +
                            text_of("min", times.percentile_ms(0) / 1e3) + ", " +
                            text_of("max", times.percentile_ms(1) / 1e3) + ", \"threads\": 2, " +
                            (is_kept ? "\"rows_kept\": true, " : "\"rows_kept\": false, ") +
                            text_of(sums));
        }
    }

    void compare_with_plain_fold(const Subject& subject) {
        Samples plain;
        Sums sums;
        plain.time([&] { sums = subject.plain_sums(); });
        SALDO_CHECK(sums.checksum() == subject.sums(both, true).checksum());
        SALDO_CHECK(sums.pairs == subject.sums(both, true).pairs);
        emit("plain_fold", text_of("seconds", plain.total_s()) +
                               ", \"threads\": 1, \"is_equal\": true, " + text_of(sums));
    }

    /// Each late import in a commit of its own, then the engine; `known` is what the engine
    /// alone takes of a processor: the machine is shared, and the clock counts others too.
    void late(Subject& subject, const std::vector<SetLot>& lots, Report report, const char* phase) {
        const test::TempFolder folder{dir};
        BenchLog log{folder / "log", lots.size() * 8192};
        Samples durable;
        Samples known;
        std::size_t changed = 0;
        for (const SetLot& lot : lots) {
            durable.time([&] {
                log.add(lot);
                log.commit();
                const std::int64_t began = cpu_ns();
                subject.put(lot);
                for (const PoolChange& change : subject.engine().settle(report)) {
                    changed += change.after.entries.size();
                }
                known.add_ns(cpu_ns() - began);
            });
        }
        const std::string what =
            report == Report::nothing
                ? std::string{"\"difference\": false, "}
                : "\"difference\": true, \"changed_uses\": " + std::to_string(changed) + ", ";
        emit(phase, what + quantiles_of(durable) + ", " +
                        text_of("engine_cpu_p50_ms", known.percentile_ms(0.5)) + ", " +
                        text_of("engine_cpu_p99_ms", known.percentile_ms(0.99)) + ", " +
                        text_of("engine_cpu_max_ms", known.percentile_ms(1)) + ", " +
                        text_of(subject.sums(both, true)));
    }

    /// The late imports once more under other numbers, on their own parts or on the one with the
    /// most uses.
    std::vector<SetLot> late_again(std::uint32_t round, bool is_on_hottest) const {
        std::vector<std::uint32_t> uses;
        for (const SetUse& use : set.uses) {
            if (use.part >= uses.size()) uses.resize(use.part + 1);
            ++uses[use.part];
        }
        const auto hottest =
            static_cast<std::uint32_t>(std::ranges::max_element(uses) - uses.begin());
        std::vector<SetLot> lots = set.late;
        for (SetLot& lot : lots) {
            lot.lot += round * static_cast<std::uint32_t>(lots.size());
            if (is_on_hottest) lot.part = hottest;
        }
        return lots;
    }

    /// Everything into segments, and from them again.
    void restart(Subject& subject) {
        const test::TempFolder folder{dir};
        const store::EnvOptions options{.map_bytes = 4ULL << 30};
        const hub::SegmentMark mark{.position = events()};
        const Sums sums = subject.sums(both, true);
        Samples saving;
        saving.time([&] {
            auto segments = hub::SegmentStore::open(folder / "segments", options).value();
            SALDO_CHECK(segments.save(subject.engine(), mark).has_value());
        });
        Samples opening;
        Subject again;
        opening.time([&] {
            auto segments = hub::SegmentStore::open(folder / "segments", options).value();
            SALDO_CHECK(segments.load(again.engine(), both).value() == mark);
        });
        again.name_uses_as(subject);
        SALDO_CHECK(again.sums(both, true).pairs == sums.pairs);
        emit("restart",
             text_of("seconds", opening.total_s()) + ", " +
                 text_of("save_seconds", saving.total_s()) +
                 ", \"events\": " + std::to_string(events()) + ", " +
                 text_of("file_bytes_per_event", static_cast<double>(std::filesystem::file_size(
                                                     folder / "segments" / "data.mdb")) /
                                                     static_cast<double>(events())) +
                 ", " + text_of(again.sums(both, true)));
    }

    void ingest(Report report) {
        const test::TempFolder folder{dir};
        BenchLog log{folder / "log", events() * 48};
        Subject subject;
        Samples commits;
        Samples settles;
        std::size_t in_batch = 0;
        const auto end_batch = [&] {
            commits.time([&] { log.commit(); });
            settles.time([&] { subject.engine().settle(report, both); });
            in_batch = 0;
        };
        Samples all;
        const double heap_before = heap_bytes();
        all.time([&] {
            each_event(set, [&](const auto& row) {
                log.add(row);
                subject.put(row);
                if (++in_batch == batch_events) end_batch();
            });
            if (in_batch > 0) end_batch();
        });
        emit("ingest", std::string{report == Report::nothing ? "\"difference\": false, "
                                                             : "\"difference\": true, "} +
                           text_of("events_per_s", static_cast<double>(events()) / all.total_s()) +
                           ", " + text_of("seconds", all.total_s()) + ", " +
                           text_of("commit_p50_ms", commits.percentile_ms(0.5)) + ", " +
                           text_of("commit_p99_ms", commits.percentile_ms(0.99)) + ", " +
                           text_of("settle_p50_ms", settles.percentile_ms(0.5)) + ", " +
                           text_of("settle_p99_ms", settles.percentile_ms(0.99)) + ", " +
                           text_of("heap_bytes_per_event",
                                   (heap_bytes() - heap_before) / static_cast<double>(events())) +
                           ", " + text_of(subject.sums(both, true)));
    }
};

/// A million pools of one lot and four uses.
void small_pools() {
    const double before = heap_bytes();
    constexpr std::uint32_t pools = 1'000'000;
    Subject subject;
    std::uint32_t use = 0;
    std::uint32_t in_batch = 0;
    const auto settle = [&] {
        if (++in_batch % batch_events == 0) subject.engine().settle(Report::nothing);
    };
    for (std::uint32_t round = 0; round < 5; ++round) {
        for (std::uint32_t pool = 0; pool < pools; ++pool) {
            const auto day = static_cast<std::int32_t>(round * 100 + pool / 20 % 50);
            if (round == 0) {
                subject.put(SetLot{pool + 1, pool, day, 1'000, day + 500});
            } else {
                subject.put(SetUse{++use, pool, day, 100, 0});
            }
            settle();
        }
    }
    subject.engine().settle(Report::nothing);
    emit("memory", "\"events_per_pool\": 5, " +
                       text_of("heap_bytes_per_event", (heap_bytes() - before) / (pools * 5.0)));
}

}  // namespace

int main(int argc, char** argv) {
    const std::string dir =
        text_option(argc, argv, "dir", std::filesystem::temp_directory_path().string());
    const std::string data = text_option(argc, argv, "data", "");
    if (data.empty()) {
        std::fprintf(stderr, "saldo_bench_ledger: --data SET is missing\n");
        return 2;
    }
    const bool all = has_flag(argc, argv, "--all");
    const LedgerSet set = read_ledger_set(data);
    print_machine(dir);
    print_rate("physical: 4 KiB write + fdatasync", 200, raw_fdatasync(dir, 200));
    print_rate("LMDB alone: one value of 64 bytes a commit", 200, raw_lmdb_append(dir, 64, 1, 200));
    Run run{.set = set, .dir = dir, .runs = number_option(argc, argv, "runs", 5)};
    {
        Subject subject;
        run.load(subject);
        run.discharge(subject, "discharge");
        if (all || has_flag(argc, argv, "--oracle")) run.compare_with_plain_fold(subject);
        if (all || has_flag(argc, argv, "--late")) {
            run.late(subject, set.late, Report::nothing, "late");
        }
        if (all || has_flag(argc, argv, "--hottest")) {
            run.late(subject, run.late_again(1, false), Report::difference, "late_difference");
            run.late(subject, run.late_again(2, true), Report::nothing, "late_hottest");
            auto some = run.late_again(3, true);
            some.resize(std::min<std::size_t>(some.size(), 100));  // each has as many rows as uses
            run.late(subject, some, Report::difference, "late_hottest_difference");
            run.compare_with_plain_fold(subject);
        }
    }
    if (all || has_flag(argc, argv, "--restart")) {
        Subject subject;
        run.load(subject);
        run.restart(subject);
    }
    if (all || has_flag(argc, argv, "--ingest")) {
        run.ingest(Report::nothing);
        run.ingest(Report::difference);
    }
    if (all || has_flag(argc, argv, "--memory")) small_pools();
    return 0;
}
