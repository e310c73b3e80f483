#include "hub/book/filings.hpp"

#include "hub/book/credit_tables.hpp"
#include "hub/book/tables.hpp"
#include "hub/scenario/told.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::book;

namespace {

constexpr const char* rfc = "AAA010101AAA";

/// Statements told one after the other; each answer is the code of what was refused, or "".
class Log {
public:
    explicit Log(std::string_view statements) { REQUIRE(tell(statements).empty()); }
    std::string tell(std::string_view statements) {
        const scenario::Told told = scenario::tell(statements, book);
        INFO(told.fault_line << ": " << told.fault);
        REQUIRE(told.fault_line == 0);
        return told.refusals.empty() ? "" : told.refusals.front().code;
    }
    /// "RT1:A:100.000, …" in the order of the discharge.
    std::string takes() {
        const Table table = discharges_table(book, {});
        std::string text;
        for (const auto& row : table.rows) {
            text.append(text.empty() ? "" : ", ").append(row[1]).append(":").append(row[6]);
            text.append(":").append(row[8]);
        }
        return text;
    }
    std::string report(std::size_t row, std::size_t column) {
        const Table table = credit_reports_table(book, rfc);
        REQUIRE(row < table.rows.size());
        return std::string{table.rows[row][column]};
    }
    std::size_t count(std::string_view code) {
        std::size_t count = 0;
        for (const Alert& alert : book.alerts(rfc, std::nullopt)) count += alert.code == code;
        return count;
    }
    void check_equals_zero() {
        const Derived& now = book.derived(rfc);
        const Derived zero = book.derived_from_zero(rfc);
        REQUIRE(now.takes.size() == zero.takes.size());
        for (std::size_t i = 0; i < now.takes.size(); ++i) {
            CHECK(now.takes[i].lot == zero.takes[i].lot);
            CHECK(now.takes[i].quantity == zero.takes[i].quantity);
        }
        CHECK(now.alerts == zero.alerts);
    }
    Book book;
};

constexpr std::size_t state = 7;
constexpr std::size_t filed = 8;
constexpr std::size_t now = 9;
constexpr std::size_t difference = 10;
constexpr std::size_t approver = 11;

const std::string company = "company ALFA rfc=AAA010101AAA\npart X umc=6 tariff=85444299\n";
const std::string two_lots = company +
                             "import B X 500 IN 2026-01-20 value=100000\n"
                             "outcome RT1 RT 2026-02-01 use=X:100\n"
                             "file return 2026-02\n";
/// Older than B: first in, first out takes it for RT1.
const std::string late_lot = "import A X 60 IN 2026-01-10 value=6000\n";

}  // namespace

TEST_CASE("a filed report stands until two people approve another", "[book][filings]") {
    Log log{two_lots};
    CHECK(log.report(0, state) == "filed");
    CHECK(log.tell("approve-report return 2026-02 by=Ana reason=late") == "NOTHING_TO_REPLACE");
    CHECK(log.tell(late_lot).empty());
    CHECK(log.takes() == "RT1:A:60.000, RT1:B:40.000");
    CHECK(log.report(0, state) == "replacement");
    CHECK(log.report(0, filed) == "20000.00");
    CHECK(log.report(0, now) == "14000.00");
    CHECK(log.report(0, difference) == "-6000.00");
    CHECK(log.count("REPORT_SUPERSEDED") == 1);

    CHECK(log.tell("approve-report return 2026-02 by=Ana") == "REASON_MISSING");
    CHECK(log.tell("approve-report return 2026-03 by=Ana reason=late") == "NOT_FOUND");
    CHECK(log.tell("approve-report return 2026-02 by=Ana reason=late").empty());
    CHECK(log.report(0, state) == "replacement_approved_once");
    CHECK(log.report(0, approver) == "Ana");
    CHECK(log.tell("approve-report return 2026-02 by=Ana reason=again") == "SECOND_PERSON_NEEDED");
    CHECK(log.report(0, filed) == "20000.00");
    CHECK(log.tell("approve-report return 2026-02 by=Luis reason=checked").empty());
    CHECK(log.report(0, state) == "filed");
    CHECK(log.report(0, filed) == "14000.00");
    CHECK(log.report(0, 5) == "2");
    CHECK(log.count("REPORT_SUPERSEDED") == 0);
    CHECK(log.book.filings().all().back().approvers == std::vector<std::string>{"Ana", "Luis"});
}

TEST_CASE("an approval is of the figures that were seen", "[book][filings]") {
    Log log{two_lots + late_lot + "approve-report return 2026-02 by=Ana reason=late\n"};
    CHECK(log.tell("import C X 10 IN 2026-01-05 value=10").empty());
    CHECK(log.report(0, state) == "replacement");  // Ana saw other figures
    CHECK(log.tell("approve-report return 2026-02 by=Luis reason=late").empty());
    CHECK(log.report(0, approver) == "Luis");
    CHECK(log.tell("approve-report return 2026-02 by=Ana reason=late").empty());
    CHECK(log.report(0, state) == "filed");
}

