#include "hub/ledger/fold.hpp"

#include "hub/ledger/share.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::ledger;

namespace {

LocalDate day(const char* text) { return *parse_date(text); }

std::vector<Lot> lots_of(const std::vector<int>& units) {
    std::vector<Lot> lots;
    for (std::size_t i = 0; i < units.size(); ++i) {
        Lot lot{.entry_date = day("2026-01-10").plus_days(static_cast<std::int32_t>(i)),
                .quantity = Quantity::from_units(units[i])};
        lot.payment_date = lot.entry_date;
        lots.push_back(lot);
    }
    return lots;
}

Use use_of(const char* date, int units, Expiry expiry = Expiry::any) {
    return {.order = {.date = day(date)}, .asked = Quantity::from_units(units), .expiry = expiry};
}

}  // namespace

TEST_CASE("a use takes from the oldest lot first", "[ledger][fold]") {
    struct Case {
        std::string name;
        std::vector<int> balances;
        int asked;
        std::vector<int> taken;
        int shortage;
    };
    const auto c = GENERATE(values<Case>({
        {"one lot, all of it", {50}, 50, {50}, 0},
        {"spills into the next lot", {50, 50}, 75, {50, 25}, 0},
        {"leaves later lots untouched", {50, 50, 50}, 50, {50}, 0},
        {"passes over an empty lot", {0, 50}, 30, {30}, 0},
        {"more than there is", {50, 50}, 130, {50, 50}, 30},
        {"nothing at all", {}, 10, {}, 10},
    }));
    INFO(c.name);
    const Use use = use_of("2026-03-01", c.asked);
    const Discharge d = fold(lots_of(c.balances), {&use, 1});
    std::vector<int> taken;
    for (const Take& take : d.takes) {
        taken.push_back(static_cast<int>(take.quantity.ticks() / Quantity::ticks_per_unit));
    }
    CHECK(taken == c.taken);
    CHECK(d.shortages.size() == (c.shortage == 0 ? 0U : 1U));
    if (c.shortage != 0) CHECK(d.shortages[0].quantity == Quantity::from_units(c.shortage));
}

TEST_CASE("an exit never takes a lot that entered after it, and its shortage does not wait",
          "[ledger][fold]") {
    const auto lots = lots_of({1000});
    const Use uses[] = {use_of("2026-01-09", 400), use_of("2026-01-10", 300)};
    const Discharge d = fold(lots, uses);
    REQUIRE(d.takes.size() == 1);
    CHECK(d.takes[0].use == 1);
    CHECK(d.left[0] == Quantity::from_units(700));
    CHECK(d.shortages[0].quantity == Quantity::from_units(400));
}

TEST_CASE("an expired lot serves returns, is skipped by F4 and is all that A3 may take",
          "[ledger][fold]") {
    auto lots = lots_of({20, 500});
    lots[0].term_end = day("2026-02-01");
    const Use f4 = use_of("2026-02-02", 50, Expiry::unexpired_only);
    const Discharge skipped = fold(lots, {&f4, 1});
    CHECK(skipped.takes[0].lot == 1);
    REQUIRE(skipped.skips.size() == 1);
    CHECK(skipped.skips[0].balance == Quantity::from_units(20));

    const Use a3 = use_of("2026-02-02", 30, Expiry::expired_only);
    const Discharge regularised = fold(lots, {&a3, 1});
    CHECK(regularised.takes[0].lot == 0);
    CHECK(regularised.shortages[0].quantity == Quantity::from_units(10));

    const Use on_the_last_day = use_of("2026-02-01", 5, Expiry::unexpired_only);
    CHECK(fold(lots, {&on_the_last_day, 1}).takes[0].lot == 0);
}

TEST_CASE("ties among lots are broken by payment, pedimento as text, line, name",
          "[ledger][fold]") {
    Lot a{.entry_date = day("2026-03-02"), .payment_date = day("2026-03-02")};
    a.pedimento = 264338906000090;
    a.line = 5;
    Lot b = a;
    b.pedimento = 264338906000120;
    b.line = 1;
    Lot c = b;
    c.line = 10;  // as a number: after line 2
    Lot d = c;
    d.line = 2;
    CHECK(fifo_before(a, b));
    CHECK(fifo_before(d, c));
    CHECK_FALSE(fifo_before(a, a));
    Lot later = a;
    later.payment_date = day("2026-03-03");
    CHECK(fifo_before(c, later));
}

TEST_CASE("UMT and value follow by cumulative proportion and leave no residue", "[ledger][share]") {
    const Quantity lot = Quantity::from_units(1000);
    const Quantity umt = *parse_quantity("333.333");
    CHECK(umt_out(Quantity::from_units(300), lot, umt) == *parse_quantity("100"));
    CHECK(umt_out(Quantity::from_units(600), lot, umt) == *parse_quantity("200"));
    CHECK(umt_out(lot, lot, umt) == umt);
    const Money value = *parse_money("100.00");
    CHECK(value_out(Quantity::from_units(1), Quantity::from_units(3), value) ==
          *parse_money("33.33"));
    CHECK(value_out(Quantity::from_units(2), Quantity::from_units(3), value) ==
          *parse_money("66.67"));
    CHECK(value_out(Quantity::from_units(3), Quantity::from_units(3), value) == value);
}
