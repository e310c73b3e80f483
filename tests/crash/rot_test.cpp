#include "tests/crash/rot.hpp"

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

Tally rot_away(const test::Subject& subject, test::Rot rot, std::uint64_t rounds) {
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
        test::damage(bad, rot, random);
        test::write_over(data, bad);
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
        subject.name.c_str(), test::name_of(rot), static_cast<unsigned long long>(rounds),
        tally.effective, tally.missed, tally.wrong, tally.silent, tally.crashed);
    return tally;
}

void check_all_kinds(const test::Subject& subject) {
    const std::uint64_t flips = test::rounds_from("SALDO_ROT_ROUNDS", 200, 10'000);
    for (const test::Rot rot :
         {test::Rot::flip, test::Rot::zero, test::Rot::swap, test::Rot::cut}) {
        const Tally tally = rot_away(subject, rot, rot == test::Rot::flip ? flips : flips / 4);
        CHECK(tally.missed == 0);
        CHECK(tally.wrong == 0);
        CHECK(tally.effective + tally.crashed > 0);
        // The control: without our checks these would have been read as if they were right.
        if (rot == test::Rot::flip) CHECK(tally.silent > 0);
    }
}

}  // namespace

TEST_CASE("rot in a journal is named, never served", "[crash][rot]") {
    check_all_kinds(test::journal_subject());
}

TEST_CASE("rot in a hub log is named, never served", "[crash][rot]") {
    check_all_kinds(test::log_subject());
}
