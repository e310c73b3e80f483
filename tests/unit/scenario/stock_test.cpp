#include "hub/scenario/runner.hpp"
#include "tests/support/catch.hpp"

namespace saldo::scenario {
namespace {

/// What a file says that begins with a company of two plants and one lot.
std::string told(const std::string& lines) {
    return run("f.scn",
               "company ALFA\npart X umc=6\nplant Norte\nplant Sur\nimport A X 500 IN 2026-01-10\n"
               "move m1 receive Norte X 500 2026-01-10\n" +
                   lines)
        .text;
}

TEST_CASE("every place of a part can be asked for", "[scenario][stock]") {
    const std::string moves =
        "move m2 out Norte X 100 2026-01-11 to=Sur\nmove m3 in Sur X 60 2026-01-12 of=m2 "
        "partial=yes\nmove m4 sub-out Norte X 7 2026-01-13 to=TALLER\n"
        "move m5 count Norte X 390 2026-01-14\nscrap X 2 2026-01-15\n";
    CHECK(told(moves + "expect stock Norte X 390\nexpect stock Sur X 60\nexpect stock TALLER X 7\n"
                       "expect stock transit X 40\nexpect stock subcontractors X 7\n"
                       "expect stock difference X 3\nexpect stock all X 497\nexpect gap X 1\n"
                       "expect stock transit X 100 at=2026-01-11\nexpect gap X 0 at=2026-01-13\n"
                       "expect alert PHYSICAL_DIFF Norte part=X amount=3\nexpect replay\n")
              .empty());
    CHECK(told(moves + "expect stock all X 498\n") ==
          "f.scn:12: expected stock all X 498 got 497\n");
    CHECK(told(moves + "expect gap X 0\n") == "f.scn:12: expected gap X 0 got 1\n");
}

TEST_CASE("what was learnt later is not in the stock that was known", "[scenario][stock]") {
    CHECK(told("knowledge 2026-01-20\nmove m2 consume Norte X 5 2026-01-11\n"
               "expect stock Norte X 495 at=2026-01-11\n"
               "expect stock Norte X 500 at=2026-01-11 known=2026-01-19\n")
              .empty());
}

TEST_CASE("the time of capture is none of the words of a movement", "[scenario][stock]") {
    CHECK(told("move m1 receive Norte X 500 2026-01-10 captured=2026-01-10T10:00-06:00 "
               "received=2026-01-10T12:00-06:00\nexpect duplicates 1\nexpect no-alert CONFLICT\n"
               "expect stock Norte X 500\n")
              .empty());
}

TEST_CASE("counts of one day stand in the order of their capture", "[scenario][stock]") {
    // The second one was captured before the first: the next morning counts as the end of the day.
    CHECK(told("move c1 count Norte X 490 2026-01-11 captured=2026-01-12T08:00-06:00 "
               "received=2026-01-12T09:00-06:00\n"
               "move c2 count Norte X 480 2026-01-11 captured=2026-01-11T20:00-06:00 "
               "received=2026-01-12T09:00-06:00\nexpect stock Norte X 490\n"
               "move c3 count Norte X 470 2026-01-12 captured=2026-01-11T20:00-06:00 "
               "received=2026-01-12T09:00-06:00\nexpect stock Norte X 490 at=2026-01-11\n"
               "expect stock Norte X 470\n")
              .empty());
}

}  // namespace
}  // namespace saldo::scenario
