#include "tests/support/catch.hpp"
#include "tests/support/datastage_set.hpp"

using namespace saldo;
using namespace saldo::customs;
using test::DataStageSetText;

namespace {

void add_selection(DataStageSetText& text, const char* number, const char* remesa, const char* date,
                   const char* hour) {
    text.add("Sel", DataStageSetText::of(number, {{"ConsecutivoRemesa", remesa},
                                                  {"NumeroSeleccion", "1"},
                                                  {"FechaSeleccion", date},
                                                  {"HoraSeleccion", hour},
                                                  {"SemaforoFiscal", "1"},
                                                  {"ClaveDocumento", "IN"},
                                                  {"TipoOperacion", "1"}}));
}

Remesa remesa(std::uint16_t number, int d, std::int32_t second) {
    return {number, {LocalDate::from_civil({2025, 3, static_cast<unsigned char>(d)}), second}};
}

}  // namespace

TEST_CASE("a pedimento keeps its remesas by number, each at its first selection",
          "[customs][datastage][remesas]") {
    DataStageSetText text;
    add_selection(text, "5000001", "9", "2025-03-02", "11:30");
    add_selection(text, "5000001", "8", "2025-03-01", "08:05");
    add_selection(text, "5000001", "8", "2025-03-02", "07:00");  // selected a second time
    add_selection(text, "5000003", "3", "2025-03-04", "");       // no hour: the day is known
    const DataStageSet set = text.read();
    CHECK(set.findings.empty());
    REQUIRE(set.pedimentos.size() == 3);
    CHECK(set.pedimentos[0].remesas ==
          std::vector<Remesa>{remesa(8, 1, 29'100), remesa(9, 2, 41'400)});
    CHECK(set.pedimentos[1].remesas.empty());
    CHECK(set.pedimentos[2].remesas == std::vector<Remesa>{remesa(3, 4, 0)});
}

TEST_CASE("selections that are of no remesa, or of no known day, tell none",
          "[customs][datastage][remesas]") {
    DataStageSetText text;
    add_selection(text, "5000001", "0", "2025-03-02", "11:30");  // not consolidated
    add_selection(text, "5000001", "", "2025-03-02", "11:30");
    add_selection(text, "5000001", "4", "", "11:30");
    add_selection(text, "5000077", "5", "2025-03-02", "11:30");  // still open: elsewhere
    const DataStageSet set = text.read();
    REQUIRE_FALSE(set.is_refused);
    REQUIRE(set.pedimentos.size() == 3);
    for (const Pedimento& pedimento : set.pedimentos) CHECK(pedimento.remesas.empty());

    DataStageSetText without;
    without.remove("Sel");
    for (const Pedimento& pedimento : without.read().pedimentos) CHECK(pedimento.remesas.empty());
}

TEST_CASE("a selection that cannot be read holds its pedimento back",
          "[customs][datastage][remesas]") {
    DataStageSetText text;
    add_selection(text, "5000001", "8", "2025-03-32", "08:05");
    const DataStageSet set = text.read(true);
    CHECK(std::ranges::none_of(
        set.pedimentos, [](const Pedimento& p) { return p.ref.key() == "25-240-9029-5000001"; }));
}
