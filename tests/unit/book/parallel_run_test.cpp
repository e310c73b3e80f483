#include "hub/book/parallel_run.hpp"

#include "hub/book/parallel_tables.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::book;

namespace {

constexpr const char* rfc = "GNA150301A00";

Quantity q(const char* text) { return *parse_quantity(text); }
LocalDate day(const char* text) { return *parse_date(text); }

EntryDeclaration lot(const char* name, const char* quantity, const char* entry,
                     const char* clave = "IN") {
    return {.name = name,
            .rfc = rfc,
            .part_number = "X",
            .quantity = q(quantity),
            .clave = clave,
            .entry_date = day(entry)};
}

OutcomeDeclaration out(const char* name, const char* date, const char* quantity,
                       const char* clave = "RT") {
    return {.name = name,
            .rfc = rfc,
            .clave = clave,
            .operation_date = day(date),
            .use_part = "X",
            .use_quantity = q(quantity)};
}

class Teller {
public:
    Teller() { tell(Part{.part_number = "X", .umc = 6}); }
    void tell(Fact fact) {
        CHECK(book.apply({LogPosition{position_++}, {}, std::move(fact)}).verdict ==
              Verdict::fresh);
    }
    /// The other system says that it took so much of a lot for an exit.
    void claims(const char* exit, const char* lot, const char* quantity, std::uint32_t line = 1,
                const char* part = "X") {
        tell(ForeignDischarge{.rfc = rfc,
                              .system = "old",
                              .exit_key = exit,
                              .exit_line = line,
                              .part_number = part,
                              .lot_key = lot,
                              .lot_line = 1,
                              .quantity = q(quantity)});
    }
    ParallelRun run() { return parallel_run(book, {.rfc = rfc, .system = "old"}); }
    /// "exit lot theirs/ours REASON causes;" of each difference.
    std::string told() {
        std::string text;
        for (const DifferenceRow& row : run().rows) {
            text += row.exit_key + " " + row.lot_key + " " + format_quantity(row.theirs, 0) + "/" +
                    format_quantity(row.ours, 0) + " " + std::string{to_string(row.reason)};
            for (const auto cause : row.causes) text += " " + std::to_string(cause);
            text += ";";
        }
        return text;
    }
    Book book;

private:
    std::uint64_t position_ = 0;
};

/// Two lots of one day, one younger; three exits.
struct Ties : Teller {
    Ties() {
        tell(lot("A", "100", "2026-01-05"));
        tell(lot("B", "100", "2026-01-05"));
        tell(lot("C", "100", "2026-02-05"));
        tell(out("E1", "2026-03-01", "60"));
        tell(out("E2", "2026-03-02", "60"));
        tell(out("E3", "2026-03-03", "100"));
    }
};

}  // namespace

TEST_CASE("an equal history gives no difference", "[book][parallel]") {
    Ties told;
    told.claims("E1", "A", "60");
    told.claims("E2", "A", "40");
    told.claims("E2", "B", "20");
    told.claims("E3", "B", "80");
    told.claims("E3", "C", "20");
    const ParallelRun run = told.run();
    CHECK(told.told().empty());
    CHECK(run.equal == 5);
    CHECK(run.first == day("2026-03-01"));
    CHECK(run.last == day("2026-03-03"));
}

TEST_CASE("a tie broken otherwise is one cause, and what follows points to it",
          "[book][parallel]") {
    Ties told;
    told.claims("E1", "B", "60");
    told.claims("E2", "B", "40");
    told.claims("E2", "A", "20");
    told.claims("E3", "A", "80");
    told.claims("E3", "C", "20");
    CHECK(told.told() ==
          "E1 A 0/60 TIE_ORDER 1;E1 B 60/0 TIE_ORDER 1;"
          "E2 A 20/40 TIE_ORDER 1;E2 B 40/20 TIE_ORDER 1;"
          "E3 A 80/0 CONSEQUENCE 1;E3 B 0/80 CONSEQUENCE 1;");
    const auto causes = told.run().causes;
    REQUIRE(causes.size() == 1);
    CHECK(causes[0].exit_key == "E1");
    CHECK(causes[0].lot == "B");
    CHECK(causes[0].instead == "A");
    CHECK(causes[0].rows == 6);
}

