#include "common/config/say.hpp"
#include "hub/backup/backup_desk.hpp"
#include "hub/commands/backup_command.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"
#include "hub/ingest/incarnation.hpp"

namespace saldo::hub {
namespace {

std::string age_of(Language language, std::int64_t ms) {
    constexpr std::int64_t hour_ms = 3'600'000;
    constexpr std::int64_t minute_ms = 60'000;
    return ms >= 2 * hour_ms
               ? config::say(language, "{} hours ago", "hace {} horas", ms / hour_ms)
               : config::say(language, "{} minutes ago", "hace {} minutos", ms / minute_ms);
}

/// The newest backup that counts, and what is wrong with that.
std::string backup_lines(Language language, const HubStore& hub, UtcTime now) {
    BackupDesk::Status status;
    if (hub.upkeep().backups != nullptr) {
        status = hub.upkeep().backups->status(now);
    } else if (auto newest = load_newest(hub.folder(), hub.log())) {
        status.newest = std::move(*newest);
    }
    std::string text;
    if (status.newest.empty()) {
        text = config::say(language, "no verified backup: agents forget nothing\n",
                           "sin respaldo verificado: los agentes no olvidan nada\n");
    } else {
        const VerifiedBackup& last = status.newest.back();
        text = config::say(language, "last verified backup {}: {}, position {}\n",
                           "último respaldo verificado {}: {}, posición {}\n",
                           age_of(language, now.ms - last.made.ms), last.name, last.position);
    }
    if (status.is_running) {
        text += config::say(language, "a backup is being made\n", "se está haciendo un respaldo\n");
    }
    if (status.is_overdue) {
        text += config::say(language, "ALARM: the last backup is older than two intervals\n",
                            "ALARMA: el último respaldo tiene más de dos intervalos\n");
    }
    if (hub.upkeep().damage) {
        for (const std::string& line : hub.upkeep().damage()) {
            text += config::say(language, "ROT: {}\n", "DAÑO: {}\n", line);
        }
    }
    if (!status.last_failure.empty()) {
        text += config::say(language, "ALARM: the last backup failed: {}\n",
                            "ALARMA: el último respaldo falló: {}\n", status.last_failure);
    }
    return text;
}

}  // namespace

CommandResult status(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const book::Book& book = hub.book();
    book::Table agents{{{"agent", false, true},
                        {"rfc"},
                        {"plant"},
                        {"epoch", true},
                        {"held", true},
                        {"movements", true}},
                       {}};
    const auto heads = hub.log().heads();
    if (!heads) return failed(heads.error());
    for (const auto& [name, enrolment] : book.agents()) {
        std::string epoch = "-";
        std::string held = "-";
        for (const StreamHead& head : *heads) {
            if (head.agent.value() != name) continue;
            epoch = std::to_string(head.epoch.ordinal);
            held = std::to_string(head.last_sequence);
        }
        const auto counted = book.movements_by_agent().find(name);
        const auto count = counted == book.movements_by_agent().end() ? 0 : counted->second;
        agents.rows.push_back(
            {name, enrolment.rfc, enrolment.plant, epoch, held, std::to_string(count)});
    }
    if (line.format != config::Format::table) return done(print_table(agents, line.format));
    const auto head = hub.log().head_hash();
    if (!head) return failed(head.error());
    std::string text = config::say(
        line.language, "hub={}  facts={}  pedimentos={}  movements={}  quarantined={}  head={}\n",
        "hub={}  hechos={}  pedimentos={}  movimientos={}  cuarentena={}  cabeza={}\n",
        hub.hub_id(), book.known().value(), book.documents().count(), book.physical().count(),
        book.quarantined().size(), to_hex(*head).substr(0, 16));
    const auto incarnation = load_incarnation(hub.log());
    if (!incarnation) return failed(incarnation.error());
    if (*incarnation > 1) {
        text += config::say(line.language,
                            "put back to an earlier state {} time(s): the plants' agents send "
                            "again what was lost; see plant list\n",
                            "regresó a un estado anterior {} vez/veces: los agentes de las plantas "
                            "reenvían lo perdido; vea plant list\n",
                            *incarnation - 1);
    }
    text += backup_lines(line.language, hub, now);
    if (const std::string alarm = hub.proof_alarm(); !alarm.empty()) {
        text += config::say(line.language, "NO CHECKPOINT OF THE LOG IS SIGNED ANY MORE: {}\n",
                            "YA NO SE FIRMA NINGÚN PUNTO DE CONTROL DE LA BITÁCORA: {}\n", alarm);
    }
    if (hub.upkeep().outside) text += hub.upkeep().outside(line.language);
    if (!agents.rows.empty()) text += print_table(agents, line.format);
    return done(text);
}

CommandResult verify(const config::CommandLine& line, HubStore& hub) {
    return verify_store(line, hub.log(), hub.folder());
}

}  // namespace saldo::hub
