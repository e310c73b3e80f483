#include <algorithm>

#include "common/wire/fact_codec.hpp"
#include "hub/customs/discharge_history.hpp"
#include "hub/customs/opening_balances.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::customs;

namespace {

const std::string opening_header =
    "rfc,lot_key,lot_secuencia,part_number,clave,entry_date,payment_date,term_start,qty_entered,"
    "qty_left,umc,qty_umt,value_mxn,iva,payment_form,fraccion,plant\n";
const std::string opening_row =
    "GNA150301A00,25-190-8005-5000001,2,RM-1,IN,2025-02-01,2025-02-02,2025-02-03,100,40.5,6,33.3,"
    "1000.50,160.08,21,85369099,P01\n";

const std::string history_header =
    "rfc,system,exit_key,exit_secuencia,exit_clave,product,part_number,lot_key,lot_secuencia,"
    "qty_umc,operation_date\n";
const std::string history_row =
    "GNA150301A00,SAP,25-190-8005-5000009,1,RT,FG-1,RM-1,25-190-8005-5000001,2,3.5,2025-03-01\n";

LocalDate day(const char* text) { return *parse_date(text); }

/// A hub that knows IN and V1, a company that began on another day, and a part kept in pieces.
OpeningChecks checks() {
    return {.opens_lots = [](std::string_view clave, LocalDate) { return clave == "IN"; },
            .day_of = [](const std::string& rfc) -> std::optional<LocalDate> {
                if (rfc == "BET150301B01") return day("2024-12-31");
                return std::nullopt;
            },
            .fits = [](const std::string&, const std::string& part,
                       std::uint8_t unit) { return part != "RM-PIECES" || unit == 6; }};
}

OpeningBalanceFile read(const std::string& text, bool quarantine = false) {
    return read_opening_balances({"saldos.csv", text}, day("2025-12-31"), quarantine, checks());
}

bool has(const std::vector<Finding>& findings, FindingCode code, std::size_t row,
         std::string_view column) {
    return std::ranges::any_of(findings, [&](const Finding& f) {
        return f.code == code && f.row == row && f.column == column && f.file == "saldos.csv";
    });
}

}  // namespace

TEST_CASE("an opening balance keeps what its row says", "[customs][migration]") {
    const auto file = read(opening_header + opening_row);
    REQUIRE_FALSE(file.is_refused);
    REQUIRE(file.balances.size() == 1);
    const OpeningBalance& b = file.balances[0];
    CHECK(b.day == day("2025-12-31"));
    CHECK(b.left == *parse_quantity("40.5"));
    CHECK(b.entry.name == "25-190-8005-5000001");
    CHECK(b.entry.pedimento == "251980055000001");
    CHECK(b.entry.line == 2);
    CHECK(b.entry.quantity == *parse_quantity("100"));
    CHECK(b.entry.entry_date == day("2025-02-01"));
    CHECK(b.entry.payment_date == day("2025-02-02"));
    CHECK(b.entry.term_start == day("2025-02-03"));
    CHECK(b.entry.quantity_umt == *parse_quantity("33.3"));
    CHECK(b.entry.value == *parse_money("1000.50"));
    CHECK(b.entry.iva == *parse_money("160.08"));
    CHECK(b.entry.payment_form == 21);
    CHECK(b.entry.fraccion == 85369099);
    CHECK(b.entry.plant == "P01");
    const Fact fact{b};
    CHECK(wire::decode_fact(*wire::encode_fact(fact)) == fact);
}

TEST_CASE("a lot may be named by its 15 digits or a name of its own", "[customs][migration]") {
    const std::string header =
        "rfc,lot_key,lot_secuencia,part_number,clave,entry_date,qty_entered,qty_left,umc\n";
    const auto file = read(header + "GNA150301A00,251980055000001,3,RM-1,IN,2025-02-01,10,1,6\n" +
                           "GNA150301A00,LOTE-7,,RM-1,IN,2025-02-01,10,0,6\n");
    REQUIRE(file.balances.size() == 2);
    CHECK(file.balances[0].entry.pedimento == "251980055000001");
    CHECK(file.balances[0].entry.line == 3);
    CHECK(file.balances[1].entry.pedimento.empty());
    CHECK(file.balances[1].left == Quantity{});
    CHECK_FALSE(file.balances[1].entry.value);
    CHECK(file.balances[1].entry.payment_form == 0);
}

