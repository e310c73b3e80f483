#include "hub/ledger/keys.hpp"

#include <set>

#include "hub/ledger/fine.hpp"
#include "hub/ledger/prohibited.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::ledger;

namespace {

constexpr std::uint8_t import_half = 1;
constexpr std::uint8_t export_half = 2;

LocalDate day(const char* text) { return *parse_date(text); }

const std::string header =
    "clave,operation,valid_from,valid_to,opens,discharges,asset,virtual,requires_unexpired,"
    "requires_expired,case_by_case,declared,term_months,report_type,source\n";
const std::string opening = "IN,import,1900-01-01,,yes,no,no,no,no,no,no,no,18,,test\n";

KeyTable table_of(const std::string& rows) {
    auto table = KeyTable::parse(header + rows);
    REQUIRE(table);
    return *table;
}

}  // namespace

TEST_CASE("every row of the key table is read and found by its own day", "[ledger][keys]") {
    const auto& rules = key_table().rules();
    CHECK(rules.size() == 45);
    std::set<std::string> entries;
    std::set<std::string> definitive;
    std::set<std::string> discharged;
    std::set<std::string> asset_entries;
    std::set<std::string> asset_discharged;
    for (const KeyRule& rule : rules) {
        CAPTURE(rule.clave, rule.operation);
        CHECK(key_table().find(rule.clave, rule.operation, rule.days.from) == &rule);
        if (rule.effect == Effect::opens) entries.insert(rule.clave);
        if (rule.effect == Effect::definitive) definitive.insert(rule.clave);
        if (rule.effect == Effect::discharges) discharged.insert(rule.clave);
        if (rule.asset_effect == Effect::opens) asset_entries.insert(rule.clave);
        if (rule.asset_effect == Effect::discharges) asset_discharged.insert(rule.clave);
        // A discharge of inputs goes into a report; what only assets or people touch, into none.
        const bool reports =
            rule.effect == Effect::discharges || rule.declarable == Declarable::outcome;
        CHECK(rule.report_type.has_value() == reports);
    }
    using Keys = std::set<std::string>;
    CHECK(entries == Keys{"E1", "E3", "IN", "V1", "V7", "VD"});
    CHECK(definitive == Keys{"A1"});
    CHECK(discharged == Keys{"A3", "CTM", "DESTRUCTION", "DONATION", "F4", "H1", "H8", "RT", "V1",
                             "V5", "V6", "V9", "REPAIR"});
    CHECK(asset_entries == Keys{"AF", "E2", "E4", "V1"});
    CHECK(asset_discharged == Keys{"A3", "DESTRUCTION", "F5", "H1", "RT", "V1", "V9"});
}

TEST_CASE("what people may declare with a key stands in the table too", "[ledger][keys]") {
    const LocalDate on = day("2026-01-01");
    CHECK(may_declare_entry("IN", on));
    CHECK(may_declare_entry("V5", on));
    CHECK(may_declare_entry("V6", on));
    CHECK_FALSE(may_declare_entry("V9", on));
    CHECK_FALSE(may_declare_entry("AF", on));
    CHECK_FALSE(may_declare_entry("A1", on));  // national stock is told as such
    REQUIRE(outcome_rule("A1", on) != nullptr);
    CHECK(outcome_rule("A1", on)->expiry == Expiry::any);
    CHECK(outcome_rule("V1", on)->operation == export_half);
    CHECK(outcome_rule("BB", on) == nullptr);
    CHECK(outcome_rule("F5", on) == nullptr);  // assets are closed one by one
    CHECK(is_paired("V1", on));
    CHECK(is_paired("V5", on));
    CHECK_FALSE(is_paired("V6", on));
    CHECK(report_type("A1", on) == ReportType::retorno);
    CHECK_FALSE(report_type("F5", on));
}

TEST_CASE("a later row changes what a key does from its day only", "[ledger][keys]") {
    const std::string later = "IN,import,2026-05-14,,yes,no,no,no,no,no,no,no,12,,test\n";
    // In whatever order the rows are written.
    for (const std::string& rows : {opening + later, later + opening}) {
        const KeyTable table = table_of(rows);
        CHECK(table.find("IN", import_half, day("2026-05-13"))->term_months == 18);
        CHECK(table.find("IN", import_half, day("2026-05-14"))->term_months == 12);
        CHECK(table.find("IN", export_half, day("2026-05-14")) == nullptr);
    }
}

