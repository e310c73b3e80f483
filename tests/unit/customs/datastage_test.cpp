#include "hub/customs/datastage.hpp"

#include <algorithm>
#include <random>

#include "common/wire/fact_codec.hpp"
#include "hub/customs/part_proposal.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/datastage_set.hpp"

using namespace saldo;
using namespace saldo::customs;
using test::DataStageSetText;

namespace {

LocalDate day(int year, int month, int d) { return LocalDate::from_civil({year, month, d}); }

Bytes bytes_of(const DataStageSet& set) {
    Bytes all;
    for (const Pedimento& pedimento : set.pedimentos) append(all, *wire::encode_fact(pedimento));
    return all;
}

bool has(const DataStageSet& set, FindingCode code) {
    return std::ranges::find(set.findings, code, &Finding::code) != set.findings.end();
}

}  // namespace

TEST_CASE("a whole set becomes its pedimentos, and nothing has to be said",
          "[customs][datastage]") {
    DataStageSetText text;
    const DataStageSet set = text.read();
    for (const Finding& finding : set.findings) {
        CAPTURE(format_finding(finding, Language::english));
        CHECK(false);
    }
    REQUIRE_FALSE(set.is_refused);
    REQUIRE(set.pedimentos.size() == 3);

    const Pedimento& import = set.pedimentos[0];
    CHECK(import.ref.key() == "25-240-9029-5000001");
    CHECK(import.rfc == "IDM150301AB1");
    CHECK(import.clave == "IN");
    CHECK(import.operation == 1);
    CHECK(import.paid_at == LocalDateTime{day(2025, 3, 3), 36'000});
    CHECK(import.entry_date == day(2025, 3, 2));
    CHECK(import.sections == PedimentoSections{true, true, true, true});
    CHECK(import.identifiers == std::vector<PedimentoIdentifier>{{"IM", "100000", ""}});
    REQUIRE(import.partidas.size() == 2);
    const Partida& partida = import.partidas[1];
    CHECK(partida.secuencia == 2);
    CHECK(partida.fraccion == 87'089'999);
    CHECK(partida.nico == 99);
    CHECK(partida.description ==
          "CARROCER\xC3\x8D"
          "A");
    CHECK(partida.quantity == Quantity::from_units(100));
    CHECK(partida.umc == 6);
    CHECK(partida.quantity_umt == Quantity::from_units(100));
    CHECK(partida.commercial_value == Money::from_ticks(2'500'000));
    CHECK(partida.country == "CHN");
    CHECK(partida.contributions == std::vector<Contribution>{{3, 21, Money::from_ticks(400'000)}});
    CHECK(partida.remarks == std::vector<Remark>{{1, "No. De parte: RM-02"}});

    const Pedimento& returned = set.pedimentos[1];
    CHECK_FALSE(returned.entry_date.has_value());
    REQUIRE(returned.discharges.size() == 1);
    CHECK(returned.discharges[0].original == import.ref);
    CHECK(returned.discharges[0].quantity_umt == Quantity::from_units(40));

    const Pedimento& second = set.pedimentos[2];
    CHECK(second.is_rectification);
    REQUIRE(second.rectifies.has_value());
    CHECK(second.rectifies->previous == import.ref);
    CHECK(second.rectifies->payment_date == day(2025, 3, 3));

    CHECK(set.delivery.folio == "1000001");
    CHECK(set.delivery.rfc == "IDM150301AB1");
    CHECK(set.delivery.period_last == day(2025, 3, 31));
    CHECK(set.delivery.files.size() == 26);
    CHECK(set.totals.sum_551_cantidad_umc == "440.000");
    CHECK(set.totals.sum_557_importe == "160");
    CHECK(set.totals.pedimentos.at("IN|1|2") == 1);
}

TEST_CASE("the order of rows and files changes no byte of the facts",
          "[customs][datastage][property]") {
    DataStageSetText text;
    // Several rows a parent, so that there is an order to get wrong.
    for (const std::string line : {"3", "2", "5"}) {
        text.add("558", DataStageSetText::of_line(
                            "5000001", "1", "87089999",
                            {{"SecuenciaObservacion", line}, {"Observaciones", "LINEA " + line}}));
        text.add("507", DataStageSetText::of("5000001", {{"ClaveCaso", "E" + line}}));
    }
    const Bytes expected = bytes_of(text.read());
    REQUIRE_FALSE(expected.empty());
    const auto seed = GENERATE(range(1U, 60U));
    CAPTURE(seed);
    std::mt19937 random{seed};
    for (const RecordSpec& spec : record_specs()) {
        auto& lines = text.lines(std::string{spec.name});
        std::shuffle(lines.begin() + 1, lines.end(), random);
    }
    auto files = text.files();
    std::ranges::shuffle(files, random);
    const DataStage stage = read_datastage(files, {});
    REQUIRE(stage.sets.size() == 1);
    CHECK(bytes_of(stage.sets[0]) == expected);
}

TEST_CASE("a different quantity does change the facts", "[customs][datastage]") {
    DataStageSetText text;
    const Bytes expected = bytes_of(text.read());
    text.set("551", 1, "CantidadUMComercial", "100.001");
    CHECK(bytes_of(text.read()) != expected);
}

TEST_CASE("columns are found by their names, in any order and with others between",
          "[customs][datastage]") {
    DataStageSetText text;
    const Bytes expected = bytes_of(text.read());
    // 557 with its columns the other way round, another one in front, and a pipe behind the header.
    auto& lines = text.lines("557");
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::vector<std::string> fields;
        std::string field;
        for (char c : lines[i] + (i == 0 ? "|" : "")) {
            if (c == '|') {
                fields.push_back(std::exchange(field, {}));
            } else {
                field.push_back(c);
            }
        }
        std::ranges::reverse(fields);
        lines[i] = i == 0 ? "Nueva" : "x";
        for (const std::string& f : fields) lines[i] += "|" + f;
        if (i != 0) lines[i] += "|";
    }
    const DataStageSet set = text.read();
    CHECK(bytes_of(set) == expected);
    CHECK(has(set, FindingCode::extra_column));
}

TEST_CASE("transits carry their sentinels", "[customs][datastage]") {
    DataStageSetText text;
    text.set("551", 1, "CantidadUMTarifa", "-1.00000");
    text.set("551", 1, "UnidadMedidaTarifa", "-1");
    text.set("551", 1, "PaisOrigenDestino", "-");
    text.set("551", 1, "Fraccion", "00000000");
    text.set("557", 1, "Fraccion", "00000000");
    text.set("558", 1, "Fraccion", "00000000");
    const DataStageSet set = text.read();
    REQUIRE_FALSE(set.is_refused);
    const Partida& partida = set.pedimentos[0].partidas[0];
    CHECK_FALSE(partida.quantity_umt.has_value());
    CHECK(partida.umt == 0);
    CHECK(partida.country.empty());
    CHECK(partida.fraccion == 0);
}

TEST_CASE("one space, a no-break space and nothing are the same", "[customs][datastage]") {
    const auto blank = GENERATE(values<std::string>({"", " ", "\xA0", " \xA0 "}));
    DataStageSetText text;
    text.set("551", 1, "UnidadMedidaTarifa", blank);
    text.set("551", 1, "CantidadUMTarifa", blank);
    text.set("507", 1, "ComplementoCaso", blank);
    const DataStageSet set = text.read();
    REQUIRE_FALSE(set.is_refused);
    CHECK_FALSE(set.pedimentos[0].partidas[0].quantity_umt.has_value());
    CHECK(set.pedimentos[0].identifiers[0].complement2.empty());
}

TEST_CASE("an UTF-8 file with its mark says the same as one in Windows-1252",
          "[customs][datastage]") {
    DataStageSetText text;
    const Bytes expected = bytes_of(text.read());
    for (std::string& line : text.lines("551")) {
        const std::size_t at = line.find('\xCD');
        if (at != std::string::npos) line.replace(at, 1, "\xC3\x8D");
    }
    text.header("551").insert(0, "\xEF\xBB\xBF");
    CHECK(bytes_of(text.read()) == expected);
}

TEST_CASE("lines may end in LF, and the last one in nothing", "[customs][datastage]") {
    DataStageSetText text;
    const Bytes expected = bytes_of(text.read());
    auto files = text.files();
    std::vector<std::string> kept(files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        kept[i] = std::string{files[i].bytes};
        std::erase(kept[i], '\r');
        kept[i].pop_back();
        files[i].bytes = kept[i];
    }
    CHECK(bytes_of(read_datastage(files, {}).sets.at(0)) == expected);
}

TEST_CASE("a missing record is unknown, not empty", "[customs][datastage]") {
    DataStageSetText text;
    for (const char* record : {"506", "507", "512", "558", "504"}) text.remove(record);
    const DataStageSet set = text.read();
    REQUIRE_FALSE(set.is_refused);
    CHECK(std::ranges::count(set.findings, FindingCode::absent_record, &Finding::code) == 5);
    CHECK(set.pedimentos[0].sections == PedimentoSections{});
    CHECK_FALSE(set.pedimentos[0].entry_date.has_value());
}

TEST_CASE("files that are no part of a delivery are named and passed over",
          "[customs][datastage]") {
    DataStageSetText text;
    auto files = text.files();
    for (const char* name : {"a/correo.msg", "a/hoja.xlsx", "a/control_totals.json",
                             "a/__MACOSX/x/1000001_551.asc", "a/._1000001_551.asc"}) {
        files.push_back({name, "x"});
    }
    const DataStage stage = read_datastage(files, {});
    REQUIRE(stage.sets.size() == 1);
    CHECK_FALSE(stage.sets[0].is_refused);
    CHECK(stage.findings.size() == 5);
}

TEST_CASE("two folios in one folder are two sets", "[customs][datastage]") {
    DataStageSetText text;
    auto files = text.files();
    const auto once = files;
    for (const SourceFile& file : once) {
        std::string path = file.path;
        path.replace(path.rfind("/1000001_") + 1, 7, "1000002");
        files.push_back({path, file.bytes});
    }
    const DataStage stage = read_datastage(files, {});
    REQUIRE(stage.sets.size() == 2);
    CHECK(bytes_of(stage.sets[0]) == bytes_of(stage.sets[1]));
    // The second one's Resumen speaks of the first one's folio.
    CHECK(has(stage.sets[1], FindingCode::folio_mismatch));
}
