#include "common/config/say.hpp"
#include "hub/book/credit.hpp"
#include "hub/book/filed_report.hpp"
#include "hub/commands/command.hpp"

namespace saldo::hub {

using config::say;

/// `report scccyg --file TYPE/PERIOD`: the report as the book gives it now was filed. What replaces
/// a filed one needs two people: `approve-report` of a file for `record`.
CommandResult file_report(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const std::string rfc = line.value("company");
    const auto name = book::parse_report_name(line.value("file"));
    if (!name || name->version != 0) {
        return {config::number(config::ExitCode::wrong_use),
                {},
                say(line.language, "saldo-hub: --file takes a report such as return/2026-02\n",
                    "saldo-hub: --file lleva un informe como return/2026-02\n")};
    }
    if (hub.book().filings().standing(rfc, name->period) != nullptr) {
        return failed(
            {Errc::conflict, say(line.language, "{} of {} was filed: two people replace it",
                                 "{} de {} ya se presentó: dos personas lo sustituyen",
                                 name_of(name->period), rfc)});
    }
    const auto appended = hub.append({ReportFiling{.rfc = rfc,
                                                   .type = name->period.type,
                                                   .year = name->period.year,
                                                   .month = name->period.month}},
                                     now);
    if (!appended) return failed(appended.error());
    const auto& filings = hub.book().filings();
    const auto* filed = filings.standing(rfc, name->period);
    const auto* sealed = filings.sealed(filed->position);
    if (sealed == nullptr) {
        return failed({Errc::unavailable, say(line.language, "filed, and not sealed: {}",
                                              "presentado y sin sello: {}", hub.proof_alarm())});
    }
    return done(say(line.language, "{} of {}, version {}: filed at position {}, SHA-256 {}\n",
                    "{} de {}, versión {}: presentado en la posición {}, SHA-256 {}\n",
                    name_of(name->period), rfc, filed->version, filed->position.value(),
                    to_hex(ByteView{sealed->seal.sha256})));
}

}  // namespace saldo::hub
