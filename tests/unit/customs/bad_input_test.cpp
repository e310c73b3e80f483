#include <algorithm>
#include <functional>

#include "hub/customs/datastage.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/datastage_set.hpp"

using namespace saldo;
using namespace saldo::customs;
using test::DataStageSetText;

namespace {

/// One thing that is wrong with a set, and the place that people are shown.
struct Case {
    std::string name;
    std::function<void(DataStageSetText&)> spoil;
    FindingCode code;
    std::string record;  ///< of the file that is named
    std::size_t row;
    std::string column;
    std::string found;
};

const std::vector<Case>& refused_cases() {
    using enum FindingCode;
    static const std::vector<Case> cases = {
        {"a letter in a number", [](auto& t) { t.set("557", 2, "ImportePago", "4O"); }, bad_number,
         "557", 3, "ImportePago", "4O"},
        {"a number of another kind", [](auto& t) { t.set("557", 2, "ImportePago", "40.00"); },
         bad_number, "557", 3, "ImportePago", "40.00"},
        {"a decimal comma", [](auto& t) { t.set("551", 1, "CantidadUMComercial", "100,000"); },
         bad_decimal, "551", 2, "CantidadUMComercial", "100,000"},
        {"thousands marks", [](auto& t) { t.set("551", 1, "PrecioUnitario", "1,000.50"); },
         bad_decimal, "551", 2, "PrecioUnitario", "1,000.50"},
        {"an exponent", [](auto& t) { t.set("551", 1, "CantidadUMTarifa", "1E+05"); }, bad_decimal,
         "551", 2, "CantidadUMTarifa", "1E+05"},
        {"a number with no column of its record that facts use",
         [](auto& t) { t.set("501", 1, "TotalFletes", "x"); }, bad_number, "501", 2, "TotalFletes",
         "x"},
        {"a negative quantity", [](auto& t) { t.set("551", 1, "CantidadUMComercial", "-5.000"); },
         negative_value, "551", 2, "CantidadUMComercial", "-5.000"},
        {"a quantity that is none", [](auto& t) { t.set("551", 1, "CantidadUMComercial", "-1"); },
         negative_value, "551", 2, "CantidadUMComercial", "-1"},
        {"a quantity past the range",
         [](auto& t) { t.set("551", 1, "CantidadUMComercial", "92233720369.0"); }, out_of_range,
         "551", 2, "CantidadUMComercial", "92233720369.0"},
        {"a quantity with too many decimals",
         [](auto& t) { t.set("551", 1, "CantidadUMComercial", "1.123456789"); }, out_of_range,
         "551", 2, "CantidadUMComercial", "1.123456789"},
        {"no quantity", [](auto& t) { t.set("551", 1, "CantidadUMComercial", " "); }, missing_value,
         "551", 2, "CantidadUMComercial", ""},
        {"no unit", [](auto& t) { t.set("551", 1, "UnidadMedidaComercial", ""); }, missing_value,
         "551", 2, "UnidadMedidaComercial", ""},
        {"no payment time", [](auto& t) { t.set("501", 2, "FechaPagoReal", " "); }, missing_value,
         "501", 3, "FechaPagoReal", ""},
        {"no RFC", [](auto& t) { t.set("501", 2, "Rfc", ""); }, missing_value, "501", 3, "Rfc", ""},
        {"a month that does not exist",
         [](auto& t) { t.set("506", 1, "FechaOperacion", "2025-13-02"); }, bad_date, "506", 2,
         "FechaOperacion", "2025-13-02"},
        {"a day and month that nobody can tell apart",
         [](auto& t) { t.set("506", 1, "FechaOperacion", "03/04/2025"); }, ambiguous_date, "506", 2,
         "FechaOperacion", "03/04/2025"},
        {"month first", [](auto& t) { t.set("506", 1, "FechaOperacion", "04/25/2025"); }, bad_date,
         "506", 2, "FechaOperacion", "04/25/2025"},
        {"an ambiguous date with its hour",
         [](auto& t) { t.set("501", 1, "FechaPagoReal", "03/04/2025 10:00:00"); }, ambiguous_date,
         "501", 2, "FechaPagoReal", "03/04/2025 10:00:00"},
        {"a date where an hour belongs too",
         [](auto& t) { t.set("501", 1, "FechaPagoReal", "2025-03-03"); }, bad_date_time, "501", 2,
         "FechaPagoReal", "2025-03-03"},
        {"an hour past the day",
         [](auto& t) {
             t.add("Sel", DataStageSetText::of("5000001", {{"HoraSeleccion", "24:00"}}));
         },
         bad_hour, "Sel", 2, "HoraSeleccion", "24:00"},
        {"a key whose zeros were eaten", [](auto& t) { t.set("551", 1, "SeccionAduanera", "24"); },
         unexpected_value, "551", 2, "SeccionAduanera", "24"},
        {"a fraccion of seven digits", [](auto& t) { t.set("551", 1, "Fraccion", "8708999"); },
         unexpected_value, "551", 2, "Fraccion", "8708999"},
        {"a secuencia of zero", [](auto& t) { t.set("551", 1, "SecuenciaFraccion", "0"); },
         unexpected_value, "551", 2, "SecuenciaFraccion", "0"},
        {"an operation that is none", [](auto& t) { t.set("501", 1, "TipoOperacion", "4"); },
         unexpected_value, "501", 2, "TipoOperacion", "4"},
        {"a row that is short", [](auto& t) { t.lines("557")[1] = "9029|5000001|240|8708|"; },
         short_row, "557", 2, "", "4"},
        {"a row without its last pipe", [](auto& t) { t.lines("557")[1].pop_back(); }, short_row,
         "557", 2, "", "9"},
        {"a pipe inside a text", [](auto& t) { t.set("558", 1, "Observaciones", "UNO|DOS"); },
         long_row, "558", 2, "", "9"},
        {"a value behind the last pipe", [](auto& t) { t.lines("557")[1] += "x"; }, long_row, "557",
         2, "", "10"},
        {"a pedimento twice", [](auto& t) { t.lines("501").push_back(t.lines("501")[1]); },
         duplicate_pedimento, "501", 5, "Pedimento", "5000001"},
        {"a partida whose pedimento is not there",
         [](auto& t) { t.set("551", 5, "Pedimento", "5000009"); }, partida_without_pedimento, "551",
         6, "Pedimento", "5000009"},
        {"a secuencia twice", [](auto& t) { t.set("551", 2, "SecuenciaFraccion", "1"); },
         duplicate_secuencia, "551", 3, "SecuenciaFraccion", "1"},
        {"a duty of another fraccion", [](auto& t) { t.set("557", 1, "Fraccion", "87081001"); },
         fraccion_mismatch, "557", 2, "Fraccion", "87081001"},
        {"a remark of another fraccion", [](auto& t) { t.set("558", 1, "Fraccion", "87081001"); },
         fraccion_mismatch, "558", 2, "Fraccion", "87081001"},
        {"two rectifications of one pedimento that differ",
         [](auto& t) {
             t.lines("701").push_back(t.lines("701")[1]);
             t.set("701", 2, "PedimentoAnterior", "5000002");
         },
         contradicting_rows, "701", 3, "PedimentoAnterior", "5000002"},
        {"a column that facts need is gone",
         [](auto& t) {
             t.header("551").replace(t.header("551").find("CantidadUMComercial"), 19,
                                     "CantidadUMComerciaI");
         },
         missing_column, "551", 1, "CantidadUMComercial", "CantidadUMComerciaI"},
        {"a column twice",
         [](auto& t) {
             t.header("502").replace(t.header("502").find("CurpTransportista"), 17,
                                     "RfcTransportista");
         },
         duplicate_column, "502", 1, "RfcTransportista", ""},
        {"commas instead of pipes",
         [](auto& t) { std::ranges::replace(t.header("557"), '|', ','); }, wrong_separator, "557",
         1, "", ""},
        {"an empty file", [](auto& t) { t.lines("557") = {""}; }, empty_file, "557", 0, "", ""},
        {"UTF-16", [](auto& t) { t.header("557").insert(0, "\xFF\xFE"); }, unsupported_encoding,
         "557", 0, "", ""},
        {"a mark of UTF-8 and other bytes",
         [](auto& t) { t.header("551").insert(0, "\xEF\xBB\xBF"); }, bad_encoding, "551", 0, "",
         ""},
        {"no row in Resumen", [](auto& t) { t.lines("Resumen").pop_back(); }, resumen_rows,
         "Resumen", 0, "", "0"},
        {"an unknown record", [](auto& t) { t.lines("999") = {"a|b"}; }, unknown_record, "999", 0,
         "", "999"},
    };
    return cases;
}

const Finding* find(const DataStageSet& set, const Case& c) {
    const auto at = std::ranges::find_if(set.findings, [&](const Finding& f) {
        return f.code == c.code && f.row == c.row && f.column == c.column;
    });
    return at == set.findings.end() ? nullptr : &*at;
}

std::string all_findings(const DataStageSet& set) {
    std::string text;
    for (const Finding& f : set.findings) text += format_finding(f, Language::english) + "\n";
    return text;
}

}  // namespace

