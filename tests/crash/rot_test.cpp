#include <fstream>
#include <random>

#include "common/store/file.hpp"
#include "tests/crash/subject.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temp_folder.hpp"

// Silent corruption: bits flipped, pages zeroed and swapped, the end cut off. What changed anything
// that can be read must be found, and a wrong item is never served. LMDB itself reports next to
// none.

using namespace saldo;

namespace {

constexpr std::size_t page_bytes = 4096;
/// LMDB keeps two head pages, each naming the roots of one of the last two commits. Damage there
/// can amount to the store of one commit ago, whole and right: only a receipt or a copy tells that.
constexpr std::size_t head_bytes = 2 * page_bytes;

enum class Rot { flip, zero, swap, cut };
constexpr const char* rot_names[] = {"bit flipped", "page zeroed", "pages swapped", "end cut off"};

void damage(Bytes& file, Rot rot, std::mt19937_64& random) {
    const std::size_t pages = file.size() / page_bytes;
    const auto a_page = [&] { return (2 + random() % (pages - 2)) * page_bytes; };
    switch (rot) {
        case Rot::flip: {
            const std::size_t at = head_bytes + random() % (file.size() - head_bytes);
            file[at] ^= static_cast<std::byte>(1U << (random() % 8));
            return;
        }
        case Rot::zero: {
            const std::size_t at = a_page();
            std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at), page_bytes, std::byte{});
            return;
        }
        case Rot::swap: {
            const auto one = file.begin() + static_cast<std::ptrdiff_t>(a_page());
            const auto other = file.begin() + static_cast<std::ptrdiff_t>(a_page());
            if (one != other) std::swap_ranges(one, one + page_bytes, other);
            return;
        }
        case Rot::cut: file.resize(a_page()); return;
    }
}

/// What a child found: bit 0, the raw contents differ (or LMDB could not give them); bit 1, our
/// checks say so; bit 2, LMDB gave all rows and reported nothing; bit 3, a wrong item was served.
int look(const test::Subject& subject, const std::filesystem::path& folder, const Digest& right,
         std::uint64_t items) {
    ::alarm(20);  // damage may also make LMDB go round in a circle
    const auto contents = test::raw_contents(subject, folder);
    const int found = subject.check(folder, items);
    int answer = 0;
    if (!contents || *contents != right) answer |= 1;
    if (found != 0) answer |= 2;
    if (contents) answer |= 4;
    if (found == test::found_wrong) answer |= 8;
    return answer;
}

struct Tally {
    int effective = 0;
    int missed = 0;
    int silent = 0;   // effective, and LMDB gave every row without an error
    int crashed = 0;  // the child died of it: why suspect files are opened in a child
    int wrong = 0;
};

Tally rot_away(const test::Subject& subject, Rot rot, std::uint64_t rounds) {
    const test::TempFolder folder = test::TempFolder::in_memory();
    constexpr std::uint64_t items = 1000;
    REQUIRE(subject.work(
                folder.path(), [](std::uint64_t n) { return n < items; },
                test::Promise::after_commit) == 0);
    const auto data = folder.path() / subject.env / "data.mdb";
    const Bytes good = store::read_file(data, 64U << 20).value();
    const Digest right = test::raw_contents(subject, folder.path()).value();
    REQUIRE(subject.check(folder.path(), items) == 0);

    std::mt19937_64 random{static_cast<std::uint64_t>(rot) + 1};
    Tally tally;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        Bytes bad = good;
        damage(bad, rot, random);
        {
            std::ofstream out{data, std::ios::binary | std::ios::trunc};
            out.write(reinterpret_cast<const char*>(bad.data()),
                      static_cast<std::streamsize>(bad.size()));
            REQUIRE(out.flush());
        }
        const int answer =
            test::run_in_child([&] { return look(subject, folder.path(), right, items); });
        if (answer > 15) {
            ++tally.crashed;
            continue;
        }
        if ((answer & 1) != 0) ++tally.effective;
        if ((answer & 3) == 1) ++tally.missed;
        if ((answer & 5) == 5) ++tally.silent;
        if ((answer & 8) != 0) ++tally.wrong;
    }
    std::printf(
        "%s, %s: %llu rounds, %d effective, %d missed, %d served wrong; LMDB was silent of "
        "%d, the child died in %d\n",
        subject.name.c_str(), rot_names[static_cast<int>(rot)],
        static_cast<unsigned long long>(rounds), tally.effective, tally.missed, tally.wrong,
        tally.silent, tally.crashed);
    return tally;
}

void check_all_kinds(const test::Subject& subject) {
    const std::uint64_t flips = test::rounds_from("SALDO_ROT_ROUNDS", 200, 10'000);
    for (const Rot rot : {Rot::flip, Rot::zero, Rot::swap, Rot::cut}) {
        const Tally tally = rot_away(subject, rot, rot == Rot::flip ? flips : flips / 4);
        CHECK(tally.missed == 0);
        CHECK(tally.wrong == 0);
        CHECK(tally.effective + tally.crashed > 0);
        // The control: without our checks these would have been read as if they were right.
        if (rot == Rot::flip) CHECK(tally.silent > 0);
    }
}

}  // namespace

TEST_CASE("rot in a journal is named, never served", "[crash][rot]") {
    check_all_kinds(test::journal_subject());
}

TEST_CASE("rot in a hub log is named, never served", "[crash][rot]") {
    check_all_kinds(test::log_subject());
}
