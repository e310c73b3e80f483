#include "hub/book/book.hpp"
#include "hub/book/tables.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::book;

namespace {

constexpr const char* rfc = "GNA150301A00";

Quantity q(const char* text) { return *parse_quantity(text); }

Partida partida(std::uint32_t secuencia, const char* quantity, const char* remark = nullptr) {
    Partida p{.secuencia = secuencia, .fraccion = 85369099, .quantity = q(quantity), .umc = 6};
    p.quantity_umt = p.quantity;
    p.umt = 6;
    p.commercial_value = *parse_money("100");
    if (remark != nullptr) p.remarks.push_back({1, remark});
    return p;
}

Pedimento pedimento(const char* key, const char* clave, std::uint8_t operation, const char* paid) {
    Pedimento p{
        .rfc = rfc, .ref = *parse_pedimento_key(key), .clave = clave, .operation = operation};
    p.paid_at = {*parse_date(paid), 3600};
    p.entry_date = p.paid_at.date;
    p.sections = {true, true, true, true};
    return p;
}

InvoiceLine line(const char* key, std::uint32_t secuencia, const char* part, const char* quantity,
                 std::uint8_t umc = 6) {
    return {.rfc = rfc,
            .pedimento = *parse_pedimento_key(key),
            .secuencia = secuencia,
            .part_number = part,
            .quantity = q(quantity),
            .umc = umc};
}

class Teller {
public:
    Applied tell(Fact fact) { return book.apply({LogPosition{position_++}, {}, std::move(fact)}); }
    std::vector<LotRow> lots() { return book.derived(rfc).lots; }
    bool alerts(const std::string& code) {
        for (const Alert& a : book.alerts(rfc, parse_date("2026-03-01").value())) {
            if (a.code == code) return true;
        }
        return false;
    }
    Book book;

private:
    std::uint64_t position_ = 0;
};

constexpr const char* root_key = "25-190-8005-5000001";
constexpr const char* second_key = "25-190-8005-5000002";
constexpr const char* third_key = "26-190-8005-6000003";

Pedimento root() {
    Pedimento p = pedimento(root_key, "IN", 1, "2025-12-30");
    p.partidas = {partida(1, "500"), partida(2, "40")};
    return p;
}

Pedimento rectifying(const char* key, const char* previous, const char* paid, const char* amount) {
    Pedimento p = pedimento(key, "IN", 1, paid);
    p.is_rectification = true;
    p.rectifies = RectifiedLink{*parse_pedimento_key(previous), "IN", *parse_date("2025-12-30")};
    p.partidas = {partida(1, amount), partida(2, "40")};
    return p;
}

}  // namespace

TEST_CASE("a chain of rectifications over a year keeps the root's identity, age and part",
          "[book][rectification]") {
    Teller told;
    told.tell(line(root_key, 1, "RM-1", "500"));
    told.tell(line(root_key, 2, "RM-2", "40"));
    // The newest comes first, and waits for what it stands on.
    told.tell(rectifying(third_key, second_key, "2026-01-15", "420"));
    CHECK(told.lots().empty());
    CHECK(told.alerts("PENDING_ORIGINAL"));
    told.tell(rectifying(second_key, root_key, "2026-01-12", "450"));
    CHECK(told.lots().empty());
    told.tell(root());
    CHECK_FALSE(told.alerts("PENDING_ORIGINAL"));
    const auto lots = told.lots();
    REQUIRE(lots.size() == 2);
    CHECK(lots[0].key == root_key);
    CHECK(lots[0].part == "RM-1");
    CHECK(lots[0].quantity == q("420"));
    CHECK(lots[0].entry_date == *parse_date("2025-12-30"));
    CHECK(format_local_date_time(lots[0].paid_at) == "2025-12-30 01:00:00");
}

TEST_CASE("links that go round wait for ever and stop nothing", "[book][rectification]") {
    Teller told;
    told.tell(rectifying(second_key, third_key, "2026-01-12", "1"));
    told.tell(rectifying(third_key, second_key, "2026-01-15", "1"));
    CHECK(told.lots().empty());
    CHECK(told.alerts("PENDING_ORIGINAL"));
}

TEST_CASE("the same pedimento with other content: the first stands, the other is a conflict",
          "[book][conflict]") {
    Teller told;
    CHECK(told.tell(root()).verdict == Verdict::fresh);
    CHECK(told.tell(root()).verdict == Verdict::duplicate);
    Pedimento other = root();
    other.partidas[0].quantity = q("501");
    CHECK(told.tell(other).verdict == Verdict::conflict);
    CHECK(told.tell(other).verdict == Verdict::duplicate);
    CHECK(told.book.holds(Fact{other}));
    CHECK(told.alerts("CONFLICT"));
    told.tell(line(root_key, 1, "RM-1", "500"));
    CHECK(told.lots()[0].quantity == q("500"));
}

TEST_CASE("a later delivery completes what the first had no record of", "[book]") {
    for (const bool lean_first : {true, false}) {
        CAPTURE(lean_first);
        Pedimento full = root();
        full.entry_date = *parse_date("2025-12-28");
        Pedimento lean = root();
        lean.entry_date.reset();
        lean.sections = {false, true, true, true};
        Teller told;
        told.tell(line(root_key, 1, "RM-1", "500"));
        CHECK(told.tell(lean_first ? lean : full).verdict == Verdict::fresh);
        CHECK(told.lots()[0].entry_date_is_assumed == lean_first);
        CHECK(told.tell(lean_first ? full : lean).verdict ==
              (lean_first ? Verdict::fresh : Verdict::duplicate));
        CHECK(told.lots()[0].entry_date == *parse_date("2025-12-28"));
        CHECK_FALSE(told.lots()[0].entry_date_is_assumed);
    }
}