TEST_CASE("bad input refuses the set and names file, row, column and value",
          "[customs][datastage][bad]") {
    const std::size_t i = GENERATE(range(std::size_t{0}, refused_cases().size()));
    const Case& c = refused_cases()[i];
    INFO(c.name);
    DataStageSetText text;
    c.spoil(text);
    const DataStageSet set = text.read();
    CAPTURE(all_findings(set));
    CHECK(set.is_refused);
    CHECK(set.pedimentos.empty());
    const Finding* finding = find(set, c);
    REQUIRE(finding != nullptr);
    CHECK(finding->severity == Severity::error);
    CHECK(finding->file.ends_with("/1000001_" + c.record + ".asc"));
    if (!c.found.empty()) CHECK(finding->found == c.found);
    for (const Language language : {Language::spanish, Language::english}) {
        CHECK_FALSE(what_of(finding->code, language).empty());
        CHECK_FALSE(remedy_of(finding->code, language).empty());
    }
}

TEST_CASE("a set without 501, 551, 557 or Resumen is refused", "[customs][datastage][bad]") {
    const auto record = GENERATE(values<std::string>({"501", "551", "557", "Resumen"}));
    DataStageSetText text;
    text.remove(record);
    const DataStageSet set = text.read();
    CHECK(set.is_refused);
    const auto at = std::ranges::find(set.findings, FindingCode::missing_record, &Finding::code);
    REQUIRE(at != set.findings.end());
    CHECK(at->expected == "1000001_" + record + ".asc");
    // Quarantine takes no set of which nobody knows what it lacks.
    CHECK(text.read(true).is_refused);
}

