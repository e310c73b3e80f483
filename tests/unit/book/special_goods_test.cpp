#include "hub/book/tables.hpp"
#include "hub/scenario/told.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::book;

namespace {

constexpr const char* rfc = "AAA010101AAA";

/// A book that was told statements, and what it refused of them.
struct Case {
    explicit Case(std::string_view statements) {
        const scenario::Told told = scenario::tell(statements, book);
        INFO(told.fault_line << ": " << told.fault);
        REQUIRE(told.fault_line == 0);
        if (!told.refusals.empty()) refused = told.refusals.front().code;
    }
    std::string takes() {
        std::string text;
        for (const auto& row : discharges_table(book, {}).rows) {
            text.append(text.empty() ? "" : ", ").append(row[1]).append(":").append(row[5]);
            text.append(":").append(row[6]).append(":").append(row[8]);
        }
        return text;
    }
    const Alert* alert(std::string_view code) {
        alerts_ = book.alerts(rfc, std::nullopt);
        for (const Alert& alert : alerts_) {
            if (alert.code == code) return &alert;
        }
        return nullptr;
    }
    Book book;
    std::string refused;

private:
    std::vector<Alert> alerts_;
};

const std::string company = "company ALFA rfc=AAA010101AAA\npart X umc=6\npart Y umc=6\n";

}  // namespace

TEST_CASE("rejected goods that leave again discharge their own lot first", "[book]") {
    const std::string facts = company +
                              "import A X 100 IN 2026-01-10\n"
                              "outcome RT1 RT 2026-02-01 use=X:30\n"
                              "import R X 10 IN 2026-03-01 rejected=RT1\n"
                              "outcome RT2 RT 2026-04-01\n";
    CHECK(Case{facts + "use RT2 X 15 rejected=R\n"}.takes() ==
          "RT1:X:A:30.000, RT2:X:R:10.000, RT2:X:A:5.000");
    CHECK(Case{facts + "use RT2 X 15\n"}.takes() == "RT1:X:A:30.000, RT2:X:A:15.000");
    // Only goods that did come back have a lot of their own.
    Case wrong{facts + "use RT2 X 15 rejected=A\n"};
    CHECK(wrong.refused == "NOT_REJECTED");
    CHECK(wrong.takes() == "RT1:X:A:30.000");
}

TEST_CASE("scrap of another name and unit is discharged as what it was", "[book]") {
    const std::string facts = company +
                              "part SCRAP-CU umc=1\n"
                              "scrap-of SCRAP-CU X 4\n"
                              "scrap-of SCRAP-CU Y 0.5\n"
                              "scrap-of SCRAP-CU X 5 from=2026-06-01\n"
                              "scrap-of SCRAP-CU Y 0 from=2026-06-01\n"
                              "import A X 100 IN 2026-01-10\n"
                              "import B Y 100 IN 2026-01-10\n"
                              "scrap X 60 2026-02-01\n"
                              "scrap Y 60 2026-02-01\n";
    Case may{facts + "outcome D1 DESTRUCTION 2026-05-01 of=scrap use=SCRAP-CU:6\n"};
    CHECK(may.takes() == "D1:X:A:24.000, D1:Y:B:3.000");
    CHECK(may.alert("SCRAP_ABOVE_POOL") == nullptr);
    Case june{facts + "outcome D1 DESTRUCTION 2026-06-01 of=scrap use=SCRAP-CU:13\n"};
    CHECK(june.takes() == "D1:X:A:65.000");
    const Alert* above = june.alert("SCRAP_ABOVE_POOL");
    REQUIRE(above != nullptr);
    CHECK(above->subject == "X");
    CHECK(above->amount == Quantity::from_units(5));
    CHECK(above->reason == "2026-06-01");
    // Outside scrap the name is a part like any other.
    Case plain{facts + "outcome RT1 RT 2026-05-01 use=SCRAP-CU:6\n"};
    CHECK(plain.takes() == "RT1:SCRAP-CU:SHORTAGE:6.000");
}

TEST_CASE("scrap that comes into the pool on the same day counts for that day", "[book]") {
    Case told{company +
              "import A X 100 IN 2026-01-10\n"
              "outcome D1 DESTRUCTION 2026-05-01 of=scrap use=X:6\n"
              "scrap X 6 2026-05-01\n"};
    CHECK(told.alert("SCRAP_ABOVE_POOL") == nullptr);
}

