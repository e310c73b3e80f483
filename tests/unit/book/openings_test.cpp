#include "hub/book/openings.hpp"

#include "hub/book/book.hpp"
#include "hub/book/tables.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::book;

namespace {

constexpr const char* rfc = "GNA150301A00";
constexpr const char* key = "25-190-8005-5000001";

Quantity q(const char* text) { return *parse_quantity(text); }
LocalDate day(const char* text) { return *parse_date(text); }

OpeningBalance opening(const char* name, const char* entered, const char* left) {
    EntryDeclaration entry{.name = name,
                           .rfc = rfc,
                           .part_number = "X",
                           .quantity = q(entered),
                           .unit = 6,
                           .clave = "IN",
                           .entry_date = day("2025-02-01")};
    return {entry, q(left), day("2025-12-31")};
}

OutcomeDeclaration exit_of(const char* name, const char* date, const char* quantity) {
    return {.name = name,
            .rfc = rfc,
            .clave = "RT",
            .operation_date = day(date),
            .use_part = "X",
            .use_quantity = q(quantity)};
}

Pedimento document(const char* quantity) {
    Pedimento p{.rfc = rfc, .ref = *parse_pedimento_key(key), .clave = "IN", .operation = 1};
    p.paid_at = {day("2025-02-01"), 3600};
    p.entry_date = p.paid_at.date;
    p.sections = {true, true, true, true};
    Partida partida{.secuencia = 1, .fraccion = 85369099, .quantity = q(quantity), .umc = 6};
    partida.quantity_umt = q("333.333");
    partida.commercial_value = *parse_money("1000");
    p.partidas = {partida};
    return p;
}

InvoiceLine breakdown() {
    return {.rfc = rfc,
            .pedimento = *parse_pedimento_key(key),
            .secuencia = 1,
            .part_number = "X",
            .quantity = q("1000"),
            .umc = 6};
}

class Teller {
public:
    Teller() { tell(Part{.part_number = "X", .umc = 6}); }
    Applied tell(Fact fact) { return book.apply({LogPosition{position_++}, {}, std::move(fact)}); }
    const Derived& derived() { return book.derived(rfc); }
    /// "reason amount " of each alert of that code.
    std::string alerts(std::string_view code) {
        std::string text;
        for (const Alert& a : derived().alerts) {
            if (a.code != code) continue;
            text += a.reason + " " + (a.amount ? format_quantity(*a.amount, 0) : "") + ";";
        }
        return text;
    }
    Book book;

private:
    std::uint64_t position_ = 0;
};

}  // namespace

TEST_CASE("an opening balance opens what was left, and what left before stays history",
          "[book][opening]") {
    Teller told;
    OpeningBalance balance = opening("L-1", "1000", "700");
    balance.entry.quantity_umt = q("333.333");
    balance.entry.value = *parse_money("1000");
    CHECK(told.tell(balance).verdict == Verdict::fresh);
    CHECK(told.tell(balance).verdict == Verdict::duplicate);
    CHECK(told.book.holds(Fact{balance}));
    told.tell(exit_of("OLD", "2025-12-31", "50"));  // of the day itself: counted there
    told.tell(exit_of("NEW", "2026-01-01", "300"));
    const Derived& derived = told.derived();
    REQUIRE(derived.takes.size() == 1);
    // Case 10: the second of three thirds, as if the first had been taken here.
    CHECK(derived.takes[0].quantity == q("300"));
    CHECK(derived.takes[0].umt == q("100"));
    CHECK(derived.takes[0].value == *parse_money("300"));
    CHECK(derived.lots[0].left == q("400"));
    CHECK(entered_of(derived.lots[0]) == q("1000"));
    CHECK(told.alerts("SHORTAGE").empty());
    CHECK(balances_at(derived, day("2025-12-30"))[0].left == Quantity{});
    CHECK(balances_at(derived, day("2025-12-31"))[0].left == q("700"));
    CHECK(balances_at(derived, day("2025-12-31"))[0].value == *parse_money("700"));
    CHECK(balances_at(derived, std::nullopt)[0].left == q("400"));
    CHECK(lots_table(told.book, {.as_of = day("2025-12-30"), .all = true}).rows.empty());
}

TEST_CASE("without an opening balance the same exits take from the lot", "[book][opening]") {
    Teller told;
    EntryDeclaration whole = opening("L-1", "1000", "700").entry;
    told.tell(whole);
    told.tell(exit_of("OLD", "2025-12-31", "50"));
    CHECK(told.derived().takes.size() == 1);
}

TEST_CASE("customs' document of an opened lot opens it once, in whatever order they come",
          "[book][opening]") {
    const bool document_first = GENERATE(true, false);
    const auto* name = GENERATE("25-190-8005-5000001", "251980055000001");
    Teller told;
    OpeningBalance balance = opening(name, "1000", "700");
    if (!document_first) told.tell(balance);
    told.tell(document("1000"));
    told.tell(breakdown());
    if (document_first) told.tell(balance);
    const Derived& derived = told.derived();
    REQUIRE(derived.lots.size() == 1);
    CHECK(derived.lots[0].key == key);
    CHECK(derived.lots[0].quantity == q("700"));
    CHECK(derived.lots[0].quantity_umt == q("233.333"));
    CHECK(derived.lots[0].value == *parse_money("700"));
    CHECK(derived.lots[0].fraccion == 85369099);
    CHECK(told.alerts("OPENING_DIFFERS").empty());
}

