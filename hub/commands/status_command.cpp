#include "common/config/say.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"
#include "hub/ingest/incarnation.hpp"

namespace saldo::hub {

CommandResult status(const config::CommandLine& line, HubStore& hub) {
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
    if (const std::string alarm = hub.proof_alarm(); !alarm.empty()) {
        text += config::say(line.language, "NO CHECKPOINT OF THE LOG IS SIGNED ANY MORE: {}\n",
                            "YA NO SE FIRMA NINGÚN PUNTO DE CONTROL DE LA BITÁCORA: {}\n", alarm);
    }
    if (!agents.rows.empty()) text += print_table(agents, line.format);
    return done(text);
}

namespace {

/// Every damaged entry, behind the first fault too.
std::string damaged_entries(Language language, const LmdbLog& log) {
    constexpr std::size_t stretch_entries = 4'096;
    constexpr std::size_t stretch_bytes = 8U << 20;
    std::string text;
    LogScrubPlace at;
    for (bool is_end = false; !is_end;) {
        const auto stretch = log.scrub(at, stretch_entries, stretch_bytes, {});
        if (!stretch) return text;  // the first fault said it: there is no way to the entries
        for (const DamagedEntry& entry : stretch->damaged) {
            text += config::say(language, "positions {} to {}: {}\n", "posiciones {} a {}: {}\n",
                                entry.first, entry.first + entry.count - 1, entry.why);
        }
        is_end = stretch->is_end;
    }
    return text;
}

}  // namespace

CommandResult verify(const config::CommandLine& line, HubStore& hub) {
    const auto audit = hub.log().verify();
    if (!audit) return failed(audit.error());
    CommandResult result;
    result.out = config::say(line.language, "{} entries, {} facts, head {}\n",
                             "{} entradas, {} hechos, cabeza {}\n", audit->entries, audit->facts,
                             to_hex(audit->head));
    if (audit->first_fault) {
        result.exit = config::number(config::ExitCode::answer_is_no);
        result.out +=
            config::say(line.language, "DAMAGED: {}\n", "DAÑADO: {}\n", *audit->first_fault);
        result.out += damaged_entries(line.language, hub.log());
    } else {
        result.out +=
            config::say(line.language, "every hash holds\n", "todos los hashes coinciden\n");
    }
    return result;
}

}  // namespace saldo::hub