TEST_CASE("a control total that fails refuses the set and names both",
          "[customs][datastage][bad]") {
    DataStageSetText text;
    text.lines("551").erase(text.lines("551").begin() + 2);
    const DataStageSet set = text.read();
    CHECK(set.is_refused);
    const auto find_code = [&](FindingCode code) {
        return std::ranges::find(set.findings, code, &Finding::code);
    };
    const auto failed = find_code(FindingCode::total_fracciones);
    REQUIRE(failed != set.findings.end());
    CHECK(failed->found == "4");
    CHECK(failed->expected == "5");
    CHECK(failed->column == "Total_Fracciones");
    const auto other = find_code(FindingCode::total_agrees);
    REQUIRE(other != set.findings.end());
    CHECK(other->column == "Total_Contribuciones");
    CHECK(other->found == "4");
}

TEST_CASE("the other total is checked as well", "[customs][datastage][bad]") {
    DataStageSetText text;
    text.set("Resumen", 1, "Total_Contribuciones", "5");
    const DataStageSet set = text.read();
    CHECK(set.is_refused);
    CHECK(std::ranges::find(set.findings, FindingCode::total_contribuciones, &Finding::code) !=
          set.findings.end());
}

TEST_CASE("what is odd and harmless is said, and the set is taken", "[customs][datastage][bad]") {
    using enum FindingCode;
    struct Odd {
        std::string name;
        std::function<void(DataStageSetText&)> spoil;
        FindingCode code;
    };
    const std::vector<Odd> cases = {
        {"slashes, year first", [](auto& t) { t.set("506", 1, "FechaOperacion", "2025/03/02"); },
         other_date_style},
        {"day first past the twelfth",
         [](auto& t) { t.set("506", 1, "FechaOperacion", "28/02/2025"); }, other_date_style},
        {"the same with an hour and no seconds",
         [](auto& t) { t.set("558", 1, "FechaPagoReal", "28/02/2025 10:00"); }, other_date_style},
        {"a long name",
         [](auto& t) { t.set("501", 1, "NombreContribuyente", std::string(130, 'N')); }, too_long},
        {"a bell in a text", [](auto& t) { t.set("558", 1, "Observaciones", "A\aB"); },
         control_characters},
        {"a duty of a pedimento that is not there",
         [](auto& t) { t.set("506", 1, "Pedimento", "5000009"); }, orphan_rows},
        {"a remark of a partida that is not there",
         [](auto& t) { t.set("558", 1, "SecuenciaFraccion", "9"); }, orphan_rows},
        {"a rectification without its link", [](auto& t) { t.lines("701").pop_back(); },
         rectification_without_link},
        {"a unit that appendix 7 does not have yet",
         [](auto& t) { t.set("551", 1, "UnidadMedidaComercial", "23"); }, unknown_unit},
        {"a pedimento without partidas",
         [](auto& t) {
             t.lines("501").push_back(t.lines("501")[1]);
             t.set("501", 4, "Pedimento", "5000004");
         },
         pedimento_without_partidas},
        {"an RFC of an odd shape", [](auto& t) { t.set("501", 1, "Rfc", "ABC"); }, bad_rfc},
        {"a second entry date",
         [](auto& t) {
             t.lines("506").push_back(t.lines("506")[1]);
             t.set("506", 4, "FechaOperacion", "2025-03-01");
         },
         contradicting_rows},
    };
    for (const Odd& odd : cases) {
        INFO(odd.name);
        DataStageSetText text;
        odd.spoil(text);
        const DataStageSet set = text.read();
        CAPTURE(all_findings(set));
        CHECK_FALSE(set.is_refused);
        CHECK(set.pedimentos.size() >= 3);
        CHECK_FALSE(set.delivery.is_incomplete);
        CHECK(std::ranges::find(set.findings, odd.code, &Finding::code) != set.findings.end());
    }
}

TEST_CASE("selections and incidents of pedimentos elsewhere are nothing to say",
          "[customs][datastage]") {
    DataStageSetText text;
    text.add("Sel", DataStageSetText::of("5000077", {{"ConsecutivoRemesa", "3"}}));
    text.add("Inci", DataStageSetText::of("5000077", {{"SecuenciaFraccion", "0"}}));
    const DataStageSet set = text.read();
    CHECK_FALSE(set.is_refused);
    CHECK(set.findings.empty());
}

TEST_CASE("a file with very many bad rows makes few findings, and counts the rest",
          "[customs][datastage][bad]") {
    DataStageSetText text;
    for (int i = 0; i < 5'000; ++i) text.lines("558").push_back("x|");
    const DataStageSet set = text.read();
    CHECK(set.is_refused);
    CHECK(set.findings.size() < 50);
    const auto more = std::ranges::find(set.findings, FindingCode::more_like_this, &Finding::code);
    REQUIRE(more != set.findings.end());
    CHECK(more->found == "SHORT_ROW + 4980");
}