TEST_CASE("a row holds through its last day, then the one before it again", "[ledger][keys]") {
    const KeyTable table =
        table_of(opening + "IN,import,2026-05-14,2026-05-31,no,no,no,no,no,no,yes,no,0,,test\n" +
                 "ZZ,export,2026-01-01,2026-01-31,no,yes,no,no,no,no,no,no,0,return,test\n");
    CHECK(table.find("IN", import_half, day("2026-05-31"))->effect == Effect::case_by_case);
    CHECK(table.find("IN", import_half, day("2026-06-01"))->effect == Effect::opens);
    CHECK(table.find("ZZ", export_half, day("2025-12-31")) == nullptr);
    CHECK(table.find("ZZ", export_half, day("2026-01-31")) != nullptr);
    CHECK(table.find("ZZ", export_half, day("2026-02-01")) == nullptr);
}

TEST_CASE("a row that is malformed is named with its line and column", "[ledger][keys]") {
    struct Case {
        const char* row;
        const char* what;
    };
    const auto c = GENERATE(values<Case>({
        {"RT,export,1900-01-01,,no,yes", "line 3: 6 fields in place of 15"},
        {"RT,export,1900-02-30,,no,yes,no,no,no,no,no,no,0,return,test",
         R"(line 3: valid_from: "1900-02-30" is no day such as 2026-03-01)"},
        {"RT,export,2026-01-02,2026-01-01,no,yes,no,no,no,no,no,no,0,return,test",
         R"(line 3: valid_to: "2026-01-01" lies before valid_from)"},
        {"RT,out,1900-01-01,,no,yes,no,no,no,no,no,no,0,return,test",
         R"(line 3: operation: "out" is none of its words)"},
        {"RT,export,1900-01-01,,no,Yes,no,no,no,no,no,no,0,return,test",
         R"(line 3: discharges: "Yes" is none of its words)"},
        {"V1,import,1900-01-01,,yes,yes,no,no,no,no,no,no,6,,test",
         R"(line 3: discharges: "yes" with a row that opens)"},
        {"C1,import,1900-01-01,,Definitive,no,no,no,no,no,no,no,0,,test",
         R"(line 3: opens: "Definitive" is none of its words)"},
        {"C1,import,1900-01-01,,definitive,yes,no,no,no,no,no,no,0,,test",
         R"(line 3: discharges: "yes" with a row that opens)"},
        {"C1,import,1900-01-01,,definitive,no,also,no,no,no,no,no,0,,test",
         R"(line 3: asset: "also" with a row that neither opens nor discharges)"},
        {"C1,import,1900-01-01,,definitive,no,no,no,no,no,no,entry,0,,test",
         R"(line 3: declared: "entry" with a row that has an effect of its own)"},
        {"C1,import,1900-01-01,,definitive,no,no,no,no,no,no,no,18,,test",
         R"(line 3: term_months: "18" does not go with what the row opens)"},
        {"AF,import,1900-01-01,,no,no,only,no,no,no,no,no,0,,test",
         R"(line 3: asset: "only" with a row that neither opens nor discharges)"},
        {"A1,import,1900-01-01,,no,no,no,no,yes,no,no,no,0,,test",
         R"(line 3: requires_unexpired: "yes" with a row that discharges nothing)"},
        {"A3,import,1900-01-01,,no,yes,no,no,yes,yes,no,no,0,,test",
         R"(line 3: requires_expired: "yes" with requires_unexpired)"},
        {"BB,import,1900-01-01,,no,no,no,paired,no,no,yes,no,0,,test",
         R"(line 3: virtual: "paired" with a row that is decided)"},
        {"RT,export,1900-01-01,,no,yes,no,no,no,no,no,outcome,0,return,test",
         R"(line 3: declared: "outcome" with a row that has an effect of its own)"},
        {"E1,import,1900-01-01,,yes,no,no,no,no,no,no,no,0,,test",
         R"(line 3: term_months: "0" does not go with what the row opens)"},
        {"E1,import,1900-01-01,,yes,no,no,no,no,no,no,no,274,,test",
         R"(line 3: term_months: "274" is no number up to 120)"},
        {"RT,export,1900-01-01,,no,yes,no,no,no,no,no,no,0,retorno,test",
         R"(line 3: report_type: "retorno" is none of its words)"},
        {"IN,import,1900-01-01,,yes,no,no,no,no,no,no,no,12,,test",
         R"(line 3: clave: "IN" stands above with the same operation and first day)"},
        {"RT,export,1900-01-01,,no,yes,no,no,no,no,no,no,0,return,",
         R"(line 3: source: "" is empty)"},
    }));
    const auto table = KeyTable::parse(header + opening + c.row + "\n");
    REQUIRE_FALSE(table);
    CHECK(table.error().what == c.what);
}

