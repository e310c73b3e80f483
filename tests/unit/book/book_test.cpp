#include "hub/book/book.hpp"

#include "hub/book/tables.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::book;

namespace {

constexpr const char* rfc = "AAA010101AAA";

Quantity q(const char* text) { return *parse_quantity(text); }
LocalDate day(const char* text) { return *parse_date(text); }

EntryDeclaration entry(const char* name, const char* quantity, const char* date) {
    return {.name = name,
            .rfc = rfc,
            .part_number = "X",
            .quantity = q(quantity),
            .clave = "IN",
            .entry_date = day(date)};
}

OutcomeDeclaration outcome(const char* name, const char* date, const char* quantity) {
    return {.name = name,
            .rfc = rfc,
            .clave = "RT",
            .operation_date = day(date),
            .use_part = "X",
            .use_quantity = q(quantity)};
}

Movement movement(const char* id, MovementType type, const char* quantity, const char* at) {
    return {.event_id = id,
            .at = *parse_offset_time(at),
            .plant = "P01",
            .type = type,
            .part_number = "X",
            .quantity = q(quantity),
            .umc = 6,
            .ref_type = "PED",
            .ref = "25-190-8005-5000001"};
}

class Teller {
public:
    Teller() { tell(Part{.part_number = "X", .umc = 6}); }
    Applied tell(Fact fact) { return book.apply({LogPosition{position_++}, {}, std::move(fact)}); }
    Book book;

private:
    std::uint64_t position_ = 0;
};

}  // namespace

TEST_CASE("balances answer for a day as well as for now", "[book][as_of]") {
    Teller told;
    told.tell(entry("A", "500", "2026-01-10"));
    told.tell(entry("B", "800", "2026-02-05"));
    told.tell(outcome("RT1", "2026-03-01", "650"));
    const auto left = [&](const char* date) {
        std::string text;
        for (const LotBalance& b : balances_at(told.book.derived(rfc), day(date))) {
            text += format_quantity(b.left, 0) + " ";
        }
        return text;
    };
    CHECK(left("2026-01-09") == "0 0 ");
    CHECK(left("2026-02-28") == "500 800 ");
    CHECK(left("2026-03-01") == "0 650 ");
    CHECK(balances_table(told.book, {}).rows.size() == 1);
    CHECK(balances_table(told.book, {}).rows[0][4] == "650.000");
}

TEST_CASE("what a rule forbids is refused and has no effect", "[book][refused]") {
    Teller told;
    CHECK(told.tell(entry("A", "0", "2026-01-10")).code == "OVERDISCHARGE");
    auto wrong_key = entry("A", "1", "2026-01-10");
    wrong_key.clave = "F4";
    CHECK(told.tell(wrong_key).code == "KEY_NOT_ALLOWED");
    auto wrong_unit = entry("A", "1", "2026-01-10");
    wrong_unit.unit = 1;
    CHECK(told.tell(wrong_unit).code == "UNIT_MISMATCH");
    CHECK(told.book.derived(rfc).lots.empty());
    CHECK(told.tell(entry("A", "1", "2026-01-10")).verdict == Verdict::fresh);
    CHECK(told.tell(entry("A", "1", "2026-01-10")).verdict == Verdict::duplicate);
    CHECK(told.tell(entry("A", "2", "2026-01-10")).verdict == Verdict::conflict);
}

TEST_CASE("a virtual return that was a repetition has a pair to find once it stands alone",
          "[book][virtual]") {
    Teller told;
    told.tell(entry("A", "500", "2026-01-10"));
    OutcomeDeclaration first = outcome("RT1", "2026-02-07", "10");
    OutcomeDeclaration repeated = outcome("V1", "2026-02-01", "10");
    repeated.clave = "V1";
    first.pedimento = repeated.pedimento = "264338906000299";
    told.tell(first);
    told.tell(repeated);
    CHECK(told.book.derived(rfc).lots.front().provisional.is_zero());
    told.tell(Withdrawal{"RT1"});
    CHECK(told.book.derived(rfc).lots.front().provisional == q("10"));
}

TEST_CASE("a movement counts once, whoever tells it, and other content is a conflict",
          "[book][movements]") {
    Teller told;
    const auto m = movement("E1", MovementType::receipt, "35", "2026-01-10T23:30:00-06:00");
    CHECK(told.tell(ImportedMovement{rfc, m}).verdict == Verdict::fresh);
    CHECK(told.tell(ImportedMovement{rfc, m}).verdict == Verdict::duplicate);
    CHECK(told.tell(CapturedMovement{rfc, {AgentId{"a"}, 1, 1}, m, "raw"}).verdict ==
          Verdict::duplicate);
    auto other = m;
    other.quantity = q("36");
    CHECK(told.tell(ImportedMovement{rfc, other}).verdict == Verdict::conflict);
    CHECK(told.tell(ImportedMovement{"BBB010101BBB", other}).verdict == Verdict::fresh);
    const Physical& physical = told.book.physical();
    CHECK(physical.on_hand({rfc, "P01", "X"}, {}, told.book.catalogs()) == q("35"));
    CHECK(physical.on_hand({rfc, "P01", "X"}, day("2026-01-09"), told.book.catalogs()) ==
          Quantity{});
    CHECK(physical.on_hand({rfc, "P01", "X"}, day("2026-01-10"), told.book.catalogs()) == q("35"));
    bool conflict = false;
    for (const Alert& a : told.book.derived(rfc).alerts) conflict |= a.code == "CONFLICT";
    CHECK(conflict);
}

TEST_CASE("the exceptions of an address do not depend on which event came first",
          "[book][movements]") {
    std::vector<Alert> seen[2];
    for (int order = 0; order < 2; ++order) {
        Teller told;
        const char* ids[] = {"m2", "m1"};
        for (int i = 0; i < 2; ++i) {
            const auto m =
                movement(ids[i ^ order], MovementType::receipt, "1", "2026-01-10T08:00:00-06:00");
            told.tell(ImportedMovement{rfc, m});
            (void)told.book.derived(rfc);
        }
        seen[order] = told.book.derived(rfc).alerts;
    }
    REQUIRE(seen[0].size() == 2);
    CHECK(seen[0] == seen[1]);
    CHECK(seen[0][0].subject == "m1");
    CHECK(seen[0][1].subject == "m2");
}

TEST_CASE("a hundred thousand events are each remembered", "[book][movements]") {
    SeenEvents seen;
    for (int i = 0; i < 100'000; ++i) {
        const Digest name = sha256(as_bytes(std::to_string(i)));
        REQUIRE_FALSE(seen.find(name));
        seen.insert(name, static_cast<std::uint64_t>(i));
    }
    for (int i = 0; i < 100'000; ++i) {
        REQUIRE(seen.find(sha256(as_bytes(std::to_string(i)))) == static_cast<std::uint64_t>(i));
    }
    CHECK(seen.size() == 100'000);
}

TEST_CASE("a shortage shows as a row of its own", "[book][tables]") {
    Teller told;
    told.tell(entry("A", "500", "2026-01-10"));
    told.tell(outcome("RT1", "2026-03-01", "650"));
    const Table table = discharges_table(told.book, {});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0][6] == "A");
    CHECK(table.rows[1][6] == "SHORTAGE");
    CHECK(table.rows[1][7] == "0");
    CHECK(table.rows[1][8] == "150.000");
}
