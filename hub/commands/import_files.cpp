#include "hub/commands/import_files.hpp"

#include <algorithm>
#include <utility>

#include "hub/customs/catalog_files.hpp"
#include "hub/customs/invoice_lines.hpp"
#include "hub/customs/movement_files.hpp"

namespace saldo::hub {
CommandResult apply_all(const config::CommandLine& line, HubStore& hub, UtcTime now,
                        const files::SourceFiles& sources, std::vector<Reading> readings,
                        std::vector<customs::Finding> findings) {
    const bool dry_run = line.has("dry-run");
    if (sources.files().empty()) {
        findings.push_back(customs::make_finding(
            customs::FindingCode::no_files,
            line.positionals.empty() ? std::string{} : line.positionals.front()));
    }
    if (!dry_run) {  // the files are kept as they came, also those that are refused
        for (const customs::SourceFile& file : sources.files()) {
            if (const auto kept = hub.blobs().put(as_bytes(file.bytes)); !kept) {
                return failed(kept.error());
            }
        }
        if (const auto synced = hub.blobs().sync(); !synced) return failed(synced.error());
    }
    bool any_refused = customs::has_errors(findings);
    std::vector<ImportedSet> imported;
    for (Reading& reading : readings) {
        reading.set.facts = reading.facts.size();
        any_refused = any_refused || reading.set.is_refused;
        if (!reading.set.is_refused && dry_run) {
            reading.set.fresh = static_cast<std::size_t>(std::ranges::count_if(
                reading.facts, [&hub](const Fact& f) { return !hub.book().holds(f); }));
        } else if (!reading.set.is_refused) {
            const auto appended = hub.append(std::move(reading.facts), now);
            if (!appended) return failed(appended.error());
            reading.set.fresh = appended->fresh;
            reading.set.conflicts = appended->conflicts;
        }
        imported.push_back(std::move(reading.set));
    }
    CommandResult result;
    result.exit = any_refused ? config::number(config::ExitCode::answer_is_no) : 0;
    result.out = line.format == config::Format::json
                     ? import_json(imported, findings, dry_run, line.language)
                     : import_text(imported, findings, dry_run, line.language);
    return result;
}

namespace {

void add(std::vector<customs::Finding>& all, const std::vector<customs::Finding>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

CommandResult import_catalogs(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto sources = files::collect_sources(line.positionals);
    std::vector<customs::Finding> findings = sources.findings();
    const book::Catalogs& held = hub.book().catalogs();
    const auto is_known = [&held](std::string_view rfc, std::string_view name) {
        return held.part(rfc, name) != nullptr || held.product(rfc, name) != nullptr;
    };
    customs::CatalogFiles catalogs = customs::read_catalogs(sources.files(), is_known);
    add(findings, catalogs.findings);
    std::vector<Reading> readings;
    readings.push_back(
        {{.name = line.positionals.front(), .is_refused = catalogs.is_refused}, catalogs.facts()});
    return apply_all(line, hub, now, sources, std::move(readings), std::move(findings));
}

CommandResult import_invoice_lines(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto sources = files::collect_sources(line.positionals);
    std::vector<customs::Finding> findings = sources.findings();
    std::vector<Reading> readings;
    for (const customs::SourceFile& file : sources.files()) {
        customs::InvoiceLineFile read = customs::read_invoice_lines(file);
        add(findings, read.findings);
        Reading reading{{.name = file.path, .is_refused = read.is_refused}, {}};
        for (InvoiceLine& l : read.lines) reading.facts.emplace_back(std::move(l));
        readings.push_back(std::move(reading));
    }
    return apply_all(line, hub, now, sources, std::move(readings), std::move(findings));
}

CommandResult import_movements(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto sources = files::collect_sources(line.positionals);
    std::vector<customs::Finding> findings = sources.findings();
    std::vector<Reading> readings;
    for (const customs::SourceFile& file : sources.files()) {
        customs::MovementFile read = customs::read_movements(file, line.value("company"));
        add(findings, read.findings);
        Reading reading{{.name = file.path, .is_refused = read.is_refused}, {}};
        for (ImportedMovement& m : read.movements) reading.facts.emplace_back(std::move(m));
        readings.push_back(std::move(reading));
    }
    return apply_all(line, hub, now, sources, std::move(readings), std::move(findings));
}

}  // namespace saldo::hub
