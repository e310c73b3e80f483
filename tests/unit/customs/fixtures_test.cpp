#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include <boost/json.hpp>

#include "hub/customs/catalog_files.hpp"
#include "hub/customs/datastage.hpp"
#include "hub/customs/invoice_lines.hpp"
#include "hub/customs/movement_files.hpp"
#include "hub/customs/part_proposal.hpp"
#include "hub/files/source_files.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"

using namespace saldo;
using namespace saldo::customs;

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const fs::path real_shape = test::source_folder() / "../shared/fixtures/datastage/real_shape_a";
const fs::path synthetic = test::source_folder() / "tests/data/datastage/synthetic_small";

std::string read_text(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

files::SourceFiles collect(const fs::path& path) {
    const std::vector<std::string> paths = {path.string()};
    return files::collect_sources(paths);
}

bool skip_without_real_shape() {
    if (fs::exists(real_shape)) return false;
    WARN("skipped, because the genuine shapes are not beside the project");
    return true;
}

/// The totals as control_totals.json has them.
json::object json_of(const SetTotals& totals, const std::string& folio) {
    json::object records;
    for (const RecordSpec& spec : record_specs()) {
        if (spec.kind == RecordKind::resumen) continue;
        records[spec.name] = totals.rows[static_cast<std::size_t>(spec.kind)];
    }
    json::object pedimentos;
    for (const auto& [key, count] : totals.pedimentos) pedimentos[key] = count;
    json::object partidas;
    for (const auto& [key, count] : totals.rows_551_by_clave) partidas[key] = count;
    return {{"folio", folio},
            {"pedimentos_by_clave_tipoop_tipoped", pedimentos},
            {"records", records},
            {"rows_551_by_clave", partidas},
            {"sum_551_cantidad_umc", totals.sum_551_cantidad_umc},
            {"sum_551_valor_comercial", totals.sum_551_valor_comercial},
            {"sum_557_importe", totals.sum_557_importe}};
}

/// Numbers as text, so that 34 signed and 34 unsigned are one number.
std::string canonical(const json::value& value) {
    std::map<std::string, std::string> sorted;
    for (const auto& [key, item] : value.as_object()) {
        sorted[key] = item.is_object() ? canonical(item) : json::serialize(item);
    }
    std::string text;
    for (const auto& [key, item] : sorted) text += std::string{key} + "=" + item + ";";
    return text;
}

}  // namespace

TEST_CASE("the genuine shapes give every figure of their control totals", "[customs][fixtures]") {
    if (skip_without_real_shape()) return;
    const files::SourceFiles sources = collect(real_shape);
    const DataStage stage = read_datastage(sources.files(), {});
    REQUIRE(stage.sets.size() == 1);
    const DataStageSet& set = stage.sets[0];
    for (const Finding& finding : set.findings) {
        CAPTURE(format_finding(finding, Language::english));
        CHECK(finding.severity != Severity::error);
    }
    REQUIRE_FALSE(set.is_refused);
    const json::value expected = json::parse(read_text(real_shape / "control_totals.json"));
    CHECK(canonical(json_of(set.totals, set.delivery.folio)) == canonical(expected));

    std::size_t partidas = 0;
    for (const Pedimento& pedimento : set.pedimentos) partidas += pedimento.partidas.size();
    CHECK(set.pedimentos.size() == 34);
    CHECK(partidas == 284);
    CHECK(std::ranges::is_sorted(set.pedimentos, {}, &Pedimento::ref));
    CHECK(std::ranges::count_if(set.pedimentos,
                                [](const Pedimento& p) { return p.rectifies.has_value(); }) == 2);
}

TEST_CASE("a genuine set with one row of 551 taken out is refused, both totals named",
          "[customs][fixtures]") {
    if (skip_without_real_shape()) return;
    const files::SourceFiles sources = collect(real_shape);
    std::vector<SourceFile> all(sources.files().begin(), sources.files().end());
    std::string cut;
    for (SourceFile& file : all) {
        if (!file.path.ends_with("_551.asc")) continue;
        cut = std::string{file.bytes};
        cut.resize(cut.rfind("\r\n", cut.size() - 3) + 2);
        file.bytes = cut;
    }
    const DataStage stage = read_datastage(all, {});
    REQUIRE(stage.sets[0].is_refused);
    CHECK(stage.sets[0].pedimentos.empty());
    std::string words;
    for (const Finding& finding : stage.sets[0].findings) {
        words += format_finding(finding, Language::spanish) + "\n";
    }
    CHECK(words.find("Total_Fracciones: el total de control no coincide") != std::string::npos);
    CHECK(words.find("'283'; se esperaba 284") != std::string::npos);
    CHECK(words.find("Total_Contribuciones: el otro total de control sí coincide; se encontró "
                     "'328'") != std::string::npos);
}

