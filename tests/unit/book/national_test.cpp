#include "hub/book/explain.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/book/pedimento_teller.hpp"

using namespace saldo;
using namespace saldo::book;
using namespace saldo::test;

namespace {

constexpr const char* old_key = "26-190-8005-6000001";
constexpr const char* new_key = "26-190-8005-6000002";
constexpr const char* temporary_key = "26-190-8005-6000003";
constexpr const char* rectified_key = "26-190-8005-6000004";

}  // namespace

TEST_CASE("definitive imports prove the uses of national goods, oldest first", "[book][national]") {
    PedimentoTeller told;
    told.tell_import(new_key, "A1", "2026-02-10", "X", "50");
    told.tell_import(old_key, "A1", "2026-01-10", "X", "30");
    told.tell_use("RT1", "2026-03-01", "X", "40", StockStatus::national);
    told.tell_use("RT2", "2026-03-02", "X", "60", StockStatus::national);
    CHECK(told.national_takes() ==
          "RT1 26-190-8005-6000001/1 30.000; RT1 26-190-8005-6000002/1 10.000; "
          "RT2 26-190-8005-6000002/1 40.000; ");
    const Derived& derived = told.derived();
    CHECK(derived.uses[0].national == q("40"));
    CHECK(derived.uses[1].national == q("40"));
    CHECK(derived.uses[1].shortage == q("20"));
    const LotRow& lot = derived.national[1];
    CHECK(lot.key == new_key);
    CHECK(lot.line == 1);
    CHECK(lot.clave == "A1");
    CHECK(lot.fraccion == 85369099);
    CHECK(lot.entry_date == day("2026-02-10"));
    CHECK(lot.positions.size() == 2);  // the pedimento and its invoice line
    CHECK(lot.left.is_zero());
    CHECK_FALSE(lot.term_end);
    // The pieces of the value sum to the whole.
    Money value;
    for (const TakeRow& take : derived.national_takes) value += take.value;
    CHECK(value == *parse_money("200"));
}

TEST_CASE("definitive lots and temporary ones never mix", "[book][national]") {
    PedimentoTeller told;
    told.tell_import(temporary_key, "IN", "2026-01-20", "X", "10");
    told.tell_use("RT1", "2026-03-01", "X", "15", StockStatus::temporary);
    told.tell_use("RT2", "2026-03-02", "X", "5", StockStatus::national);
    const std::string before = to_csv(lots_table(told.book, {.all = true})) +
                               to_csv(balances_table(told.book, {.all = true}));
    CHECK(told.alerts() == "SHORTAGE SHORTAGE UNDISCHARGED_EXIT UNDISCHARGED_EXIT ");
    told.tell_import(old_key, "A1", "2026-01-10", "X", "100");
    // What is temporary stays short beside definitive goods, and owes what it owed.
    CHECK(told.alerts() == "SHORTAGE UNDISCHARGED_EXIT ");
    CHECK(told.national_takes() == "RT2 26-190-8005-6000001/1 5.000; ");
    CHECK(told.derived().uses[0].shortage == q("5"));
    CHECK(told.derived().takes.size() == 1);
    CHECK(told.derived().lots.size() == 1);
    CHECK(to_csv(lots_table(told.book, {.all = true})) +
              to_csv(balances_table(told.book, {.all = true})) ==
          before);
}

TEST_CASE("a use of which nobody recorded the status takes temporary lots first",
          "[book][national]") {
    PedimentoTeller told;
    told.tell_import(old_key, "A1", "2026-01-10", "X", "100");
    told.tell_import(temporary_key, "IN", "2026-01-20", "X", "10");
    told.tell_use("RT1", "2026-03-01", "X", "15", StockStatus::unrecorded);
    CHECK(told.derived().lots[0].left.is_zero());
    CHECK(told.national_takes() == "RT1 26-190-8005-6000001/1 5.000; ");
    CHECK(told.alerts() == "STATUS_NOT_RECORDED ");
}