TEST_CASE("a pedimento that was held back is shown until a delivery brings it whole", "[book]") {
    Teller told;
    Delivery delivery{.folio = "2000111", .rfc = rfc, .is_incomplete = true};
    delivery.held_back = {root_key};
    told.tell(delivery);
    CHECK(told.alerts("HELD_BACK"));
    told.tell(root());
    CHECK_FALSE(told.alerts("HELD_BACK"));
}

TEST_CASE("a part is never guessed in silence", "[book][parts]") {
    Teller told;
    Pedimento p = root();
    p.partidas = {partida(1, "5", "No. De parte: AB-100"), partida(2, "7", "CAJA DE CARTON")};
    told.tell(p);
    const auto lots = told.lots();
    REQUIRE(lots.size() == 1);
    CHECK(lots[0].part == "AB-100");
    CHECK(lots[0].part_is_proposed);
    CHECK(told.alerts("PART_NOT_NAMED"));
    told.tell(line(root_key, 2, "RM-7", "7"));
    CHECK(told.lots().size() == 2);
    CHECK_FALSE(told.alerts("PART_NOT_NAMED"));
}

TEST_CASE("one partida of several parts is shared out, and customs' total stands",
          "[book][parts]") {
    Teller told;
    told.tell(root());
    told.tell(line(root_key, 1, "RM-1", "300"));
    told.tell(line(root_key, 1, "RM-2", "100"));
    CHECK(told.alerts("BREAKDOWN_DIFFERS"));
    Quantity sum;
    Money value;
    for (const LotRow& lot : told.lots()) {
        if (lot.line != 1) continue;
        sum += lot.quantity;
        value += *lot.value;
    }
    CHECK(sum == q("500"));
    CHECK(value == *parse_money("100"));
}

TEST_CASE("no quantity is converted without a conversion of the catalog", "[book][units]") {
    Teller told;
    told.tell(Part{.part_number = "RM-1", .umc = 11});
    told.tell(root());
    told.tell(line(root_key, 1, "RM-1", "500"));
    CHECK(told.lots().empty());
    CHECK(told.alerts("UNIT_MISMATCH"));
    told.tell(UnitConversion{.part_number = "RM-1", .unit = 6, .factor = q("0.001")});
    REQUIRE(told.lots().size() == 1);
    CHECK(told.lots()[0].quantity == q("0.5"));
    CHECK(told.lots()[0].unit == 11);
}

TEST_CASE("an export of a product without a bill of materials is an exception, not a guess",
          "[book][exits]") {
    Teller told;
    Pedimento exit = pedimento("26-190-8005-6000009", "RT", 2, "2026-02-01");
    exit.partidas = {partida(1, "10")};
    told.tell(exit);
    told.tell(line("26-190-8005-6000009", 1, "FG-1", "10"));
    CHECK(told.alerts("NO_CONSUMPTION"));
    CHECK(told.alerts("UNDISCHARGED_EXIT"));
    told.tell(Product{.part_number = "FG-1", .umc = 6});
    BomVersion bom{.product = "FG-1"};
    bom.lines.push_back({.component = "RM-1", .incorporated = q("2")});
    told.tell(bom);
    CHECK_FALSE(told.alerts("NO_CONSUMPTION"));
    CHECK(told.alerts("SHORTAGE"));
    told.tell(root());
    told.tell(line(root_key, 1, "RM-1", "500"));
    CHECK_FALSE(told.alerts("SHORTAGE"));
    CHECK(told.lots()[0].left == q("480"));
}

TEST_CASE("a virtual return stays provisional until its other half matches", "[book][virtual]") {
    Teller told;
    told.tell(root());
    told.tell(line(root_key, 1, "RM-1", "500"));
    Pedimento half = pedimento("26-190-8005-6000011", "V1", 2, "2026-02-02");
    half.partidas = {partida(1, "50")};
    half.discharges = {{.original = *parse_pedimento_key("26-190-8005-6000010"),
                        .clave = "V1",
                        .payment_date = *parse_date("2026-02-01")}};
    told.tell(half);
    told.tell(line("26-190-8005-6000011", 1, "RM-1", "50"));
    CHECK(told.alerts("V1_UNMATCHED"));
    CHECK(told.lots()[0].left == q("450"));
    CHECK(told.lots()[0].provisional == q("50"));

    Pedimento import = pedimento("26-190-8005-6000010", "V1", 1, "2026-02-01");
    import.rfc = "GNA150301B01";
    import.partidas = {partida(1, "50")};
    told.tell(import);
    InvoiceLine theirs = line("26-190-8005-6000010", 1, "RM-1", "50");
    theirs.rfc = "GNA150301B01";
    told.tell(theirs);
    CHECK_FALSE(told.alerts("V1_UNMATCHED"));
    CHECK_FALSE(told.alerts("V1_MISMATCH"));
    CHECK(told.lots()[0].provisional == Quantity{});
}
