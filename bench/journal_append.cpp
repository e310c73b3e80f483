// How fast the agent's journal accepts records, beside what this disk and LMDB could do at most.
//
//   saldo_bench_journal [--dir DIR] [--commits N] [--seconds S]

#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "agent/journal/journal_writer.hpp"
#include "agent/journal/lmdb_journal.hpp"
#include "bench/measure.hpp"
#include "common/base/check.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::agent;

namespace {

/// What a movement takes in the journal, on average (sync.md section 8).
constexpr std::size_t record_bytes = 229;

std::unique_ptr<LmdbJournal> open_journal(const std::filesystem::path& folder) {
    const JournalLimits limits{.map_bytes = 4ULL << 30, .preextend_bytes = 512U << 20};
    return LmdbJournal::open(folder, {.agent = "bench", .rfc = "BEN010101AAA", .plant = "P01"},
                             limits, {})
        .value();
}

Pending record_of(std::uint64_t number, bool has_event) {
    Pending record;
    record.body.assign(record_bytes - sync::record_head_bytes, std::byte{0x5A});
    if (has_event) {
        // As devices number their events: in a row, so that the index grows at its end.
        char id[32];
        std::snprintf(id, sizeof(id), "GNA-TIJ1-%012llu", static_cast<unsigned long long>(number));
        record.event = EventKey{.event_id = id, .line = sha256(record.body)};
    }
    return record;
}

void append_in_groups(const std::filesystem::path& dir, std::size_t group, std::size_t commits,
                      bool has_events) {
    const test::TempFolder folder{dir};
    const auto journal = open_journal(folder.path());
    bench::Samples samples;
    std::uint64_t next = 0;
    for (std::size_t n = 0; n < commits; ++n) {
        std::vector<Pending> records;
        for (std::size_t i = 0; i < group; ++i) records.push_back(record_of(next++, has_events));
        samples.time([&] { SALDO_CHECK(journal->append(records, nullptr).has_value()); });
    }
    bench::print_rate("journal, groups of " + std::to_string(group) +
                          (has_events ? ", with event ids" : ", without event ids"),
                      group * commits, samples);
}

/// Connections that each send a scan every `pause` (zero: as soon as the last was answered), and
/// wait for its answer: what an operator waits for the beep.
void serve_connections(const std::filesystem::path& dir, int connections,
                       std::chrono::milliseconds pause, std::chrono::seconds length) {
    const test::TempFolder folder{dir};
    const auto journal = open_journal(folder.path());
    std::mutex mutex;
    bench::Samples samples;
    const std::int64_t began = bench::Samples::now_ns();
    {
        JournalWriter writer{*journal, {}, {}};
        std::atomic<std::uint64_t> next = 0;
        std::vector<std::thread> threads;
        const auto ends = std::chrono::steady_clock::now() + length;
        for (int t = 0; t < connections; ++t) {
            threads.emplace_back([&, t] {
                std::this_thread::sleep_for(pause * t / connections);
                for (auto at = std::chrono::steady_clock::now(); at < ends; at += pause) {
                    std::this_thread::sleep_until(at);
                    if (pause.count() == 0) at = std::chrono::steady_clock::now();
                    std::atomic<bool> is_answered = false;
                    const std::int64_t asked = bench::Samples::now_ns();
                    const auto done = [&](const Result<Appended>& result) {
                        SALDO_CHECK(result.has_value());
                        is_answered = true;
                        is_answered.notify_one();
                    };
                    SALDO_CHECK(writer.submit(record_of(next++, true), done).has_value());
                    is_answered.wait(false);
                    const std::int64_t waited = bench::Samples::now_ns() - asked;
                    const std::lock_guard lock{mutex};
                    samples.add_ns(waited);
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
    }
    const double seconds = static_cast<double>(bench::Samples::now_ns() - began) / 1e9;
    std::printf("%d connections, a scan each %lld ms: %25.0f/s  p50 %8.3f ms  p99 %8.3f ms\n",
                connections, static_cast<long long>(pause.count()),
                static_cast<double>(samples.count()) / seconds, samples.percentile_ms(0.5),
                samples.percentile_ms(0.99));
}

void verify_all(const std::filesystem::path& dir, std::uint64_t records) {
    const test::TempFolder folder{dir};
    const auto journal = open_journal(folder.path());
    for (std::uint64_t next = 0; next < records;) {
        std::vector<Pending> group;
        for (; group.size() < 10'000 && next < records; ++next) {
            group.push_back(record_of(next, true));
        }
        SALDO_CHECK(journal->append(group, nullptr).has_value());
    }
    bench::Samples samples;
    samples.time([&] { SALDO_CHECK(!journal->verify()->first_fault); });
    bench::print_rate("verify of " + std::to_string(records) + " records", records, samples);
    bench::Samples reading;
    std::uint64_t at = 0;
    while (at <= records) {
        reading.time([&] { at += journal->read(1, at, {})->count; });
    }
    bench::print_rate("read for sending, runs of up to 64 KiB", records, reading);
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path dir =
        bench::text_option(argc, argv, "dir", std::filesystem::temp_directory_path().string());
    const std::size_t commits = bench::number_option(argc, argv, "commits", 1000);
    const std::chrono::seconds length{bench::number_option(argc, argv, "seconds", 10)};
    bench::print_machine(dir);
    std::printf("records of %zu bytes, file extended beforehand, %zu commits each\n\n",
                record_bytes, commits);

    bench::print_rate("physical: 4 KiB write + fdatasync", commits,
                      bench::raw_fdatasync(dir, commits));
    for (const std::size_t group : {1U, 100U, 1000U}) {
        bench::print_rate("LMDB alone, groups of " + std::to_string(group), group * commits,
                          bench::raw_lmdb_append(dir, record_bytes + 36, group, commits));
        append_in_groups(dir, group, commits, false);
        append_in_groups(dir, group, commits, true);
    }
    std::printf("\n");
    serve_connections(dir, 20, std::chrono::milliseconds{100}, length);
    bench::print_rate("physical again: 4 KiB write + fdatasync", commits,
                      bench::raw_fdatasync(dir, commits));
    serve_connections(dir, 20, std::chrono::milliseconds{0}, length);
    std::printf("\n");
    verify_all(dir, 1'000'000);
    return 0;
}
