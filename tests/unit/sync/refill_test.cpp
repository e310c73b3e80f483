#include "common/sync/refill.hpp"

#include "tests/support/catch.hpp"

namespace saldo::sync {

TEST_CASE("neighbours are asked for together, within a limit", "[sync][refill]") {
    struct Case {
        std::vector<std::uint64_t> sequences;
        std::vector<SequenceRun> runs;
    };
    const auto c = GENERATE(values<Case>({
        {{}, {}},
        {{7}, {{7, 1}}},
        {{7, 8, 9}, {{7, 3}}},
        {{7, 9, 10}, {{7, 1}, {9, 2}}},
        {{1, 2, 3, 4, 5}, {{1, 3}, {4, 2}}},
    }));
    CHECK(runs_of(c.sequences, 3) == c.runs);
}

TEST_CASE("a request for nothing, for too much or past the last sequence is none",
          "[sync][refill]") {
    CHECK(is_sound({.first = 0, .count = 1}));
    CHECK(is_sound({.first = 0, .count = refill_records_max}));
    CHECK_FALSE(is_sound({.first = 0, .count = 0}));
    CHECK_FALSE(is_sound({.first = 0, .count = refill_records_max + 1}));
    CHECK_FALSE(is_sound({.first = UINT64_MAX, .count = 1}));
}

TEST_CASE("a rate lets so many through in its time, and then again", "[sync][refill]") {
    RateLimit rate{2, 1'000};
    const SteadyTime start{};
    CHECK(rate.allows(start));
    CHECK(rate.allows(start.plus_ms(900)));
    CHECK_FALSE(rate.allows(start.plus_ms(999)));
    CHECK(rate.allows(start.plus_ms(1'000)));
    CHECK_FALSE(rate.allows(start.plus_ms(1'500)));
}

}  // namespace saldo::sync