TEST_CASE("days shown are chosen after everything is compared", "[book][parallel]") {
    Ties told;
    told.claims("E1", "B", "60");
    told.claims("E2", "B", "40");
    told.claims("E2", "A", "20");
    told.claims("E3", "A", "80");
    told.claims("E3", "C", "20");
    const ParallelRun run =
        parallel_run(told.book, {.rfc = rfc, .system = "old", .from = day("2026-03-03"), .to = {}});
    CHECK(run.rows.size() == 2);
    REQUIRE(run.causes.size() == 1);
    CHECK(run.causes[0].exit_key == "E1");
    CHECK(run.equal == 1);
}

TEST_CASE("a younger lot taken first is a breach, named by the lot passed over",
          "[book][parallel]") {
    Ties told;
    told.claims("E1", "C", "60");
    told.claims("E2", "A", "60");
    told.claims("E3", "A", "40");
    told.claims("E3", "B", "60");
    CHECK(told.told() ==
          "E1 A 0/60 FIFO_BREACH 1;E1 C 60/0 FIFO_BREACH 1;"
          "E2 A 60/40 CONSEQUENCE 1;E2 B 0/20 CONSEQUENCE 1;"
          "E3 A 40/0 CONSEQUENCE 1;E3 B 60/80 CONSEQUENCE 1;E3 C 0/20 CONSEQUENCE 1;");
}

TEST_CASE("after a pool came together again an old cause explains nothing", "[book][parallel]") {
    Ties told;
    told.claims("E1", "B", "60");
    told.claims("E2", "A", "60");
    told.tell(out("E0", "2026-03-02", "20"));  // before E2 by its folio
    told.claims("E0", "B", "20");
    told.claims("E3", "A", "40");
    told.claims("E3", "B", "20");
    told.claims("E3", "C", "40");
    told.tell(out("E4", "2026-03-04", "10"));
    told.claims("E4", "C", "11");
    const auto causes = told.run().causes;
    REQUIRE(causes.size() == 2);
    CHECK(causes[1].reason == DifferenceReason::quantity);
    told.tell(lot("D", "100", "2026-02-06"));
    told.tell(out("E5", "2026-03-05", "50"));
    told.claims("E5", "C", "49");
    told.claims("E5", "D", "1");
    CHECK(told.told().ends_with(
        "E4 C 11/10 QUANTITY 2;E5 C 49/50 CONSEQUENCE 2;E5 D 1/0 CONSEQUENCE 2;"));
}

TEST_CASE("a discharge from a lot that had not entered", "[book][parallel]") {
    Teller told;
    told.tell(lot("A", "1000", "2026-05-10"));
    told.tell(out("E1", "2026-05-08", "400"));
    told.tell(out("E2", "2026-05-12", "300"));
    told.claims("E1", "A", "400");
    told.claims("E2", "A", "300");
    CHECK(told.told() == "E1 A 400/0 DISCHARGE_BEFORE_ENTRY 1;");
    // Their shortage, where they tell of one, is compared as well.
    Teller short_there;
    short_there.tell(lot("A", "1000", "2026-05-10"));
    short_there.tell(out("E1", "2026-05-08", "400"));
    short_there.claims("E1", "SHORTAGE", "400");
    CHECK(short_there.told().empty());
}

TEST_CASE("an expired lot that a change of regime may not take", "[book][parallel]") {
    Teller told;
    told.tell(lot("A", "120", "2024-09-10"));
    told.tell(lot("B", "500", "2025-06-01"));
    told.tell(out("E1", "2026-04-14", "50", "F4"));
    told.claims("E1", "A", "50");
    CHECK(told.told() == "E1 A 50/0 EXPIRED 1;E1 B 0/50 EXPIRED 1;");
}

TEST_CASE("more than the lot holds", "[book][parallel]") {
    Teller told;
    told.tell(lot("A", "50", "2026-01-05"));
    told.tell(lot("B", "100", "2026-02-05"));
    told.tell(out("E1", "2026-03-01", "40"));
    told.tell(out("E2", "2026-03-02", "40"));
    told.claims("E1", "A", "40");
    told.claims("E2", "A", "40");
    CHECK(told.told() == "E2 A 40/10 OVERDISCHARGE 1;E2 B 0/30 OVERDISCHARGE 1;");
}

