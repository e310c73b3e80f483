#include "hub/book/consolidated.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/book/pedimento_teller.hpp"

using namespace saldo;
using namespace saldo::book;
using namespace saldo::test;

namespace {

constexpr const char* consolidated_key = "26-190-8005-6000001";
constexpr const char* plain_key = "26-190-8005-6000002";

Remesa remesa(std::uint16_t number, const char* date) { return {number, {day(date), 36'000}}; }

/// Closed on 2026-03-06, as case 8 g has it; its goods crossed from 2026-03-02 on.
Pedimento consolidated(const char* clave = "IN") {
    Pedimento p = with(import_of(consolidated_key, clave, "2026-03-06"), partida(1, "100"));
    p.identifiers = {{"IM", "100000", ""}, {"RC", "7-9", ""}};
    p.remesas = {remesa(7, "2026-03-02"), remesa(8, "2026-03-04"), remesa(9, "2026-03-05")};
    return p;
}

Policy crossing_counts(std::optional<LocalDate> from = {}) {
    return {.rfc = rfc,
            .name = PolicyName::consolidated_entry,
            .value = static_cast<std::uint16_t>(ConsolidatedPolicy::crossing),
            .valid_from = from};
}

/// A book with the consolidated pedimento and a plain one of 2026-03-03, and a return on a day.
PedimentoTeller told_with_return(const char* date, bool by_crossing) {
    PedimentoTeller told;
    if (by_crossing) told.tell(crossing_counts());
    told.tell(consolidated());
    told.tell(invoice_line(consolidated_key, 1, "X", "100"));
    told.tell_import(plain_key, "IN", "2026-03-03", "X", "100");
    told.tell_use("RT1", date, "X", "50", StockStatus::temporary);
    return told;
}

/// What is left of the consolidated lot.
Quantity left_of(PedimentoTeller& told) {
    for (const LotRow& lot : told.derived().lots) {
        if (lot.key == consolidated_key) return lot.left;
    }
    FAIL("no such lot");
    return {};
}

}  // namespace

TEST_CASE("by default the goods of a consolidated pedimento count from the declared day",
          "[book][crossing]") {
    PedimentoTeller told = told_with_return("2026-03-10", false);
    CHECK(left_of(told) == q("100"));  // the plain one is older
    CHECK(told_with_return("2026-03-02", false).alerts() == "SHORTAGE UNDISCHARGED_EXIT ");
    for (const LotRow& lot : told.derived().lots) {
        CHECK_FALSE(lot.crossed_on);
        CHECK_FALSE(lot.crossings_are_missing);
    }
}

TEST_CASE("by policy they count from the first crossing, and their term does not",
          "[book][crossing]") {
    PedimentoTeller told = told_with_return("2026-03-10", true);
    CHECK(left_of(told) == q("50"));  // older now: 2026-03-02
    const LotRow& lot = told.derived().lots[0];
    CHECK(lot.key == consolidated_key);
    CHECK(lot.entry_date == day("2026-03-06"));
    CHECK(lot.crossed_on == day("2026-03-02"));
    CHECK_FALSE(lot.crossings_are_missing);
    CHECK(lot.term_start == day("2026-03-06"));  // Regulation 173
    CHECK(lot.term_end == day("2027-09-06"));
    // An exit between the crossing and the closing is served, one before it is not (D-03).
    CHECK(told_with_return("2026-03-02", true).alerts().empty());
    CHECK(told_with_return("2026-03-01", true).alerts() == "SHORTAGE UNDISCHARGED_EXIT ");
    const Table lots = lots_table(told.book, {.as_of = day("2026-03-02")});
    REQUIRE(lots.rows.size() == 1);
    CHECK(lots.rows[0][8] == "2026-03-06");  // the declared day stays shown
    CHECK(lots.rows[0].back() == "2026-03-02");
    CHECK(lots_table(told.book, {.as_of = day("2026-03-01")}).rows.empty());
}

TEST_CASE("a crossing after the declared day holds the goods back", "[book][crossing]") {
    PedimentoTeller told;
    told.tell(crossing_counts());
    Pedimento p = consolidated();
    p.entry_date = day("2026-02-20");  // the ship's arrival
    told.tell(p);
    told.tell(invoice_line(consolidated_key, 1, "X", "100"));
    told.tell_use("RT1", "2026-02-25", "X", "50", StockStatus::temporary);
    CHECK(told.alerts() == "SHORTAGE UNDISCHARGED_EXIT ");
    CHECK(told.derived().lots[0].term_start == day("2026-02-20"));
}

TEST_CASE("the policy holds from its day, of what was declared after it", "[book][crossing]") {
    for (const auto& [from, counts] : {std::pair{"2026-03-06", true}, {"2026-03-07", false}}) {
        PedimentoTeller told;
        told.tell(crossing_counts(day(from)));
        told.tell(consolidated());
        told.tell(invoice_line(consolidated_key, 1, "X", "100"));
        CHECK(told.derived().lots[0].crossed_on.has_value() == counts);
    }
}

TEST_CASE("no crossing counts where nothing crosses, or nothing is consolidated",
          "[book][crossing]") {
    Pedimento is_virtual = consolidated("V1");
    Pedimento without_rc = consolidated();
    without_rc.identifiers.pop_back();
    for (const Pedimento& p : {is_virtual, without_rc}) {
        PedimentoTeller told;
        told.tell(crossing_counts());
        told.tell(p);
        told.tell(invoice_line(consolidated_key, 1, "X", "100"));
        REQUIRE(told.derived().lots.size() == 1);
        CHECK_FALSE(told.derived().lots[0].crossed_on);
        CHECK_FALSE(told.derived().lots[0].crossings_are_missing);
    }
}

TEST_CASE("remesas without a selection are said to be missing", "[book][crossing]") {
    struct Case {
        const char* range;
        std::vector<std::uint16_t> told;
        bool are_all_told;
    };
    const auto c = GENERATE(values<Case>({
        {"7-9", {7, 8, 9}, true},
        {"7-9", {6, 7, 8, 9, 10}, true},
        {"7-9", {8, 9}, false},
        {"7-9", {}, false},
        {"7", {7}, true},
        {"7", {8}, false},
        {"9-7", {7, 8, 9}, false},
        {"", {7}, false},
        {"7-", {7}, false},
        {"A", {7}, false},
        {"0-18446744073709551615", {}, false},
    }));
    CAPTURE(c.range, c.told);
    Pedimento p = consolidated();
    p.identifiers[1].complement1 = c.range;
    p.remesas.clear();
    for (const std::uint16_t number : c.told) p.remesas.push_back(remesa(number, "2026-03-02"));
    const auto crossings = crossings_of(p);
    REQUIRE(crossings);
    CHECK(crossings->are_all_told == c.are_all_told);
    CHECK(crossings->first.has_value() == !c.told.empty());

    PedimentoTeller told;
    told.tell(crossing_counts());
    told.tell(p);
    told.tell(invoice_line(consolidated_key, 1, "X", "100"));
    const auto lots = lots_table(told.book, {});
    REQUIRE(lots.rows.size() == 1);
    CHECK(lots.rows[0][15] == (c.are_all_told ? "" : "crossings_missing"));
}

TEST_CASE("selections that another delivery brings complete a pedimento and contradict nothing",
          "[book][crossing]") {
    Pedimento late = consolidated();
    late.remesas = {remesa(8, "2026-03-04"), remesa(9, "2026-03-05")};
    Pedimento early = consolidated();
    early.remesas = {remesa(7, "2026-03-02"), remesa(8, "2026-03-03")};
    for (const bool early_first : {true, false}) {
        CAPTURE(early_first);
        PedimentoTeller told;
        told.tell(crossing_counts());
        told.tell(invoice_line(consolidated_key, 1, "X", "100"));
        CHECK(told.tell(early_first ? early : late).verdict == Verdict::fresh);
        CHECK(told.derived().lots[0].crossings_are_missing);
        CHECK(told.tell(early_first ? late : early).verdict == Verdict::fresh);
        CHECK(told.derived().lots[0].crossed_on == day("2026-03-02"));
        CHECK_FALSE(told.derived().lots[0].crossings_are_missing);
        CHECK(told.tell(late).verdict == Verdict::duplicate);
        CHECK(told.tell(early).verdict == Verdict::duplicate);
        CHECK(told.alerts().empty());
    }
    // Other content is still a conflict, and its remesas have no effect.
    PedimentoTeller told;
    told.tell(crossing_counts());
    told.tell(late);
    told.tell(invoice_line(consolidated_key, 1, "X", "100"));
    early.partidas[0].quantity = q("101");
    CHECK(told.tell(early).verdict == Verdict::conflict);
    CHECK(told.derived().lots[0].crossed_on == day("2026-03-04"));
}

TEST_CASE("a rectification keeps the crossing of the root", "[book][crossing][rectification]") {
    PedimentoTeller told;
    told.tell(crossing_counts());
    told.tell(consolidated());
    told.tell(invoice_line(consolidated_key, 1, "X", "100"));
    Pedimento again = with(import_of(plain_key, "IN", "2026-04-01"), partida(1, "90"));
    again.is_rectification = true;
    again.rectifies =
        RectifiedLink{*parse_pedimento_key(consolidated_key), "IN", day("2026-03-06")};
    told.tell(again);
    REQUIRE(told.derived().lots.size() == 1);
    CHECK(told.derived().lots[0].quantity == q("90"));
    CHECK(told.derived().lots[0].crossed_on == day("2026-03-02"));
}

TEST_CASE("definitive goods that crossed in remesas count from the first as well",
          "[book][crossing][national]") {
    PedimentoTeller told;
    told.tell(crossing_counts());
    told.tell(consolidated("A1"));
    told.tell(invoice_line(consolidated_key, 1, "X", "100"));
    told.tell_use("RT1", "2026-03-02", "X", "50", StockStatus::national);
    CHECK(told.national_takes() == "RT1 26-190-8005-6000001/1 50.000; ");
}
