// How fast a hub's log becomes an export, and what memory it takes: the files of the log alone, the
// same again where all is whole, of one company with what it needs of others, and all of it with
// the book.
//
//   saldo_bench_export [--dir DIR] [--facts N] [--agents N] [--sqlite 1]
//
// RssAnon is the program's own memory; pages of the log that the system keeps mapped are not in it.

#include "hub/export/export.hpp"

#include <cstdio>
#include <fstream>

#include "bench/measure.hpp"
#include "bench/plant_box.hpp"
#include "hub/export/foreign_finder.hpp"
#include "hub/export/log_files.hpp"
#include "hub/export/log_pass.hpp"
#include "hub/hub_store.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;
using bench::PlantBox;
using bench::records_of_batch;

namespace {

constexpr std::uint64_t map_bytes = 64ULL << 30;
constexpr const char* companies[] = {"GNA150301A00", "GNA150301B01"};

std::uint64_t own_memory_kib() {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("RssAnon:")) return std::stoull(line.substr(8));
    }
    return 0;
}

/// The most that was seen of it while something ran.
class Memory {
public:
    void look() { most_ = std::max(most_, own_memory_kib()); }
    double mib() const { return static_cast<double>(most_) / 1024; }

private:
    std::uint64_t most_ = 0;
};

void fill(const std::filesystem::path& folder, std::uint64_t facts, std::uint64_t agents) {
    const SigningKey key = SigningKey::generate();
    std::vector<PlantBox> plants;
    for (std::size_t i = 0; i < agents; ++i) plants.emplace_back(i, key, companies[i % 2]);
    {
        auto hub = HubStore::open(folder, {.map_bytes = map_bytes}).value();
        std::vector<Fact> enrolments;
        for (std::size_t i = 0; i < agents; ++i) {
            enrolments.emplace_back(AgentEnrolment{AgentId{plants[i].name()}, companies[i % 2],
                                                   "P01", key.public_key()});
        }
        for (const char* rfc : companies) {
            enrolments.emplace_back(Plant{.rfc = rfc, .plant = "P01", .registered = true});
        }
        SALDO_CHECK(hub->append(std::move(enrolments), {}).has_value());
    }
    auto log = LmdbLog::open(folder, {.map_bytes = map_bytes}).value();
    for (std::uint64_t end = agents + std::size(companies); end < facts;) {
        std::vector<Bytes> frames;
        std::vector<NewEntry> entries;
        for (PlantBox& plant : plants) frames.push_back(plant.next_batch());
        for (const Bytes& frame : frames) {
            entries.push_back(
                {.kind = EntryKind::frame,
                 .count = records_of_batch,
                 .received = {bench::first_ms + static_cast<std::int64_t>(end / agents) * 1000},
                 .skip = 0,
                 .payload = frame,
                 .stream = {}});
        }
        end = log->append(LogPosition{end}, entries, {}).value().value();
    }
}

ExportScope scope_of(const LogStore& log) {
    return {.hub = "hub-bench",
            .origin = "hub-bench",
            .log_key = {},
            .companies = {},
            .position = log.end().value().value(),
            .as_of = parse_date("2026-01-01").value(),
            .program = "bench"};
}

void write_log_files(const LogStore& log, const std::filesystem::path& to, const char* what) {
    const ExportScope scope = scope_of(log);
    bench::Samples samples;
    Memory memory;
    samples.time([&] {
        auto folder = ExportFolder::open(to, scope).value();
        LogFiles files{folder, scope};
        const auto passed =
            visit_log(log, scope.position, files, [&](auto, auto) { memory.look(); });
        SALDO_CHECK(passed.has_value() && files.finish().has_value());
        SALDO_CHECK(folder.commit().has_value());
    });
    bench::print_rate(what, scope.position, samples);
    std::printf("%-52s %12.1f MiB\n", "  own memory, at most", memory.mib());
}

}  // namespace

int main(int argc, char** argv) {
    const std::string dir = bench::text_option(argc, argv, "dir", "/tmp");
    const auto facts = bench::number_option(argc, argv, "facts", 1'000'000);
    const auto agents = bench::number_option(argc, argv, "agents", 20);
    const bool with_sqlite = bench::number_option(argc, argv, "sqlite", 0) != 0;
    bench::print_machine(dir);
    const test::TempFolder folder{dir};
    fill(folder / "hub", facts, agents);
    {
        const auto log = LmdbLog::open(folder / "hub", {.map_bytes = map_bytes}).value();
        std::printf("%llu facts of %llu agents\n",
                    static_cast<unsigned long long>(log->end().value().value()),
                    static_cast<unsigned long long>(agents));
        write_log_files(*log, folder / "log", "EXPORT, facts and frames");
        write_log_files(*log, folder / "log", "the same again, all of it whole");
        ExportScope one = scope_of(*log);
        one.is_whole = false;
        one.companies = {companies[0]};
        bench::Samples finding;
        Memory memory;
        finding.time([&] {
            SALDO_CHECK(find_foreign(*log, one, [&](auto, auto) { memory.look(); }).has_value());
        });
        bench::print_rate("what one company needs of others, facts read", one.position, finding);
        std::printf("%-52s %12.1f MiB\n", "  own memory, at most", memory.mib());
    }
    std::filesystem::remove_all(folder / "log");
    const auto hub = HubStore::open(folder / "hub", {.map_bytes = map_bytes}).value();
    const std::uint64_t book_kib = own_memory_kib();
    const ExportScope scope = scope_of(hub->log());
    hub->prove();
    const ExportSource source{
        .log = hub->log(), .proofs = *hub->proofs(), .blobs = hub->blobs(), .book = hub->book()};
    bench::Samples all;
    Memory memory;
    const auto look = [&](auto, auto, auto) { memory.look(); };
    Result<ExportScope> written = Error{};
    all.time([&] { written = write_export(source, scope, folder / "all", look); });
    SALDO_CHECK(written.has_value());
    bench::print_rate("EXPORT with answers, the book being there", scope.position, all);
    std::printf("%-52s %12.1f MiB\n", "  own memory, at most, past the book's",
                memory.mib() - static_cast<double>(book_kib) / 1024);
    if (!with_sqlite) return 0;
    bench::Samples one_file;
    one_file.time([&] {
        const auto done = write_export_as_one(source, *written, folder / "all.sqlite", look);
        SALDO_CHECK(done.has_value());
    });
    bench::print_rate("EXPORT as one SQLite file", scope.position, one_file);
    return 0;
}