TEST_CASE("exits and lots that are not here, and exits that are not there", "[book][parallel]") {
    Teller told;
    told.tell(lot("A", "100", "2026-01-05"));
    told.tell(out("E1", "2026-03-01", "10"));
    told.tell(out("E2", "2026-03-02", "10"));
    told.tell(out("E3", "2026-03-03", "10"));
    told.claims("E1", "Z", "10");
    told.tell(ForeignDischarge{.rfc = rfc,
                               .system = "old",
                               .exit_key = "E9",
                               .exit_line = 1,
                               .part_number = "X",
                               .lot_key = "A",
                               .lot_line = 1,
                               .quantity = q("5"),
                               .operation_date = day("2026-03-03")});
    told.claims("E3", "A", "10");
    CHECK(told.told() ==
          "E1 A 0/10 UNKNOWN_LOT 1;E1 Z 10/0 UNKNOWN_LOT 1;"
          "E2 A 0/10 NOT_DISCHARGED 2;E9 A 5/0 UNKNOWN_EXIT 3;");
}

TEST_CASE("an older bill of materials is one cause for all its parts and exits",
          "[book][parallel]") {
    Teller told;
    told.tell(Part{.part_number = "Y", .umc = 6});
    told.tell(Product{.part_number = "P", .umc = 6});
    const auto bill = [&](const char* from, const char* x, const char* y) {
        BomVersion version{.product = "P", .lines = {}};
        version.valid_from = day(from);
        version.lines.push_back({.component = "X", .incorporated = q(x)});
        version.lines.push_back({.component = "Y", .incorporated = q(y)});
        told.tell(version);
    };
    bill("2025-01-01", "2", "3");
    bill("2026-01-01", "4", "3.5");
    told.tell(lot("A", "1000", "2026-01-05"));
    EntryDeclaration other = lot("B", "1000", "2026-01-05");
    other.part_number = "Y";
    told.tell(other);
    for (const char* name : {"E1", "E2"}) {
        told.tell(OutcomeDeclaration{
            .name = name, .rfc = rfc, .clave = "RT", .operation_date = day("2026-03-01")});
        told.tell(ExitLine{.outcome = name, .product = "P", .quantity = q("10")});
        told.claims(name, "A", "20");
        told.claims(name, "B", "30", 1, "Y");
    }
    CHECK(told.told() ==
          "E1 A 20/40 BOM_VERSION 1;E1 B 30/35 BOM_VERSION 1;"
          "E2 A 20/40 BOM_VERSION 1;E2 B 30/35 BOM_VERSION 1;");
    const auto causes = told.run().causes;
    REQUIRE(causes.size() == 1);
    CHECK(causes[0].version == day("2025-01-01"));
    CHECK(causes[0].product == "P");
}

TEST_CASE("smaller reasons: date, rounding, another part, held shrinkage", "[book][parallel]") {
    Teller told;
    told.tell(lot("A", "50", "2026-01-05"));
    told.tell(lot("B", "1000", "2026-02-05"));
    SECTION("their exit is of another day, on which another lot was there") {
        told.tell(out("E1", "2026-02-01", "80"));
        for (const auto& [name, quantity] : {std::pair{"A", "50"}, {"B", "30"}}) {
            told.tell(ForeignDischarge{.rfc = rfc,
                                       .system = "old",
                                       .exit_key = "E1",
                                       .exit_line = 1,
                                       .part_number = "X",
                                       .lot_key = name,
                                       .quantity = q(quantity),
                                       .operation_date = day("2026-02-10")});
        }
        CHECK(told.told() == "E1 B 30/0 EXIT_DATE 1;");
    }
    SECTION("less than the last decimal") {
        told.tell(out("E1", "2026-03-01", "10"));
        told.claims("E1", "A", "10.0009");
        CHECK(told.told() == "E1 A 10.0009/10 ROUNDING 1;");
    }
    SECTION("the last decimal is no rounding") {
        told.tell(out("E1", "2026-03-01", "10"));
        told.claims("E1", "A", "10.001");
        CHECK(told.told() == "E1 A 10.001/10 QUANTITY 1;");
    }
    SECTION("a part that the line does not consume") {
        EntryDeclaration other = lot("C", "10", "2026-01-05");
        other.part_number = "Y";
        told.tell(other);
        told.tell(out("E1", "2026-03-01", "10"));
        told.claims("E1", "A", "10");
        told.claims("E1", "C", "1", 1, "Y");
        CHECK(told.told() == "E1 C 1/0 NOT_CONSUMED 1;");
    }
    SECTION("shrinkage that is held here") {
        told.tell(ShrinkageNorm{.rfc = rfc, .part_number = "X", .percent = q("1")});
        told.tell(OutcomeDeclaration{
            .name = "E1", .rfc = rfc, .clave = "RT", .operation_date = day("2026-03-01")});
        told.tell(UseLine{
            .outcome = "E1", .part_number = "X", .incorporated = q("10"), .shrinkage = q("0.5")});
        told.claims("E1", "A", "10.5");
        CHECK(told.told() == "E1 A 10.5/10.1 SHRINKAGE_HELD 1;");
    }
}

