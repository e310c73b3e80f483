#include <algorithm>
#include <map>
#include <utility>

#include "hub/commands/command.hpp"
#include "hub/commands/import_files.hpp"
#include "hub/customs/discharge_history.hpp"
#include "hub/customs/opening_balances.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::hub {
namespace {

constexpr std::uint8_t import_operation = 1;
constexpr std::string_view system_unnamed = "other";

CommandResult wrong_use(const std::string& text) {
    return {config::number(config::ExitCode::wrong_use), {}, "saldo-hub: " + text + "\n"};
}

void add(std::vector<customs::Finding>& all, const std::vector<customs::Finding>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

/// The questions of the reader, answered by the book.
customs::OpeningChecks checks_of(const book::Book& book) {
    customs::OpeningChecks checks;
    checks.opens_lots = [](std::string_view clave, LocalDate on) {
        return ledger::key_rule(clave, import_operation, on).effect == ledger::Effect::opens;
    };
    checks.day_of = [&book](const std::string& rfc) { return book.openings().day_of(rfc); };
    checks.fits = [&book](const std::string& rfc, const std::string& name, std::uint8_t unit) {
        const Part* part = book.catalogs().part(rfc, name);
        return part == nullptr || book.catalogs().factor(rfc, name, part->umc, unit).has_value();
    };
    return checks;
}

/// Lots that were kept apart, as a delivery of each company tells them: an alert until they come.
void tell_held_back(const customs::SourceFile& file, const customs::OpeningBalanceFile& read,
                    LocalDate day, Reading& reading) {
    std::map<std::string, Delivery> by_company;
    for (const auto& held : read.held_back) {
        Delivery& delivery = by_company[held.rfc];
        delivery.folio = "opening-balances " + format_date(day);
        delivery.rfc = held.rfc;
        delivery.period_first = day;
        delivery.period_last = day;
        delivery.is_incomplete = true;
        delivery.held_back.push_back(held.lot);
        reading.set.held_back.push_back(held.lot);
    }
    for (auto& [rfc, delivery] : by_company) {
        delivery.files.push_back({.name = std::string{customs::file_name_of(file.path)},
                                  .sha256 = sha256(as_bytes(file.bytes)),
                                  .bytes = file.bytes.size(),
                                  .rows = read.balances.size() + read.held_back.size()});
        reading.facts.emplace_back(std::move(delivery));
    }
    reading.set.is_incomplete = !read.held_back.empty();
}

}  // namespace

CommandResult import_opening_balances(const config::CommandLine& line, HubStore& hub, UtcTime now,
                                      const Progress& progress) {
    const auto day = parse_date(line.value("as-of"));
    if (!day) return wrong_use("--as-of: " + day.error().what);
    const auto sources = files::collect_sources(line.positionals);
    const customs::OpeningChecks checks = checks_of(hub.book());
    std::vector<customs::Finding> findings = sources.findings();
    std::vector<Reading> readings;
    const auto all = sources.files();
    for (std::size_t i = 0; i < all.size(); ++i) {
        progress("opening-balances", i, all.size());
        auto read = customs::read_opening_balances(all[i], *day, line.has("quarantine"), checks);
        add(findings, read.findings);
        Reading reading{{.name = all[i].path, .is_refused = read.is_refused}, {}};
        for (OpeningBalance& b : read.balances) reading.facts.emplace_back(std::move(b));
        if (!read.held_back.empty()) tell_held_back(all[i], read, *day, reading);
        readings.push_back(std::move(reading));
    }
    progress("opening-balances", all.size(), all.size());
    return apply_all(line, hub, now, sources, std::move(readings), std::move(findings));
}

CommandResult import_discharge_history(const config::CommandLine& line, HubStore& hub, UtcTime now,
                                       const Progress& progress) {
    const auto sources = files::collect_sources(line.positionals);
    const std::string system = line.value("system", system_unnamed);
    std::vector<customs::Finding> findings = sources.findings();
    std::vector<Reading> readings;
    const auto all = sources.files();
    for (std::size_t i = 0; i < all.size(); ++i) {
        progress("discharge-history", i, all.size());
        auto read = customs::read_discharge_history(all[i], system, line.has("quarantine"));
        add(findings, read.findings);
        Reading reading{{.name = all[i].path, .is_refused = read.is_refused}, {}};
        for (ForeignDischarge& row : read.rows) reading.facts.emplace_back(std::move(row));
        reading.set.is_incomplete = !read.rows_apart.empty();
        for (const std::size_t row : read.rows_apart) {
            reading.set.held_back.push_back("#" + std::to_string(row));
        }
        readings.push_back(std::move(reading));
    }
    progress("discharge-history", all.size(), all.size());
    return apply_all(line, hub, now, sources, std::move(readings), std::move(findings));
}

}  // namespace saldo::hub