TEST_CASE("a bad row of opening balances is named by row and column", "[customs][migration][bad]") {
    struct Bad {
        const char* row;
        FindingCode code;
        const char* column;
    };
    using enum FindingCode;
    const auto bad = GENERATE(values<Bad>({
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,IN,2025-02-01,,,100,101,6,,,,,,",
         left_above_entered, "qty_left"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,IN,2026-01-01,,,100,10,6,,,,,,",
         entry_after_opening, "entry_date"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,RT,2025-02-01,,,100,10,6,,,,,,",
         key_opens_nothing, "clave"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-PIECES,IN,2025-02-01,,,100,10,1,,,,,,",
         no_conversion, "umc"},
        {"BET150301B01,25-190-8005-5000002,1,RM-1,IN,2025-02-01,,,100,10,6,,,,,,",
         other_opening_day, "rfc"},
        {"GNA150301A00,25-190-8005-5000001,2,RM-1,IN,2025-02-01,,,100,10,6,,,,,,", repeated_lot,
         "lot_key"},
        {"GNA150301A00,25-19-8005-5000002,1,RM-1,IN,2025-02-01,,,100,10,6,,,,,,",
         bad_pedimento_name, "lot_key"},
        {"GNA150301A00,25-190-8005-5000002,,RM-1,IN,2025-02-01,,,100,10,6,,,,,,", missing_value,
         "lot_secuencia"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,IN,01/02/2025,,,100,10,6,,,,,,", bad_date,
         "entry_date"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,IN,,,,100,10,6,,,,,,", missing_value,
         "entry_date"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,IN,2025-02-01,,,\"1,000\",10,6,,,,,,",
         bad_quantity, "qty_entered"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,IN,2025-02-01,,,100,-1,6,,,,,,", negative_value,
         "qty_left"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,IN,2025-02-01,,,100,10,6,,$9,,,,", bad_decimal,
         "value_mxn"},
        {"GNA150301A00,25-190-8005-5000002,1,RM-1,IN,2025-02-01,,,100,10,6,,-9,,,,", negative_value,
         "value_mxn"},
    }));
    INFO(bad.row);
    const std::string text = opening_header + opening_row + bad.row + "\n";
    const auto refused = read(text);
    CHECK(refused.is_refused);
    CHECK(refused.balances.empty());
    CHECK(has(refused.findings, bad.code, 3, bad.column));
    // With quarantine the good row is taken, where it can be said whose lot the bad one is.
    const auto apart = read(text, true);
    const bool is_named = std::string_view{bad.column} != "lot_key" || bad.code == repeated_lot;
    const bool can_be_named = is_named && std::string_view{bad.column} != "lot_secuencia";
    CHECK(apart.is_refused == !can_be_named);
    CHECK(apart.balances.size() == (can_be_named ? 1U : 0U));
    CHECK(apart.held_back.size() == (can_be_named ? 1U : 0U));
}

TEST_CASE("a file of opening balances without a needed column gives nothing, quarantine or not",
          "[customs][migration][bad]") {
    for (const bool quarantine : {false, true}) {
        const auto file = read("rfc,lot_key,part_number\nGNA150301A00,L,RM-1\n", quarantine);
        CHECK(file.is_refused);
        CHECK(file.balances.empty());
    }
}

TEST_CASE("a discharge history keeps claims, and equal rows are counted", "[customs][migration]") {
    const auto file =
        read_discharge_history({"h.csv", history_header + history_row + history_row}, "x", false);
    REQUIRE(file.rows.size() == 2);
    const ForeignDischarge& row = file.rows[0];
    CHECK(row.system == "SAP");
    CHECK(row.exit_key == "25-190-8005-5000009");
    CHECK(row.exit_line == 1);
    CHECK(row.product == "FG-1");
    CHECK(row.lot_line == 2);
    CHECK(row.quantity == *parse_quantity("3.5"));
    CHECK(row.operation_date == day("2025-03-01"));
    CHECK(file.rows[1].occurrence == 1);
    const Fact fact{row};
    CHECK(wire::decode_fact(*wire::encode_fact(fact)) == fact);
    // What `saldo-hub discharges --format csv` prints is read as well.
    const auto plain =
        read_discharge_history({"h.csv",
                                "rfc,exit_key,exit_secuencia,exit_clave,product,part_number,lot_"
                                "key,lot_secuencia,qty_umc\n"
                                "GNA150301A00,25-190-8005-5000009,1,RT,,RM-1,SHORTAGE,0,3.500\n"},
                               "old", false);
    REQUIRE(plain.rows.size() == 1);
    CHECK(plain.rows[0].system == "old");
    CHECK_FALSE(plain.rows[0].operation_date);
}

TEST_CASE("a bad row of a history refuses it, or is left out and named", "[customs][migration]") {
    const std::string text =
        history_header + "GNA150301A00,SAP,25-190-8005-5000009,1,RT,,RM-1,L,1,0,\n" + history_row;
    CHECK(read_discharge_history({"h.csv", text}, "x", false).is_refused);
    const auto apart = read_discharge_history({"h.csv", text}, "x", true);
    CHECK_FALSE(apart.is_refused);
    CHECK(apart.rows.size() == 1);
    CHECK(apart.rows_apart == std::vector<std::size_t>{2});
}