TEST_CASE("a definitive import proves no use before it, and no other part or unit",
          "[book][national]") {
    PedimentoTeller told;
    told.tell_import(old_key, "A1", "2026-03-02", "X", "100");
    told.tell_import(new_key, "A1", "2026-01-01", "Y", "100");
    told.tell_use("RT1", "2026-03-01", "X", "15", StockStatus::national);
    CHECK(told.national_takes().empty());
    told.tell_use("RT2", "2026-03-02", "X", "15", StockStatus::national);  // entered that day
    CHECK(told.national_takes() == "RT2 26-190-8005-6000001/1 15.000; ");

    // Kilos that nothing converts prove no pieces; once converted they do.
    PedimentoTeller other;
    other.tell(with(import_of(old_key, "A1", "2026-01-10"), partida(1, "2", 1)));
    other.tell(invoice_line(old_key, 1, "X", "2", 1));
    other.tell_use("RT1", "2026-03-01", "X", "15", StockStatus::national);
    CHECK(other.derived().national.empty());
    other.tell(UnitConversion{.part_number = "X", .unit = 1, .factor = q("10")});
    REQUIRE(other.derived().national.size() == 1);
    CHECK(other.derived().national[0].quantity == q("20"));
    CHECK(other.national_takes() == "RT1 26-190-8005-6000001/1 15.000; ");
}

TEST_CASE("a rectified definitive import keeps its age and counts with its newest words",
          "[book][national][rectification]") {
    PedimentoTeller told;
    told.tell_import(old_key, "A1", "2026-01-10", "X", "30");
    told.tell_import(new_key, "A1", "2026-02-10", "X", "50");
    Pedimento again = with(import_of(rectified_key, "A1", "2026-02-20"), partida(1, "20"));
    again.is_rectification = true;
    again.rectifies = RectifiedLink{*parse_pedimento_key(old_key), "A1", day("2026-01-10")};
    told.tell(again);
    told.tell_use("RT1", "2026-03-01", "X", "40", StockStatus::national);
    CHECK(told.national_takes() ==
          "RT1 26-190-8005-6000001/1 20.000; RT1 26-190-8005-6000002/1 20.000; ");
    CHECK(told.derived().national[0].positions.size() == 3);
}

TEST_CASE("what opens no definitive lot opens none", "[book][national]") {
    PedimentoTeller told;
    Pedimento exit = with(import_of(old_key, "A1", "2026-01-10"), partida(1, "5"));
    exit.operation = 2;  // A1 is the key of definitive exports too
    told.tell(exit);
    told.tell(invoice_line(old_key, 1, "X", "5"));
    // A partida whose part nobody names: nobody owes it, so it alarms nobody.
    told.tell(with(import_of(new_key, "A1", "2026-01-10"), partida(1, "5")));
    CHECK(told.derived().national.empty());
    CHECK(told.alerts().empty());
    told.tell(invoice_line(new_key, 1, "X", "5"));
    CHECK(told.derived().national.size() == 1);
}

TEST_CASE("a part that is only bought for good is still exploded", "[book][national]") {
    for (const char* clave : {"A1", "IN"}) {
        CAPTURE(clave);
        PedimentoTeller told;
        told.tell(Product{.part_number = "SA", .umc = 6});
        BomVersion bom{.product = "SA"};
        bom.lines.push_back({.component = "X", .incorporated = q("2")});
        told.tell(bom);
        BomVersion outer{.product = "F"};
        outer.lines.push_back({.component = "SA", .incorporated = q("1")});
        told.tell(outer);
        told.tell_import(old_key, clave, "2026-01-10", "SA", "50");
        Pedimento exit = with(import_of(new_key, "RT", "2026-02-01"), partida(1, "3"));
        exit.operation = 2;
        told.tell(exit);
        told.tell(invoice_line(new_key, 1, "F", "3"));
        const bool is_temporary = std::string_view{clave} == "IN";  // D-15
        REQUIRE(told.derived().uses.size() == 1);
        CHECK(told.derived().uses[0].part == (is_temporary ? "SA" : "X"));
    }
}