TEST_CASE("a table with other columns is refused", "[ledger][keys]") {
    CHECK_FALSE(KeyTable::parse(""));
    const auto table = KeyTable::parse("clave,operation\n" + opening);
    REQUIRE_FALSE(table);
    CHECK(table.error().what.starts_with("line 1: the columns are clave,operation,valid_from,"));
}

TEST_CASE("every row of the fines is read, and a malformed one is named", "[ledger][fine]") {
    const auto fines = parse_fines(late_return_fines_csv);
    REQUIRE(fines);
    CHECK(fines->size() == 2);
    const auto wrong = parse_fines("year,least_mxn,most_mxn,source\n2027,20,10,test\n");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().what == R"(line 2: most_mxn: "10" is less than least_mxn)");
    CHECK_FALSE(parse_fines("year,least_mxn,most_mxn,source\n2027,1,2,a\n2027,3,4,b\n"));
}

TEST_CASE("prohibited goods are told by first digits, key and day", "[ledger][prohibited]") {
    struct Case {
        const char* clave;
        std::uint32_t fraccion;
        const char* on;
        bool prohibited;
    };
    const auto c = GENERATE(values<Case>({
        {"IN", 64'010'000, "2025-08-29", true},
        {"IN", 64'059'999, "2025-08-29", true},
        {"IN", 64'059'999, "2025-08-28", false},
        {"IN", 64'060'000, "2025-08-29", false},  // parts of shoes
        {"V1", 64'010'000, "2025-08-29", false},
        {"IN", 61'000'000, "2024-12-19", true},
        {"IN", 63'999'999, "2024-12-19", true},
        {"IN", 60'999'999, "2024-12-19", false},
        {"IN", 94'044'001, "2024-12-19", true},
        {"IN", 94'045'001, "2024-12-19", false},
        {"IN", 94'049'001, "2024-12-18", false},
        {"IN", 0, "2026-01-01", false},
    }));
    CAPTURE(c.clave, c.fraccion, c.on);
    CHECK(is_prohibited(c.clave, c.fraccion, day(c.on)) == c.prohibited);
}

TEST_CASE("a malformed row of prohibited goods is named", "[ledger][prohibited]") {
    const std::string columns = "valid_from,valid_to,clave,digits_from,digits_to,source\n";
    CHECK(parse_prohibitions(prohibited_goods_csv)->size() == 4);
    for (const char* row : {"2026-01-01,,IN,61,6301,test", "2026-01-01,,IN,63,61,test",
                            "2026-01-01,,IN,x,61,test", "2026-01-01,,,61,63,test"}) {
        const auto wrong = parse_prohibitions(columns + row);
        CAPTURE(row);
        REQUIRE_FALSE(wrong);
        CHECK(wrong.error().what.starts_with("line 2: "));
    }
    // One of several rows has ended: its goods may enter again.
    const auto ended = parse_prohibitions(columns + "2026-01-01,2026-01-31,IN,01,01,test");
    REQUIRE(ended);
    CHECK(ended->front().first == 1'000'000);
    CHECK(ended->front().last == 1'999'999);
    CHECK_FALSE(ended->front().days.covers(day("2026-02-01")));
}