TEST_CASE("labels of genuine remarks propose their part, and lists propose none",
          "[customs][fixtures]") {
    if (skip_without_real_shape()) return;
    const files::SourceFiles sources = collect(real_shape);
    const DataStage stage = read_datastage(sources.files(), {});
    std::size_t labelled = 0;
    std::size_t proposed = 0;
    for (const Pedimento& pedimento : stage.sets[0].pedimentos) {
        for (const Partida& partida : pedimento.partidas) {
            const bool has_label = std::ranges::any_of(partida.remarks, [](const Remark& remark) {
                return remark.text.find("De parte: ") != std::string::npos ||
                       remark.text.find("DE PARTE : ") != std::string::npos;
            });
            const auto part = propose_part(partida.remarks, {});
            labelled += has_label ? 1 : 0;
            proposed += part ? 1 : 0;
            if (has_label) CHECK(part.has_value());
            if (pedimento.ref.number == 5'535'118) CHECK_FALSE(part.has_value());
        }
    }
    CHECK(labelled > 150);
    CHECK(proposed >= labelled);
}

TEST_CASE("the synthetic set is read whole, with its catalogs, lines and movements",
          "[customs][fixtures]") {
    const files::SourceFiles sources = collect(synthetic / "datastage");
    const DataStage stage = read_datastage(sources.files(), {});
    REQUIRE(stage.sets.size() == 2);
    std::size_t partidas = 0;
    for (const DataStageSet& set : stage.sets) {
        CHECK_FALSE(set.is_refused);
        CHECK(set.findings.empty());
        for (const Pedimento& pedimento : set.pedimentos) partidas += pedimento.partidas.size();
    }
    CHECK(partidas == 601);

    const files::SourceFiles catalogs = collect(synthetic / "catalogs");
    const CatalogFiles read = read_catalogs(catalogs.files(), {});
    CHECK_FALSE(read.is_refused);
    CHECK(read.findings.empty());
    CHECK(read.companies.size() == 2);
    CHECK(read.plants.size() == 4);
    CHECK(read.parts.size() == 24);
    CHECK(read.products.size() == 4);
    REQUIRE(read.boms.size() == 4);
    CHECK(read.boms[0].lines.size() == 7);
    CHECK(read.boms[0].lines[2].incorporated == *parse_quantity("1.930"));
    CHECK(read.boms[0].lines[2].shrinkage == *parse_quantity("0.048"));
    CHECK(read.facts().size() == 38);

    const files::SourceFiles feeds = collect(synthetic / "feeds");
    const InvoiceLineFile lines = read_invoice_lines(feeds.files()[0]);
    CHECK_FALSE(lines.is_refused);
    CHECK(lines.lines.size() == 576);

    const files::SourceFiles movements = collect(synthetic / "movements");
    REQUIRE(movements.files().size() == 4);
    std::size_t count = 0;
    for (const SourceFile& file : movements.files()) {
        const MovementFile moved = read_movements(file);
        CHECK_FALSE(moved.is_refused);
        CHECK(moved.findings.empty());
        count += moved.movements.size();
        CHECK(file.path.find(moved.movements.front().rfc) != std::string::npos);
    }
    CHECK(count == 269 + 232 + 279 + 236);
}

TEST_CASE("remarks of the synthetic set propose the part of its invoice lines",
          "[customs][fixtures]") {
    const files::SourceFiles sources = collect(synthetic / "datastage");
    const DataStage stage = read_datastage(sources.files(), {});
    const files::SourceFiles feeds = collect(synthetic / "feeds");
    const InvoiceLineFile lines = read_invoice_lines(feeds.files()[0]);
    std::map<std::pair<PedimentoRef, std::uint32_t>, std::string> parts;
    std::set<std::string, std::less<>> known;
    for (const InvoiceLine& line : lines.lines) {
        parts[{line.pedimento, line.secuencia}] = line.part_number;
        known.insert(line.part_number);
    }
    std::size_t equal = 0;
    for (const DataStageSet& set : stage.sets) {
        for (const Pedimento& pedimento : set.pedimentos) {
            for (const Partida& partida : pedimento.partidas) {
                const auto part = propose_part(
                    partida.remarks, [&](std::string_view name) { return known.contains(name); });
                const auto truth = parts.find({pedimento.ref, partida.secuencia});
                if (truth == parts.end()) continue;
                REQUIRE(part.has_value());
                CHECK(*part == truth->second);
                ++equal;
            }
        }
    }
    CHECK(equal == parts.size());
}
