#include "common/sync/clock_estimate.hpp"

#include <cstdlib>
#include <vector>

#include "tests/support/catch.hpp"

namespace saldo::sync {
namespace {

constexpr std::int64_t ms_ns = 1'000'000;
constexpr std::int64_t day_ms = 86'400'000;
constexpr UtcTime hub_began{1'770'000'000'000};

SteadyTime at_ms(std::int64_t ms) { return {ms * ms_ns}; }

/// Two clocks as they are: the hub's is right, ours is `ahead_ms` before it.
struct World {
    std::int64_t ahead_ms = 0;
    UtcTime hub(std::int64_t ms) const { return {hub_began.ms + ms}; }
    UtcTime device(std::int64_t ms) const { return {hub_began.ms + ms + ahead_ms}; }
    /// A round trip; the hub wrote its receipt `there_ms` after we sent.
    ClockSample trip(std::int64_t sent_ms, std::int64_t there_ms, std::int64_t back_ms) const {
        return {.sent = at_ms(sent_ms),
                .received = at_ms(sent_ms + there_ms + back_ms),
                .hub = hub(sent_ms + there_ms)};
    }
};

}  // namespace

TEST_CASE("the offset is known within half the round trip, however it is shared out",
          "[sync][clock]") {
    const std::int64_t ahead_ms =
        GENERATE(0, 7, -7, 300'000, -300'000, 365 * day_ms, -20'000 * day_ms);
    const World world{ahead_ms};
    for (std::int64_t there_ms = 0; there_ms <= 100; there_ms += 20) {
        ClockEstimate estimate;
        CHECK_FALSE(estimate.at(at_ms(0), world.device(0)));
        estimate.take(world.trip(1'000, there_ms, 100 - there_ms));
        const auto got = estimate.at(at_ms(1'100), world.device(1'100));
        REQUIRE(got);
        CHECK(got->uncertainty_ms == 51);
        CHECK(std::abs(got->offset_ms - ahead_ms) <= got->uncertainty_ms);
    }
}

TEST_CASE("a better round trip replaces a worse one, and a worse one a better that grew old",
          "[sync][clock]") {
    const World world{5'000};
    ClockEstimate estimate;
    const auto doubt_ms = [&](std::int64_t ms) {
        return estimate.at(at_ms(ms), world.device(ms))->uncertainty_ms;
    };
    estimate.take(world.trip(0, 400, 400));
    CHECK(doubt_ms(800) == 401);
    estimate.take(world.trip(1'000, 10, 10));
    CHECK(doubt_ms(1'020) == 11);
    estimate.take(world.trip(2'000, 400, 400));  // worse than what is known
    CHECK(doubt_ms(2'800) == 11);
    // 50 ppm: 4.3 s a day. The bad round trip is the better one then.
    CHECK(doubt_ms(1'010 + day_ms) == 10 + 4'320 + 1);
    estimate.take(world.trip(day_ms, 400, 400));
    CHECK(doubt_ms(day_ms + 800) == 401);
}

TEST_CASE("a step of the device's clock is its offset at once, without a receipt",
          "[sync][clock]") {
    World world{0};
    ClockEstimate estimate;
    estimate.take(world.trip(0, 5, 5));
    CHECK_FALSE(is_clock_wrong(*estimate.at(at_ms(1'000), world.device(1'000))));
    world.ahead_ms = 130'000;
    const auto got = estimate.at(at_ms(1'000), world.device(1'000));
    CHECK(got->offset_ms == 130'000);
    CHECK(is_clock_wrong(*got));
}

TEST_CASE("a hub whose clock was set is believed at the next receipt", "[sync][clock]") {
    const World world{0};
    ClockEstimate estimate;
    estimate.take(world.trip(0, 5, 5));
    ClockSample later = world.trip(1'000, 200, 200);  // worse, but it contradicts
    later.hub.ms += 3'600'000;
    estimate.take(later);
    CHECK(estimate.at(at_ms(1'400), world.device(1'400))->offset_ms == -3'600'000);
}

TEST_CASE("a clock is wrong past 120 s, and doubt speaks for it", "[sync][clock]") {
    CHECK_FALSE(is_clock_wrong({.offset_ms = 120'000, .uncertainty_ms = 0}));
    CHECK(is_clock_wrong({.offset_ms = 120'001, .uncertainty_ms = 0}));
    CHECK(is_clock_wrong({.offset_ms = -120'001, .uncertainty_ms = 0}));
    CHECK_FALSE(is_clock_wrong({.offset_ms = 130'000, .uncertainty_ms = 10'000}));
    CHECK(is_clock_wrong({.offset_ms = -130'000, .uncertainty_ms = 9'999}));
}

TEST_CASE("what does not fit a record says the most that does", "[sync][clock]") {
    CHECK(told_offset_ms({.offset_ms = 365 * day_ms}) == INT32_MAX);
    CHECK(told_offset_ms({.offset_ms = -365 * day_ms}) == INT32_MIN);
    CHECK(told_offset_ms({.offset_ms = -5}) == -5);
    CHECK(told_uncertainty_ms({.uncertainty_ms = INT64_MAX}) == uncertainty_unknown - 1);
}

TEST_CASE("a step of the wall clock is noticed at once, with its size", "[sync][clock]") {
    const std::int64_t step_ms = GENERATE(1'001, -1'001, 3'600'000, -20'000 * day_ms);
    ClockWatch watch;
    std::int64_t ahead_ms = 0;
    for (std::int64_t ms = 0; ms < 60'000; ms += 500) {
        const bool is_now = ms == 30'000;
        if (is_now) ahead_ms += step_ms;
        const auto back = watch.look(at_ms(ms), {hub_began.ms + ms + ahead_ms});
        REQUIRE(back.has_value() == is_now);
        if (back) CHECK(std::abs(*back + step_ms) <= 1);
    }
}

TEST_CASE("a clock that is slewed, or read a moment late, did not step", "[sync][clock]") {
    const std::int64_t ppm = GENERATE(0, 500, -500);
    ClockWatch watch;
    for (std::int64_t ms = 0; ms < 30 * day_ms; ms += 1'000) {
        const std::int64_t late_ms = ms / 1'000 * 7919 % 20;  // 0 to 19
        const std::int64_t slewed_ms = ms / 1'000 * ppm / 1'000;
        REQUIRE_FALSE(watch.look(at_ms(ms), {hub_began.ms + ms + slewed_ms - late_ms}));
    }
}

TEST_CASE("a clock that stands still is told of at once, and then ever more seldom",
          "[sync][clock]") {
    ClockWatch watch;
    std::vector<std::int64_t> told_ms;
    for (std::int64_t ms = 0; ms < 2 * day_ms; ms += 500) {
        if (watch.look(at_ms(ms), hub_began)) told_ms.push_back(ms);
    }
    REQUIRE(told_ms.size() > 10);
    CHECK(told_ms.front() <= 2'000);
    CHECK(told_ms.size() < 60);  // an hour apart in the end
    // Once it is well again for long enough, the next step is told at once, and one soon after it.
    std::int64_t ms = 3 * day_ms;
    CHECK(watch.look(at_ms(ms), hub_began));
    for (const std::int64_t end = ms + 3 * 3'600'000; ms < end; ms += 500) {
        REQUIRE_FALSE(watch.look(at_ms(ms), {hub_began.ms + ms - 3 * day_ms}));
    }
    CHECK(watch.look(at_ms(ms), {hub_began.ms}));
    CHECK_FALSE(watch.look(at_ms(ms + 1'000), {hub_began.ms + 500'000}));
    CHECK(watch.look(at_ms(ms + 61'000), {hub_began.ms + 560'000}));
}

}  // namespace saldo::sync