TEST_CASE("a policy to freeze keeps the rows of a filed report", "[book][filings]") {
    Log log{"policy filed=freeze\n" + two_lots};
    CHECK(log.tell(late_lot).empty());
    CHECK(log.takes() == "RT1:B:100.000");
    CHECK(log.report(0, state) == "filed");
    log.check_equals_zero();
    // What comes after it uses what is left, oldest first.
    CHECK(log.tell("outcome RT2 RT 2026-03-01 use=X:80").empty());
    CHECK(log.takes() == "RT1:B:100.000, RT2:A:60.000, RT2:B:20.000");
    log.check_equals_zero();
    // Two people let it go: the report is what first in, first out gives.
    CHECK(log.tell("approve-report return 2026-02 by=Ana reason=audit").empty());
    CHECK(log.takes() == "RT1:B:100.000, RT2:A:60.000, RT2:B:20.000");
    CHECK(log.tell("approve-report return 2026-02 by=Luis reason=audit").empty());
    CHECK(log.takes() == "RT1:A:60.000, RT1:B:40.000, RT2:B:80.000");
    CHECK(log.report(0, filed) == "14000.00");
    log.check_equals_zero();
    // And is frozen as that.
    CHECK(log.tell("import C X 10 IN 2026-01-05 value=10").empty());
    CHECK(log.takes() == "RT1:A:60.000, RT1:B:40.000, RT2:C:10.000, RT2:B:70.000");
    log.check_equals_zero();
}

TEST_CASE("what a frozen report lacked stays open", "[book][filings]") {
    Log log{"policy filed=freeze\n" + company +
            "import B X 70 IN 2026-01-20 value=700\n"
            "outcome RT1 RT 2026-02-01 use=X:100\n"
            "file return 2026-02\n" +
            late_lot};
    CHECK(log.takes() == "RT1:B:70.000, RT1:SHORTAGE:30.000");
    CHECK(log.count("SHORTAGE") == 1);
    log.check_equals_zero();
    // A month of before the policy is not frozen.
    Log before{"policy filed=freeze from=2026-03-01\n" + two_lots + late_lot};
    CHECK(before.takes() == "RT1:A:60.000, RT1:B:40.000");
}

TEST_CASE("a second freezing of the same lines gives each its own rows", "[book][filings]") {
    Log log{"policy filed=freeze\n" + company +
            "import B X 500 IN 2026-01-20 value=100000\n"
            "outcome RT1 RT 2026-02-01\n"
            "use RT1 X 40 plant=P1\n"
            "use RT1 X 50 plant=P2 shrinkage=5\n"
            "file return 2026-02\n" +
            late_lot + "file return 2026-02\n"};
    CHECK(log.takes() == "RT1:B:40.000, RT1:B:55.000");
    log.check_equals_zero();
}

TEST_CASE("a frozen row is of its column and serves once", "[book][filings]") {
    Log log{"policy filed=freeze\n" + company +
            "import B X 50 IN 2026-01-20 value=5000\n"
            "import C X 100 IN 2026-01-21 value=9000\n"
            "outcome RT1 RT 2026-02-01\n"
            "use RT1 X 50 shrinkage=5\n"
            "file return 2026-02\n" +
            late_lot};
    CHECK(log.takes() == "RT1:B:50.000, RT1:C:5.000");
    log.check_equals_zero();
}

TEST_CASE("an outcome that is confirmed no more leaves the report that is filed and frozen again",
          "[book][filings]") {
    const std::string import_half =
        "import V X 50 V1 2026-02-01 company=BETA from=ALFA ped=264338906000007\n";
    Log log{"policy filed=freeze\n" + company + "company BETA rfc=BBB010101BBB\npart X umc=6\n" +
            "import B X 500 IN 2026-01-20 value=100000\n" + import_half +
            "outcome T1 V1 2026-02-01 use=X:50 to=BETA "
            "descargos=264338906000007,2026-02-01,V1\n"
            "file virtual 2026-02\n" +
            late_lot};
    CHECK(log.takes() == "T1:B:50.000");
    // The pair does not match any more; the report is filed without it, and lets go of its rows.
    CHECK(log.tell("rectify V 2026-02-20 qty=49\n").empty());
    CHECK(log.takes() == "T1:B:50.000");
    log.check_equals_zero();
    CHECK(log.tell("file virtual 2026-02 company=AAA010101AAA\n").empty());
    CHECK(log.takes() == "T1:A:50.000");
    log.check_equals_zero();
}