TEST_CASE("stock told without a pedimento stands in the same queue", "[book][national]") {
    PedimentoTeller told;
    told.tell_import(old_key, "A1", "2026-01-10", "X", "30");
    told.tell(NationalStock{rfc, "X", q("5"), day("2026-01-05")});
    told.tell(NationalStock{rfc, "X", q("7"), day("2026-01-15")});
    told.tell_use("RT1", "2026-03-01", "X", "38", StockStatus::national);
    const Derived& derived = told.derived();
    REQUIRE(derived.national_takes.size() == 3);
    CHECK(derived.national_takes[0].quantity == q("5"));
    CHECK(derived.national_takes[1].quantity == q("30"));
    CHECK(derived.national_takes[2].quantity == q("3"));
    CHECK(derived.national[2].left == q("4"));
    // Rows of one list are told apart, with a pedimento or without.
    const Table lots = lots_table(told.book, {.all = true, .national = true});
    REQUIRE(lots.rows.size() == 3);
    CHECK(lots.rows[0][3] == "1");
    CHECK(lots.rows[1][2] == old_key);
    CHECK(lots.rows[2][3] == "2");
}

TEST_CASE("definitive goods of before the opening balance are told as stock", "[book][national]") {
    PedimentoTeller told;
    told.tell_import(old_key, "A1", "2026-01-10", "X", "30");
    told.tell_import(new_key, "A1", "2026-02-01", "X", "40");
    CHECK(told.derived().national.size() == 2);
    const EntryDeclaration other{.name = temporary_key,
                                 .rfc = rfc,
                                 .part_number = "Z",
                                 .quantity = q("1"),
                                 .clave = "IN",
                                 .entry_date = day("2026-01-20")};
    const OpeningBalance opening{.entry = other, .left = q("1"), .day = day("2026-01-31")};
    REQUIRE(told.tell(opening).verdict == Verdict::fresh);
    REQUIRE(told.derived().national.size() == 1);
    CHECK(told.derived().national[0].key == new_key);
}

TEST_CASE("definitive lots and what was taken of them are lists of their own",
          "[book][national][tables]") {
    PedimentoTeller told;
    told.tell_import(old_key, "A1", "2026-01-10", "X", "30");
    told.tell_use("RT1", "2026-03-01", "X", "12", StockStatus::national);
    CHECK(lots_table(told.book, {}).rows.empty());
    CHECK(discharges_table(told.book, {}).rows.empty());
    const Table lots = lots_table(told.book, {.national = true});
    REQUIRE(lots.rows.size() == 1);
    CHECK(lots.rows[0][2] == old_key);
    CHECK(lots.rows[0][5] == "18.000");   // left
    CHECK(lots.rows[0][10] == "30.000");  // entered
    CHECK(lots.rows[0][12] == "60.00");   // value of what is left
    const Table taken = discharges_table(told.book, {.national = true});
    REQUIRE(taken.rows.size() == 1);
    CHECK(taken.rows[0][1] == "RT1");
    CHECK(taken.rows[0][6] == old_key);
    CHECK(taken.rows[0][8] == "12.000");
    // As of a day before the use, and before the entry.
    const auto on = [&](const char* date) {
        return lots_table(told.book, {.as_of = day(date), .national = true});
    };
    CHECK(on("2026-02-01").rows[0][5] == "30.000");
    CHECK(on("2026-01-09").rows.empty());
}

TEST_CASE("an explanation names the definitive lots of a use, and the uses of such a lot",
          "[book][national][explain]") {
    PedimentoTeller told;
    told.tell_import(old_key, "A1", "2026-01-10", "X", "30");
    told.tell_use("RT1", "2026-03-01", "X", "12", StockStatus::national);
    const auto explain_of = [&](const std::string& ref, Language language) {
        const auto no_fact = [](LogPosition) { return std::optional<Fact>{}; };
        std::string text;
        for (const auto& line : explain(told.book, {}, ref, no_fact, language)) text += line + "\n";
        return text;
    };
    CHECK_THAT(explain_of("RT1", Language::en),
               Catch::Contains("− 12.000 pieces of definitive lot 26-190-8005-6000001/1 (A1, "
                               "entered 2026-01-10)"));
    CHECK_THAT(explain_of("RT1", Language::es), Catch::Contains("del lote definitivo"));
    const std::string lot = explain_of("26-190-8005-6000001/1", Language::en);
    CHECK_THAT(lot, Catch::Contains("Definitive lot 26-190-8005-6000001/1"));
    CHECK_THAT(lot, Catch::Contains("RT1, line 1: − 12.000 pieces"));
    CHECK_THAT(lot, Catch::Contains("Left: 18.000 pieces of 30.000 pieces."));
    CHECK(explain_of("26-190-8005-6000002/1", Language::en).empty());
}
