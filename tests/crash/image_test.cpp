#include <algorithm>
#include <fstream>
#include <numeric>
#include <random>

#include <lmdb.h>

#include "common/store/file.hpp"
#include "tests/crash/disk.hpp"
#include "tests/crash/subject.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temp_folder.hpp"

// Power cuts: every call of a real run to the disk is recorded; an image is what the disk may hold
// when the power goes at one of them. Flushed writes are there. Of the others any may be there, in
// any order, torn between sectors of 512 bytes. The disk always keeps its word; the controls are
// stores opened with LMDB's own flags for those who want speed, and must be caught.

using namespace saldo;

namespace {

constexpr std::size_t sector_bytes = 512;

/// How the store was opened while it was recorded.
struct Flags {
    const char* name;
    unsigned lmdb;
};
constexpr Flags as_shipped{"default flags", 0};
constexpr Flags without_meta_sync{"MDB_NOMETASYNC (control)", MDB_NOMETASYNC};
constexpr Flags without_sync{"MDB_NOSYNC (control)", MDB_NOSYNC};

struct Recording {
    Bytes start;
    std::vector<test::DiskCall> calls;
};

Recording record(const test::Subject& subject, const std::filesystem::path& folder,
                 std::uint64_t items, Flags flags) {
    const auto count_to = [](std::uint64_t last) {
        return [last](std::uint64_t n) {
            test::note_acknowledged(n);
            return n < last;
        };
    };
    REQUIRE(subject.work(folder, count_to(10), test::Promise::after_commit) == 0);
    const auto data = folder / subject.env / "data.mdb";
    Recording recording{.start = store::read_file(data, 64U << 20).value()};
    test::record_disk(data);
    test::open_stores_with(flags.lmdb);
    const int worked = subject.work(folder, count_to(items), test::Promise::after_commit);
    test::open_stores_with(0);
    recording.calls = test::stop_recording();
    REQUIRE(worked == 0);
    return recording;
}

void lay(Bytes& image, std::uint64_t offset, ByteView bytes) {
    if (image.size() < offset + bytes.size()) image.resize(offset + bytes.size());
    std::ranges::copy(bytes, image.begin() + static_cast<std::ptrdiff_t>(offset));
}

/// Lays down any part of a write: each sector is there or not.
void lay_torn(Bytes& image, const test::DiskCall& call, std::mt19937_64& random) {
    const std::uint64_t mode = random() % 3;  // nothing, everything, or some sectors
    if (mode == 0) return;
    for (std::size_t at = 0; at < call.bytes.size(); at += sector_bytes) {
        if (mode == 2 && random() % 2 == 0) continue;
        const std::size_t size = std::min(sector_bytes, call.bytes.size() - at);
        lay(image, call.offset + at, ByteView{call.bytes}.subspan(at, size));
    }
}

/// What the disk may hold when the power goes during call number `cut`.
Bytes image_at(const Recording& recording, std::size_t cut, std::mt19937_64& random) {
    Bytes image = recording.start;
    std::vector<const test::DiskCall*> pending;
    for (std::size_t i = 0; i < cut; ++i) {
        const test::DiskCall& call = recording.calls[i];
        if (call.kind == test::DiskCall::Kind::flush) {
            for (const test::DiskCall* written : pending)
                lay(image, written->offset, written->bytes);
            pending.clear();
        } else if (call.is_durable) {
            lay(image, call.offset, call.bytes);
        } else {
            pending.push_back(&call);
        }
    }
    const test::DiskCall& in_flight = recording.calls[cut];
    if (in_flight.kind == test::DiskCall::Kind::write) pending.push_back(&in_flight);
    std::ranges::shuffle(pending, random);
    for (const test::DiskCall* call : pending) lay_torn(image, *call, random);
    return image;
}

struct Tally {
    int lost = 0;
    int unopenable = 0;
    int damaged = 0;
    int crashed = 0;
    int bad() const { return lost + unopenable + damaged + crashed; }
};

Tally cut_power(const test::Subject& subject, Flags flags, std::uint64_t images) {
    const test::TempFolder folder = test::TempFolder::in_memory();
    const Recording recording = record(subject, folder.path(), 150, flags);
    REQUIRE(recording.calls.size() > 100);
    const auto data = folder.path() / subject.env / "data.mdb";
    std::mt19937_64 random{flags.lmdb + 1};
    Tally tally;
    for (std::uint64_t n = 0; n < images; ++n) {
        const std::size_t cut = random() % recording.calls.size();
        const Bytes image = image_at(recording, cut, random);
        std::ofstream out{data, std::ios::binary | std::ios::trunc};
        out.write(reinterpret_cast<const char*>(image.data()),
                  static_cast<std::streamsize>(image.size()));
        out.close();
        REQUIRE(out);
        const int found = test::run_in_child([&] {
            ::alarm(20);
            return subject.check(folder.path(), recording.calls[cut].acknowledged);
        });
        if (found == test::found_lost) ++tally.lost;
        if (found == test::found_unopenable) ++tally.unopenable;
        if (found == test::found_damage || found == test::found_wrong) ++tally.damaged;
        if (found > 100) ++tally.crashed;
    }
    std::printf(
        "%s, power cuts, %s: %llu images of %zu calls, lost %d, unopenable %d, damaged %d, "
        "reader died %d\n",
        subject.name.c_str(), flags.name, static_cast<unsigned long long>(images),
        recording.calls.size(), tally.lost, tally.unopenable, tally.damaged, tally.crashed);
    return tally;
}

}  // namespace

TEST_CASE("no power cut loses what was acknowledged, or leaves a store that does not open",
          "[crash][image]") {
    const std::uint64_t images = test::rounds_from("SALDO_CRASH_IMAGES", 500, 10'000);
    for (const auto& subject : {test::journal_subject(), test::log_subject()}) {
        CHECK(cut_power(subject, as_shipped, images).bad() == 0);
    }
}

TEST_CASE("control: a store that does not wait for its disk is caught", "[crash][image][control]") {
    const std::uint64_t images = test::rounds_from("SALDO_CRASH_IMAGES", 100, 1000);
    for (const auto& subject : {test::journal_subject(), test::log_subject()}) {
        for (const Flags flags : {without_meta_sync, without_sync}) {
            const Tally tally = cut_power(subject, flags, images);
            CHECK(static_cast<std::uint64_t>(tally.bad()) * 5 >= images);  // one in five at least
        }
    }
}
