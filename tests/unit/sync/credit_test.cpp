#include "common/sync/credit.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "common/sync/backoff.hpp"
#include "tests/support/catch.hpp"

namespace saldo::sync {

TEST_CASE("the sum of all windows never passes its limit", "[sync][credit]") {
    Limits limits;
    limits.windows_sum_max = 20;
    Credit credit{limits};
    const SteadyTime now{};
    std::uint32_t given = 0;
    for (int i = 0; i < 17; ++i) given += credit.welcome("a" + std::to_string(100 + i), now);
    CHECK(given == 20);  // two each of the first half, then one each
    CHECK(credit.sum() == 20);
    CHECK(credit.waiting() == 2);
    CHECK(credit.window_of("a104") == 2);
    CHECK(credit.window_of("a105") == 1);
    CHECK(credit.serve(now).empty());

    credit.release("a105");
    CHECK(credit.serve(now) == std::vector<std::string>{"a115"});
    CHECK(credit.sum() == 20);

    SECTION("who waits keeps its turn when it asks again") {
        CHECK(credit.welcome("a116", now) == 0);
        CHECK(credit.waiting() == 1);
    }
    SECTION("who has more than one gives way first, and to no more than wait") {
        CHECK(credit.reclaim(now) == std::vector<std::string>{"a100"});
        CHECK(credit.window_of("a100") == 1);
        CHECK(credit.serve(now) == std::vector<std::string>{"a116"});
        CHECK(credit.reclaim(SteadyTime{1}).empty());
    }
    SECTION("then the silent") {
        for (int i = 0; i < 6; ++i) (void)credit.welcome("b" + std::to_string(i), now);
        const std::vector<std::string> shrunk{"a100", "a101", "a102", "a103", "a104"};
        CHECK(credit.reclaim(now) == shrunk);
        CHECK(credit.serve(now).size() == 5);
        CHECK(credit.reclaim(now).empty());  // nobody is silent yet
        CHECK(credit.reclaim(SteadyTime{1}).size() == 2);
        CHECK(credit.serve(now).size() == 2);
        CHECK(credit.waiting() == 0);
    }
}

TEST_CASE("nobody starves beside agents that never rest", "[sync][credit]") {
    Limits limits;
    limits.windows_sum_max = 8;
    Credit credit{limits};
    const SteadyTime now{};
    std::map<std::string, int> rounds;
    for (int i = 0; i < 30; ++i) (void)credit.welcome("a" + std::to_string(i), now);
    for (int turn = 0; turn < 600; ++turn) {
        (void)credit.serve(now);
        for (int i = 0; i < 30; ++i) {
            const std::string agent = "a" + std::to_string(i);
            if (credit.window_of(agent) == 0) continue;
            ++rounds[agent];
            (void)credit.clean_round(agent, now);
        }
        REQUIRE(credit.sum() <= 8);
    }
    REQUIRE(rounds.size() == 30);
    const auto [least, most] = std::ranges::minmax(rounds | std::views::values);
    CHECK(least >= 100);
    CHECK(most < 2 * least);  // turn and turn about, some with two batches a turn
}

TEST_CASE("a window grows by clean rounds and is halved under load", "[sync][credit]") {
    Credit credit{Limits{}};
    const SteadyTime now{};
    CHECK(credit.welcome("a", now) == 2);
    for (int i = 0; i < 30; ++i) (void)credit.clean_round("a", now);
    CHECK(credit.window_of("a") == 16);
    CHECK(credit.halved("a") == 8);
    for (int i = 0; i < 10; ++i) (void)credit.halved("a");
    CHECK(credit.window_of("a") == 1);
    CHECK(credit.sum() == 1);
    CHECK(credit.clean_round("stranger", now) == 0);
}

TEST_CASE("waits double up to their limit, spread over half a step", "[sync][backoff]") {
    Backoff backoff{1'000, 300'000};
    std::int64_t step = 1'000;
    for (int i = 0; i < 20; ++i) {
        const std::int64_t wait = backoff.next_ms(static_cast<std::uint64_t>(i) * 7919);
        CHECK(wait >= std::max<std::int64_t>(1'000, step / 2));
        CHECK(wait <= step);
        step = std::min<std::int64_t>(step * 2, 300'000);
    }
    backoff.reset();
    CHECK(backoff.next_ms(UINT64_MAX) == 1'000);
    std::set<std::int64_t> waits;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Backoff fresh{1'000, 300'000};
        for (int i = 0; i < 6; ++i) (void)fresh.next_ms(0);
        waits.insert(fresh.next_ms(seed * 104'729));
    }
    CHECK(waits.size() > 90);  // a crowd does not come back in one moment
}

}  // namespace saldo::sync
