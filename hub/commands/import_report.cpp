#include "hub/commands/import_report.hpp"

#include <boost/json.hpp>

#include "common/config/say.hpp"

namespace saldo::hub {
namespace {

namespace json = boost::json;
using config::say;

customs::Language customs_language(Language language) {
    return language == Language::es ? customs::Language::spanish : customs::Language::english;
}

/// More findings than anybody reads help nobody: the rest is counted.
constexpr std::size_t findings_shown_max = 200;

json::object totals_json(const customs::SetTotals& totals) {
    json::object records;
    json::object pedimentos;
    json::object rows_551;
    for (const customs::RecordSpec& spec : customs::record_specs()) {
        const auto rows = totals.rows[static_cast<std::size_t>(spec.kind)];
        records[spec.name] = rows;
    }
    for (const auto& [key, count] : totals.pedimentos) pedimentos[key] = count;
    for (const auto& [clave, rows] : totals.rows_551_by_clave) rows_551[clave] = rows;
    return {{"records", std::move(records)},
            {"pedimentos_by_clave_tipoop_tipoped", std::move(pedimentos)},
            {"rows_551_by_clave", std::move(rows_551)},
            {"sum_551_cantidad_umc", totals.sum_551_cantidad_umc},
            {"sum_551_valor_comercial", totals.sum_551_valor_comercial},
            {"sum_557_importe", totals.sum_557_importe}};
}

std::string totals_text(const ImportedSet& set, Language language) {
    std::string text;
    const customs::SetTotals& totals = *set.totals;
    for (const customs::RecordSpec& spec : customs::record_specs()) {
        const auto rows = totals.rows[static_cast<std::size_t>(spec.kind)];
        if (rows > 0) text += fmt::format(" {}:{}", spec.name, rows);
    }
    std::string lines = say(language, "  records{}\n", "  registros{}\n", text);
    text.clear();
    for (const auto& [key, count] : totals.pedimentos) text += fmt::format(" {}:{}", key, count);
    lines += say(language, "  pedimentos (key|operation|kind){}\n",
                 "  pedimentos (clave|operación|tipo){}\n", text);
    lines += say(language, "  551: quantity {}, commercial value {}; 557: {}\n",
                 "  551: cantidad {}, valor comercial {}; 557: {}\n", totals.sum_551_cantidad_umc,
                 totals.sum_551_valor_comercial, totals.sum_557_importe);
    return lines;
}

}  // namespace

std::string import_text(const std::vector<ImportedSet>& sets,
                        const std::vector<customs::Finding>& findings, bool is_dry_run,
                        Language language) {
    std::string text;
    std::size_t shown = 0;
    for (const customs::Finding& finding : findings) {
        if (finding.severity == customs::Severity::info) continue;
        if (shown++ < findings_shown_max) {
            text += customs::format_finding(finding, customs_language(language)) + "\n";
        }
    }
    if (shown > findings_shown_max) {
        text += say(language, "… and {} more\n", "… y {} más\n", shown - findings_shown_max);
    }
    for (const ImportedSet& set : sets) {
        if (set.is_refused) {
            text += say(language, "REFUSED {}: nothing of it was applied\n",
                        "RECHAZADO {}: no se aplicó nada\n", set.name);
        } else if (is_dry_run) {
            text += say(language, "would import {}: {} facts, {} new\n",
                        "se importaría {}: {} hechos, {} nuevos\n", set.name, set.facts, set.fresh);
        } else {
            text += say(language, "imported {}: {} facts, {} new{}\n",
                        "importado {}: {} hechos, {} nuevos{}\n", set.name, set.facts, set.fresh,
                        set.conflicts == 0
                            ? std::string{}
                            : say(language, ", {} in conflict with what was told first",
                                  ", {} en conflicto con lo dicho primero", set.conflicts));
        }
        if (set.is_incomplete) {
            text +=
                say(language, "  the set is marked incomplete; kept apart: {}\n",
                    "  la entrega queda marcada incompleta; apartados: {}\n", set.held_back.size());
            for (const std::string& key : set.held_back) text += "    " + key + "\n";
        }
        if (set.totals != nullptr) text += totals_text(set, language);
    }
    return text;
}

std::string import_json(const std::vector<ImportedSet>& sets,
                        const std::vector<customs::Finding>& findings, bool is_dry_run,
                        Language language) {
    json::array set_rows;
    for (const ImportedSet& set : sets) {
        json::object row{{"name", set.name},
                         {"rfc", set.rfc},
                         {"refused", set.is_refused},
                         {"incomplete", set.is_incomplete},
                         {"facts", set.facts},
                         {"new", set.fresh},
                         {"conflicts", set.conflicts},
                         {"held_back", json::array(set.held_back.begin(), set.held_back.end())}};
        if (set.totals != nullptr) {
            row["folio"] = set.folio;
            for (auto& [key, value] : totals_json(*set.totals)) row[key] = value;
        }
        set_rows.push_back(std::move(row));
    }
    json::array finding_rows;
    for (const customs::Finding& f : findings) {
        const auto words = customs_language(language);
        finding_rows.push_back(json::object{{"severity", customs::to_string(f.severity)},
                                            {"code", customs::to_string(f.code)},
                                            {"file", f.file},
                                            {"row", f.row},
                                            {"column", f.column},
                                            {"found", f.found},
                                            {"expected", customs::expectation_of(f, words)},
                                            {"remedy", customs::remedy_of(f.code, words)}});
    }
    return json::serialize(json::object{{"dry_run", is_dry_run},
                                        {"sets", std::move(set_rows)},
                                        {"findings", std::move(finding_rows)}}) +
           "\n";
}

}  // namespace saldo::hub