TEST_CASE("claims past all measure are compared, and overflow nothing", "[book][parallel]") {
    Teller told;
    told.tell(lot("A", "100", "2026-01-05"));
    told.tell(out("E1", "2026-03-01", "10"));
    told.claims("E1", "A", "92000000000");
    told.claims("E1", "A", "91000000000");
    told.claims("E1", "Z", "92000000000");
    told.claims("E1", "SHORTAGE", "92000000000");
    CHECK(told.run().rows.size() == 3);
}

TEST_CASE("the quantity before a rectification is still used there", "[book][parallel]") {
    constexpr const char* root_key = "26-190-8005-6000001";
    const auto pedimento = [](const char* key, const char* paid, const char* quantity) {
        Pedimento p{.rfc = rfc, .ref = *parse_pedimento_key(key), .clave = "IN", .operation = 1};
        p.paid_at = {day(paid), 3600};
        p.entry_date = p.paid_at.date;
        p.sections = {true, true, true, true};
        p.partidas = {{.secuencia = 1, .quantity = q(quantity), .umc = 6}};
        return p;
    };
    Teller told;
    told.tell(InvoiceLine{.rfc = rfc,
                          .pedimento = *parse_pedimento_key(root_key),
                          .secuencia = 1,
                          .part_number = "X",
                          .quantity = q("500"),
                          .umc = 6});
    told.tell(pedimento(root_key, "2026-01-10", "500"));
    const auto* rectified = GENERATE("420", "520");
    Pedimento r1 = pedimento("26-190-8005-6000002", "2026-03-20", rectified);
    r1.is_rectification = true;
    r1.rectifies = RectifiedLink{*parse_pedimento_key(root_key), "IN", day("2026-01-10")};
    told.tell(r1);
    told.tell(lot("B", "800", "2026-02-05"));
    told.tell(out("E1", "2026-03-01", "510"));
    told.claims("E1", root_key, "500");
    told.claims("E1", "B", "10");
    const ParallelRun run = told.run();
    CHECK(run.rows.size() == 2);
    REQUIRE(run.causes.size() == 1);
    CHECK(run.causes[0].reason == DifferenceReason::r1_pending);
}

TEST_CASE("the quantity of an exit before its rectification is still used there",
          "[book][parallel]") {
    constexpr const char* root_key = "26-190-8005-6000001";
    const auto pedimento = [](const char* key, const char* paid, const char* quantity) {
        Pedimento p{.rfc = rfc, .ref = *parse_pedimento_key(key), .clave = "RT", .operation = 2};
        p.paid_at = {day(paid), 3600};
        p.sections = {true, true, true, true};
        p.partidas = {{.secuencia = 1, .quantity = q(quantity), .umc = 6}};
        return p;
    };
    Teller told;
    told.tell(lot("A", "800", "2026-01-05"));
    told.tell(InvoiceLine{.rfc = rfc,
                          .pedimento = *parse_pedimento_key(root_key),
                          .secuencia = 1,
                          .part_number = "X",
                          .quantity = q("30"),
                          .umc = 6});
    told.tell(pedimento(root_key, "2026-03-01", "30"));
    Pedimento r1 = pedimento("26-190-8005-6000002", "2026-03-20", "25");
    r1.is_rectification = true;
    r1.rectifies = RectifiedLink{*parse_pedimento_key(root_key), "RT", day("2026-03-01")};
    told.tell(r1);
    told.claims("261980056000001", "A", "30");
    CHECK(told.told() == std::string{root_key} + " A 30/25 R1_PENDING 1;");
}

TEST_CASE("every reason has a name and words in both languages", "[book][parallel]") {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(DifferenceReason::other); ++i) {
        const auto reason = static_cast<DifferenceReason>(i);
        CHECK(names.insert(to_string(reason)).second);
        CHECK(words_of(reason, Language::en) != words_of(reason, Language::es));
    }
}
