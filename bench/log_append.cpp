// How fast the hub's log takes frames and facts, and gives them back, beside what this disk and
// LMDB could do at most.
//
//   saldo_bench_log [--dir DIR] [--commits N]

#include <cstdio>

#include "bench/measure.hpp"
#include "common/base/check.hpp"
#include "hub/log/blob_store.hpp"
#include "hub/log/lmdb_log.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

/// A frame of an agent that is online: 100 records of 229 bytes, a head and a signature.
constexpr std::uint32_t frame_records = 100;
constexpr std::size_t frame_bytes = frame_records * 229 + 212;

std::unique_ptr<LmdbLog> open_log(const std::filesystem::path& folder, std::uint64_t bytes) {
    return LmdbLog::open(folder, {.map_bytes = 4 * bytes + (1ULL << 30), .preextend_bytes = bytes})
        .value();
}

/// Appends `frames` frames a commit, each of its own agent, with their stream heads.
void append_frames(LmdbLog& log, std::size_t frames, std::size_t commits) {
    const Bytes payload(frame_bytes, std::byte{0x5A});
    bench::Samples samples;
    for (std::size_t n = 0; n < commits; ++n) {
        std::vector<NewEntry> entries;
        std::vector<StreamHead> heads;
        for (std::size_t i = 0; i < frames; ++i) {
            entries.push_back(
                {.kind = EntryKind::frame, .count = frame_records, .payload = payload});
            heads.push_back({.agent = AgentId{"agent-" + std::to_string(i)},
                             .epoch = {1, 1},
                             .last_sequence = (n + 1) * frame_records});
        }
        const LogPosition end = log.end().value();
        samples.time([&] { SALDO_CHECK(log.append(end, entries, heads).has_value()); });
    }
    bench::print_rate("log, " + std::to_string(frames) + " frames a commit, records",
                      frames * commits * frame_records, samples);
}

void read_back(const LmdbLog& log) {
    const std::uint64_t facts = log.end()->value();
    std::uint64_t seen = 0;
    bench::Samples reading;
    reading.time([&] {
        const auto read = log.read(LogPosition{0}, [&](const EntryView& entry) {
            seen += entry.count;
            return true;
        });
        SALDO_CHECK(read.has_value() && seen == facts);
    });
    bench::print_rate("read of " + std::to_string(facts) + " records, checksums compared", facts,
                      reading);
    bench::Samples verifying;
    verifying.time([&] { SALDO_CHECK(!log.verify()->first_fault); });
    bench::print_rate("verify, whole chain, records", facts, verifying);
}

void store_blobs(const std::filesystem::path& dir) {
    const test::TempFolder folder{dir};
    auto blobs = BlobStore::open(folder.path()).value();
    constexpr int files = 1000;
    constexpr std::size_t file_bytes = 40'000;
    bench::Samples samples;
    samples.time([&] {
        for (int i = 0; i < files; ++i) {
            std::string text;
            for (int row = 0; text.size() < file_bytes; ++row) {
                text += "551|5000123|" + std::to_string(i * 7919 + row * 31) + "|84733001|PZA|\r\n";
            }
            SALDO_CHECK(blobs.put(as_bytes(text)).has_value());
        }
        SALDO_CHECK(blobs.sync().has_value());
    });
    bench::print_rate("blobs of 40 kB, 1,000 in one sync, bytes", files * file_bytes, samples);
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path dir =
        bench::text_option(argc, argv, "dir", std::filesystem::temp_directory_path().string());
    const std::size_t commits = bench::number_option(argc, argv, "commits", 500);
    bench::print_machine(dir);
    std::printf("frames of %u records, %zu bytes, file extended beforehand, %zu commits each\n\n",
                frame_records, frame_bytes, commits);
    bench::print_rate("physical: 4 KiB write + fdatasync", commits,
                      bench::raw_fdatasync(dir, commits));
    for (const std::size_t frames : {1U, 10U, 50U}) {
        const std::size_t steps = frames == 50 ? commits / 5 : commits;
        bench::print_rate("LMDB alone, " + std::to_string(frames) + " frames a commit, records",
                          frames * steps * frame_records,
                          bench::raw_lmdb_append(dir, frame_bytes + 60, frames, steps));
        const test::TempFolder folder{dir};
        const std::uint64_t bytes = frames * steps * (frame_bytes + 4096) * 5 / 4;
        const auto log = open_log(folder.path(), bytes);
        append_frames(*log, frames, steps);
        if (frames == 10) read_back(*log);
    }
    store_blobs(dir);
    return 0;
}
