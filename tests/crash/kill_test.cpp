#include <algorithm>
#include <csignal>
#include <random>

#include "tests/crash/subject.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temp_folder.hpp"

// kill -9 at a random moment, again and again on the same store: what was acknowledged is there.
// A kill keeps the page cache: power cuts are the business of image_test.cpp.

using namespace saldo;

namespace {

/// Lets a child work until it acknowledged `count` more and `delay` passed, kills it, and gives the
/// last number that it acknowledged (0 for none).
std::uint64_t work_and_kill(const test::Subject& subject, const std::filesystem::path& folder,
                            test::Promise promise, int count, useconds_t delay_us) {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::close(ends[0]);
        const auto tell = [&](std::uint64_t number) {
            return ::write(ends[1], &number, sizeof(number)) == sizeof(number);
        };
        ::_exit(subject.work(folder, tell, promise));
    }
    ::close(ends[1]);
    std::uint64_t last = 0;
    std::uint64_t number = 0;
    int seen = 0;
    while (::read(ends[0], &number, sizeof(number)) == sizeof(number)) {
        last = std::max(last, number);
        if (++seen != count) continue;
        if (delay_us > 0) ::usleep(delay_us);
        ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    return last;
}

struct Tally {
    std::uint64_t acknowledged = 0;
    int lost = 0;
    int damaged = 0;
};

Tally kill_again_and_again(const test::Subject& subject, test::Promise promise,
                           std::uint64_t rounds) {
    const test::TempFolder folder;
    std::mt19937_64 random{promise == test::Promise::after_commit ? 1U : 2U};
    Tally tally;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        const int count = static_cast<int>(random() % 30) + 1;
        const auto delay_us = static_cast<useconds_t>(random() % 3 == 0 ? random() % 2000 : 0);
        const std::uint64_t last = work_and_kill(subject, folder.path(), promise, count, delay_us);
        const int found = test::run_in_child([&] { return subject.check(folder.path(), last); });
        if (found == test::found_lost) ++tally.lost;
        if (found != 0 && found != test::found_lost) ++tally.damaged;
        tally.acknowledged = std::max(tally.acknowledged, last);
    }
    std::printf("%s, kill -9: %llu rounds, %llu acknowledged, lost in %d, damaged in %d%s\n",
                subject.name.c_str(), static_cast<unsigned long long>(rounds),
                static_cast<unsigned long long>(tally.acknowledged), tally.lost, tally.damaged,
                promise == test::Promise::before_commit ? " (control: acknowledges first)" : "");
    return tally;
}

}  // namespace

TEST_CASE("a journal killed at any moment has all that it acknowledged", "[crash][kill]") {
    const std::uint64_t rounds = test::rounds_from("SALDO_CRASH_ROUNDS", 50, 1000);
    for (const auto& subject : {test::journal_subject(), test::journal_writer_subject()}) {
        const Tally tally = kill_again_and_again(subject, test::Promise::after_commit, rounds);
        CHECK(tally.lost == 0);
        CHECK(tally.damaged == 0);
        CHECK(tally.acknowledged >= rounds);
    }
}

TEST_CASE("a hub log killed at any moment has all that it acknowledged", "[crash][kill]") {
    const std::uint64_t rounds = test::rounds_from("SALDO_CRASH_ROUNDS", 50, 1000);
    const Tally tally =
        kill_again_and_again(test::log_subject(), test::Promise::after_commit, rounds);
    CHECK(tally.lost == 0);
    CHECK(tally.damaged == 0);
    CHECK(tally.acknowledged >= rounds);
}

TEST_CASE("control: whoever acknowledges before the commit is caught", "[crash][kill][control]") {
    for (const auto& subject :
         {test::journal_subject(), test::journal_writer_subject(), test::log_subject()}) {
        const Tally tally = kill_again_and_again(subject, test::Promise::before_commit, 20);
        CHECK(tally.lost >= 1);
        CHECK(tally.damaged == 0);
    }
}