TEST_CASE("a work order tells whether a subassembly was made or bought", "[book]") {
    const std::string facts = company +
                              "part SUB umc=6\n"
                              "product SUB umc=6\n"
                              "product P umc=6\n"
                              "bom SUB X 2\n"
                              "bom P SUB 1\n"
                              "import A X 100 IN 2026-01-10\n"
                              "outcome RT1 RT 2026-03-01\n";
    const std::string lots = "import S SUB 100 IN 2026-01-10\n";
    const std::string made = "work-order WO1 P made=SUB\nexit RT1 P 10 order=WO1\n";
    const std::string bought = "work-order WO1 P bought=SUB\nexit RT1 P 10 order=WO1\n";
    // Without a work order lots of its own decide (D-15).
    CHECK(Case{facts + lots + "exit RT1 P 10\n"}.takes() == "RT1:SUB:S:10.000");
    CHECK(Case{facts + "exit RT1 P 10\n"}.takes() == "RT1:X:A:20.000");
    CHECK(Case{facts + lots + made}.takes() == "RT1:X:A:20.000");
    CHECK(Case{facts + bought}.takes() == "RT1:SUB:SHORTAGE:10.000");
    // It counts whenever it is told.
    Case late{facts + lots + "exit RT1 P 10 order=WO1\nwork-order WO1 P made=SUB\n"};
    CHECK(late.takes() == "RT1:X:A:20.000");
    // The first words of a name stand.
    Case again{facts + lots + made + "work-order WO1 P bought=SUB\n"};
    CHECK(again.refused == "CONFLICT");
    CHECK(again.takes() == "RT1:X:A:20.000");
}

TEST_CASE("what people direct needs a lot, a reason and somebody who answers", "[book]") {
    const std::string facts = company +
                              "import A X 100 IN 2026-01-10\n"
                              "import B X 100 IN 2026-01-11\n"
                              "outcome H11 H1 2026-02-01 use=X:30\n";
    CHECK(Case{facts + "direct H11 X 20 lot=B by=Ana reason=\"serial 7\"\n"}.takes() ==
          "H11:X:B:20.000, H11:X:A:10.000");
    CHECK(Case{facts + "direct H11 X 20 lot=B by=Ana\n"}.refused == "REASON_MISSING");
    CHECK(Case{facts + "direct H11 X 20 by=Ana reason=serial\n"}.refused == "NOT_FOUND");
}

TEST_CASE("every policy of a company can be told, and counts from its day", "[book]") {
    const std::string facts = company + "import A X 100 IN 2024-01-10\n";
    const std::string expired = facts + "outcome RT1 RT 2026-02-01 use=X:30\n";
    CHECK(Case{expired}.takes() == "RT1:X:A:30.000");
    CHECK(Case{"policy expired_return=ask\n" + expired}.takes() == "RT1:X:SHORTAGE:30.000");
    CHECK(Case{"policy expired_return=ask from=2026-03-01\n" + expired}.takes() ==
          "RT1:X:A:30.000");
    CHECK(Case{"policy expired_return=ask rfc=BBB010101BBB\n" + expired}.takes() ==
          "RT1:X:A:30.000");
    const std::string use = facts + "outcome H11 RT 2025-02-01\nuse H11 X 10 shrinkage=2\n";
    Case pending{"policy no_norm=pending\n" + use};
    CHECK(pending.alert("SHRINKAGE_ABOVE_NORM") != nullptr);
    const std::string unrecorded =
        facts + "outcome H11 RT 2025-02-01\nuse H11 X 10 status=unrecorded\n";
    CHECK(Case{unrecorded}.takes() == "H11:X:A:10.000");
    CHECK(Case{"policy unrecorded=hold\n" + unrecorded}.takes().empty());
}

TEST_CASE("a bill of days that had none explodes the exits of those days anew", "[book]") {
    Case told{company +
              "part SUB umc=6\n"
              "product SUB umc=6\n"
              "product P umc=6\n"
              "bom SUB X 2 from=2026-06-01\n"
              "bom P SUB 1\n"
              "import A X 100 IN 2026-01-10\n"
              "outcome RT1 RT 2026-03-01\n"
              "exit RT1 P 10\n"};
    CHECK(told.takes() == "RT1:SUB:SHORTAGE:10.000");
    BomVersion older{.product = "SUB", .valid_from = parse_date("2026-02-01").value()};
    older.lines.push_back({.component = "X", .incorporated = Quantity::from_units(3)});
    told.book.apply({told.book.known(), {}, older});
    CHECK(told.takes() == "RT1:X:A:30.000");
}