TEST_CASE("where the balance and customs' document disagree somebody must look",
          "[book][opening]") {
    Teller told;
    told.tell(document("1000"));
    told.tell(breakdown());
    OpeningBalance balance = opening(key, "1100", "700");
    SECTION("quantity: what left there counts, from what customs says") {
        told.tell(balance);
        CHECK(told.alerts("OPENING_DIFFERS") == "quantity 100;");
        CHECK(told.derived().lots[0].left == q("600"));
    }
    SECTION("more left the lot than customs let in") {
        balance.entry.quantity = q("5000");
        told.tell(balance);
        CHECK(told.alerts("OPENING_DIFFERS") == "left 3300;quantity 4000;");
        CHECK(told.derived().lots[0].left == Quantity{});
    }
    SECTION("dates and key") {
        balance.entry.quantity = q("1000");
        balance.entry.entry_date = day("2025-02-02");
        balance.entry.payment_date = day("2025-02-03");
        balance.entry.clave = "V1";
        told.tell(balance);
        CHECK(told.alerts("OPENING_DIFFERS") == "clave ;entry_date ;payment_date ;");
    }
}

TEST_CASE("a rectification after the opening day is no difference", "[book][opening]") {
    Teller told;
    told.tell(breakdown());
    told.tell(document("1000"));
    Pedimento later = document("900");
    later.ref = *parse_pedimento_key("26-190-8005-6000009");
    later.paid_at = {day("2026-01-20"), 3600};
    later.is_rectification = true;
    later.rectifies = RectifiedLink{*parse_pedimento_key(key), "IN", day("2025-02-01")};
    told.tell(later);
    const auto* entered = GENERATE("1000", "900");
    told.tell(
        opening("26-190-8005-6000009", entered, "700"));  // they keep it under its newest name
    REQUIRE(told.derived().lots.size() == 1);
    CHECK(told.alerts("OPENING_DIFFERS").empty());
    CHECK(told.derived().lots[0].left == q("900") - (q(entered) - q("700")));
}

TEST_CASE("a lot that the balance does not list was closed, and is called out until explained",
          "[book][opening]") {
    Teller told;
    told.tell(document("1000"));
    told.tell(breakdown());
    told.tell(opening("L-1", "10", "5"));
    CHECK(told.derived().lots.size() == 2);
    CHECK(told.alerts("OPENING_NOT_LISTED") == " 1000;");
    told.tell(exit_of("NEW", "2026-01-01", "8"));
    CHECK(told.alerts("SHORTAGE") == " 3;");  // nothing comes out of the closed lot
    told.tell(ForeignDischarge{.rfc = rfc,
                               .system = "old",
                               .exit_key = "E",
                               .part_number = "X",
                               .lot_key = key,
                               .lot_line = 1,
                               .quantity = q("400")});
    CHECK(told.alerts("OPENING_NOT_LISTED") == " 600;");
}

TEST_CASE("what a rule forbids of an opening balance is refused", "[book][opening]") {
    Teller told;
    CHECK(told.tell(opening("L-1", "10", "11")).code == "OVERDISCHARGE");
    OpeningBalance late = opening("L-1", "10", "5");
    late.entry.entry_date = day("2026-01-01");
    CHECK(told.tell(late).code == "ENTRY_AFTER_OPENING");
    OpeningBalance other_key = opening("L-1", "10", "5");
    other_key.entry.clave = "RT";
    CHECK(told.tell(other_key).code == "KEY_NOT_ALLOWED");
    OpeningBalance other_unit = opening("L-1", "10", "5");
    other_unit.entry.unit = 1;
    CHECK(told.tell(other_unit).code == "UNIT_MISMATCH");
    CHECK(told.derived().lots.empty());
    CHECK_FALSE(told.book.openings().day_of(rfc));

    told.tell(opening("L-1", "10", "5"));
    CHECK(told.tell(opening("L-1", "10", "6")).verdict == Verdict::conflict);
    OpeningBalance other_day = opening("L-2", "10", "5");
    other_day.day = day("2025-12-30");
    CHECK(told.tell(other_day).code == "OPENING_DAY");
    // A name is of one kind.
    CHECK(told.tell(opening("L-1", "10", "5").entry).verdict == Verdict::conflict);
    CHECK(told.derived().lots.size() == 1);
}

TEST_CASE("in a value mode the pesos that were left are discharged", "[book][opening][value]") {
    Teller told;
    told.tell(Company{.rfc = rfc,
                      .name = "Alfa",
                      .certification = "A",
                      .mode = DischargeMode::value_by_tariff,
                      .mode_authorisation = "SAT-1"});
    OpeningBalance balance = opening("L-1", "1000", "700");
    balance.entry.value = *parse_money("1000");
    balance.entry.fraccion = 85369099;
    told.tell(balance);
    REQUIRE(told.derived().lots.size() == 1);
    CHECK(told.derived().lots[0].left == q("700"));
}
