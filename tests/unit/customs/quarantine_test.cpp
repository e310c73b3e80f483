#include <algorithm>

#include "hub/customs/datastage.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/datastage_set.hpp"

using namespace saldo;
using namespace saldo::customs;
using test::DataStageSetText;

namespace {

std::vector<std::string> keys_of(const DataStageSet& set) {
    std::vector<std::string> keys;
    for (const Pedimento& pedimento : set.pedimentos) keys.push_back(pedimento.ref.key());
    return keys;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("quarantine of a whole set holds nothing back", "[customs][quarantine]") {
    DataStageSetText text;
    const DataStageSet set = text.read(true);
    CHECK(set.pedimentos.size() == 3);
    CHECK_FALSE(set.delivery.is_incomplete);
    CHECK(set.delivery.held_back.empty());
}

TEST_CASE("quarantine holds back the pedimentos with errors, whole, and gives the others",
          "[customs][quarantine]") {
    struct Case {
        std::string name;
        std::function<void(DataStageSetText&)> spoil;
        Keys held;
    };
    const std::vector<Case> cases = {
        {"a bad row of its partidas",
         [](auto& t) { t.set("551", 1, "CantidadUMComercial", "x"); },
         {"25-240-9029-5000001"}},
        {"a bad row of a record that no fact needs",
         [](auto& t) {
             t.add("502", DataStageSetText::of("5000002", {{"FechaPagoReal", "ayer"}}));
         },
         {"25-240-9029-5000002"}},
        {"a bad row of 501 itself",
         [](auto& t) { t.set("501", 3, "FechaPagoReal", "x"); },
         {"25-240-9029-5000002"}},
        {"a short row whose key can be read",
         [](auto& t) { t.lines("557")[1] = "9029|5000001|240|8708|"; },
         {"25-240-9029-5000001"}},
        {"a row broken in two by a line break in its text",
         [](auto& t) {
             t.lines("558")[1] = "9029|5000001|240|87089999|1|1|No. De";
             t.lines("558").insert(t.lines("558").begin() + 2, "parte: RM-01|2025-03-03 10:00:00|");
         },
         {"25-240-9029-5000001"}},
        {"a partida whose pedimento 501 does not have",
         [](auto& t) {
             t.add("551", DataStageSetText::of_line("5000009", "1", "87089999",
                                                    {{"CantidadUMComercial", "1.000"},
                                                     {"UnidadMedidaComercial", "6"},
                                                     {"ClaveDocumento", "IN"},
                                                     {"FechaPagoReal", "2025-03-04 09:00:00"}}));
             t.set("Resumen", 1, "Total_Fracciones", "6");
         },
         {"25-240-9029-5000009"}},
        {"a duty of another fraccion, and a secuencia twice elsewhere",
         [](auto& t) {
             t.set("557", 1, "Fraccion", "11111111");
             t.set("551", 4, "SecuenciaFraccion", "1");
         },
         {"25-240-9029-5000001", "25-240-9029-5000003"}},
        {"two pedimentos of one number",
         [](auto& t) { t.lines("501").push_back(t.lines("501")[1]); },
         {"25-240-9029-5000001"}},
    };
    const Keys all = {"25-240-9029-5000001", "25-240-9029-5000002", "25-240-9029-5000003"};
    for (const Case& c : cases) {
        INFO(c.name);
        DataStageSetText text;
        c.spoil(text);
        CHECK(text.read(false).is_refused);
        const DataStageSet set = text.read(true);
        REQUIRE_FALSE(set.is_refused);
        CHECK(set.delivery.is_incomplete);
        CHECK(set.delivery.held_back == c.held);
        Keys expected;
        std::ranges::set_difference(all, c.held, std::back_inserter(expected));
        CHECK(keys_of(set) == expected);
        CHECK(std::ranges::count(set.findings, FindingCode::held_back, &Finding::code) ==
              static_cast<std::ptrdiff_t>(c.held.size()));
    }
}

TEST_CASE("in quarantine a control total that fails only marks the set", "[customs][quarantine]") {
    DataStageSetText text;
    text.set("Resumen", 1, "Total_Fracciones", "7");
    const DataStageSet set = text.read(true);
    CHECK_FALSE(set.is_refused);
    CHECK(set.pedimentos.size() == 3);
    CHECK(set.delivery.is_incomplete);
    const auto at = std::ranges::find(set.findings, FindingCode::total_fracciones, &Finding::code);
    REQUIRE(at != set.findings.end());
    CHECK(at->severity == Severity::warning);
}

TEST_CASE("a bad row that may be anybody's refuses the set even in quarantine",
          "[customs][quarantine]") {
    DataStageSetText text;
    text.set("551", 5, "Pedimento", "50x");
    const DataStageSet set = text.read(true);
    CHECK(set.is_refused);
    CHECK(std::ranges::find(set.findings, FindingCode::unattributed_row, &Finding::code) !=
          set.findings.end());
}

TEST_CASE("a missing column refuses the set even in quarantine", "[customs][quarantine]") {
    DataStageSetText text;
    text.header("504").replace(0, 7, "Licence");
    CHECK(text.read(true).is_refused);
}
