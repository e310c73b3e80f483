#include "hub/scenario/told.hpp"

#include "tests/support/catch.hpp"

namespace saldo::scenario {
namespace {

const std::string base =
    "company ALFA rfc=AAA010101AAA\n"
    "part X umc=6\n"
    "import A X 100 IN 2026-01-10\n"
    "outcome RT1 RT 2026-02-01 use=X:5\n";

Quantity taken(book::Book& book) {
    Quantity sum;
    for (const book::TakeRow& take : book.derived("AAA010101AAA").takes) sum += take.quantity;
    return sum;
}

TEST_CASE("a file that is told again adds nothing", "[scenario][told]") {
    const std::string lines =
        "use RT1 X 7\n"
        "use RT1 X 7\n"  // twice the same line is twice the goods
        "scrap X 3 2026-02-01\n"
        "national X 4 2026-02-01\n"
        "projection X 9 2026-12-31\n";
    book::Book book;
    REQUIRE(tell(base, book).refusals.empty());
    const Told first = tell(lines, book);
    CHECK(first.facts.size() == 5);
    CHECK(first.repeated == 0);
    CHECK(taken(book) == Quantity::from_units(19));
    const Told again = tell(base + lines, book);
    CHECK(again.facts.empty());
    CHECK(again.repeated == 9);
    CHECK(taken(book) == Quantity::from_units(19));
    // A third one is new, and so is what the outcome told by itself, as a line.
    CHECK(tell(lines + "use RT1 X 7\nuse RT1 X 5\n", book).facts.size() == 2);
    CHECK(taken(book) == Quantity::from_units(31));
}

TEST_CASE("each setting of a policy line counts by itself", "[scenario][told]") {
    book::Book book;
    REQUIRE(tell(base + "policy term_end=CFF12\n", book).refusals.empty());
    const Told told = tell("policy term_end=CFF12 v1_wait=5\n", book);
    CHECK(told.facts.size() == 1);
    CHECK(told.repeated == 1);
}

TEST_CASE("a movement of a plant that no company has is refused by line", "[scenario][told]") {
    book::Book book;
    REQUIRE(tell(base + "company BETA rfc=BBB010101BBB\nplant P2 company=BETA\n", book)
                .refusals.empty());
    const Told lost = tell("# scans\nmove M1 receive P9 X 5 2026-01-10\n", book);
    CHECK(lost.fault_line == 2);
    CHECK(lost.fault == "whose plant is P9? Say so above: plant P9 company=RFC");
    CHECK(tell("adjust J1 P9 X 5 2026-01-10 reason=found\n", book).fault_line == 1);
    CHECK(tell("move M1 receive P2 X 5 2026-01-10\n", book).facts.size() == 1);
    CHECK(tell("plant P9 company=ALFA\nmove M2 receive P9 X 5 2026-01-10\n", book).facts.size() ==
          2);
}

TEST_CASE("a company is new only with its RFC, and keeps its name", "[scenario][told]") {
    book::Book book;
    CHECK(tell("company ALFA\n", book).fault == "ALFA is new here: say its rfc=");
    REQUIRE(tell(base, book).refusals.empty());
    CHECK(tell("company AAA010101AAA program=77\n", book).facts.size() == 1);
    const Company* alfa = book.catalogs().company("AAA010101AAA");
    REQUIRE(alfa != nullptr);
    CHECK(alfa->name == "ALFA");
    CHECK(alfa->immex_program == "77");
}

}  // namespace
}  // namespace saldo::scenario
