#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/say.hpp"
#include "common/sync/clock_estimate.hpp"
#include "hub/commands/agent_states.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"

// Which journal of an agent goes on is a person's decision, and a fact (sync.md section 6).

namespace saldo::hub {
namespace {

/// How far the agent's clock is from ours: by its own estimate where it has one, else by when its
/// last status came, which is late by its way and by what a broker kept it.
std::optional<sync::ClockOffset> clock_of(const AgentLive& live) {
    if (live.status && live.status->clock_uncertainty_ms) {
        return sync::ClockOffset{.offset_ms = live.status->clock_offset_ms,
                                 .uncertainty_ms = *live.status->clock_uncertainty_ms};
    }
    if (live.skew_ms) return sync::ClockOffset{.offset_ms = *live.skew_ms};
    return std::nullopt;
}

/// What it had, and the agent still sends again.
bool is_refilled(const AgentLive& live) {
    const bool is_same = live.held && live.had && live.held->epoch == live.had->epoch;
    return !live.had || (is_same && live.held->next >= live.had->next);
}

std::string_view state_of(const AgentLive& live) {
    if (!live.held_out_why.empty()) return "held";
    if (live.gate.waiting) return "waiting";
    if (live.lost) return "range_lost";
    if (!is_refilled(live)) return "refilling";
    if (const auto clock = clock_of(live); clock && sync::is_clock_wrong(*clock)) return "clock";
    return live.held || live.hello ? "taken" : "silent";
}

/// Why it stands so, and what a person does about it.
std::string why_of(const AgentLive& live, Language language) {
    if (!live.held_out_why.empty()) {
        return config::say(language, "{}: switch the wrong machine off, then plant admit",
                           "{}: apague el equipo equivocado y luego plant admit",
                           live.held_out_why);
    }
    if (live.gate.waiting) {
        return config::say(
            language,
            "epoch {} asks to begin: find out why (a backup, another machine), then plant "
            "admit",
            "la época {} pide comenzar: averigüe por qué (un respaldo, otro equipo) y luego "
            "plant admit",
            live.gate.waiting->ordinal);
    }
    if (live.lost) {
        return config::say(
            language, "records {} to {} are lost: neither hub nor agent has them; count the stock",
            "los registros {} a {} se perdieron: no los tienen ni el hub ni el agente; haga "
            "un conteo",
            live.lost->first, live.lost->second - 1);
    }
    if (!is_refilled(live)) {
        return config::say(
            language,
            "this hub was put back to an earlier state: it held {} records of this agent, "
            "which sends the rest again; nothing to do",
            "este hub regresó a un estado anterior: tenía {} registros de este agente, que "
            "envía el resto de nuevo; no hay nada que hacer",
            live.had->next);
    }
    if (state_of(live) == "clock") {
        const sync::ClockOffset clock = clock_of(live).value();
        return config::say(language, "its clock is {} s off (± {} s): set it",
                           "su reloj está {} s fuera de hora (± {} s): póngalo en hora",
                           clock.offset_ms / 1000, clock.uncertainty_ms / 1000);
    }
    return live.status ? live.status->alarm : std::string{};
}

/// How the agent stands to its company's catalog: "current 57", "behind 3", "none"; empty where it
/// did not say.
std::string catalog_of(const AgentLive& live) {
    if (!live.catalog) return "";
    if (!live.catalog->has_one) return "none";
    if (live.catalog->behind == 0) return fmt::format("current {}", live.catalog->held);
    return fmt::format("behind {}", live.catalog->behind);
}

/// The journals that could go on: the one that the log ends in, and the one that asks to begin.
std::vector<sync::Epoch> candidates(const AgentLive& live) {
    std::vector<sync::Epoch> found;
    if (live.held) found.push_back(live.held->epoch);
    for (const auto& epoch : {live.gate.waiting, live.gate.granted}) {
        if (epoch) found.push_back(*epoch);
    }
    return found;
}

Result<sync::Epoch> choose(const AgentLive& live, const std::string& asked, Language language) {
    const std::vector<sync::Epoch> found = candidates(live);
    if (live.held_out_why.empty() && !live.gate.waiting && !live.gate.granted) {
        return Error{Errc::conflict,
                     config::say(language, "nothing of this agent waits for a decision",
                                 "nada de este agente espera una decisión")};
    }
    const bool is_clear = live.held_out_why.empty() && live.gate.waiting;
    if (asked.empty() && is_clear) return *live.gate.waiting;
    if (asked.empty() && found.size() == 1) return found.front();
    std::string choices;
    for (const sync::Epoch& epoch : found) {
        if (asked == std::to_string(epoch.ordinal)) return epoch;
        const bool goes_on = live.held && live.held->epoch == epoch;
        const std::uint64_t count = goes_on ? live.held->next : 0;
        choices += goes_on ? config::say(language, "  --epoch {}   goes on; {} records held\n",
                                         "  --epoch {}   sigue; {} registros recibidos\n",
                                         epoch.ordinal, count)
                           : config::say(language, "  --epoch {}   asks to begin\n",
                                         "  --epoch {}   pide comenzar\n", epoch.ordinal);
    }
    return Error{Errc::conflict, config::say(language, "say which journal goes on:\n{}",
                                             "diga qué diario sigue:\n{}", choices)};
}

}  // namespace

CommandResult admit_plant(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const std::string agent = line.positionals.at(0);
    const std::string by{trim(line.value("by"))};
    const std::string reason{trim(line.value("reason"))};
    if (!hub.find(agent)) return failed({Errc::not_found, "no agent " + agent + " is enrolled"});
    if (by.empty() || reason.empty()) {
        return failed(malformed("--by and --reason say who decided, and why"));
    }
    const auto states = agent_states(hub);
    if (!states) return failed(states.error());
    const AgentLive& live = states->at(agent);
    const auto epoch = choose(live, line.value("epoch"), line.language);
    if (!epoch) return failed(epoch.error());

    AgentAdmission admission{.agent = AgentId{agent},
                             .epoch = epoch->ordinal,
                             .nonce = epoch->nonce,
                             .by = by,
                             .reason = reason};
    if (live.held) {
        admission.closed_epoch = live.held->epoch.ordinal;
        admission.closed_next = live.held->next;
        admission.closed_hash = live.held->hash;
    }
    // The decision first: a journal must never go on without its reason being on record.
    if (const auto told = hub.append({admission}, now); !told) return failed(told.error());
    if (const auto admitted = admit_epoch(hub, agent, *epoch, now); !admitted) {
        return failed(admitted.error());
    }
    return done(config::say(line.language, "agent {} goes on in epoch {}\n",
                            "el agente {} sigue en la época {}\n", agent, epoch->ordinal));
}

CommandResult list_plants(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto states = agent_states(hub);
    if (!states) return failed(states.error());
    book::Table table{{{"agent", false, true},
                       {"rfc"},
                       {"plant"},
                       {"state"},
                       {"epoch", true},
                       {"held", true},
                       {"backlog", true},
                       {"heard_s", true},
                       {"skew_s", true},
                       {"clock_steps", true},
                       {"program"},
                       {"why"},
                       {"catalog"}},
                      {}};
    for (const auto& [agent, live] : *states) {
        const auto entry = hub.find(agent);
        const auto& status = live.status;
        const auto clock = clock_of(live);
        const auto evidence = hub.book().agent_evidence().find(agent);
        const bool has_evidence = evidence != hub.book().agent_evidence().end();
        const std::uint64_t steps = has_evidence ? evidence->second.clock_steps : 0;
        const std::uint64_t backlog =
            status && status->head.next > status->held ? status->head.next - status->held : 0;
        table.rows.push_back(
            {agent, entry ? entry->rfc : "", entry ? entry->plant : "", std::string{state_of(live)},
             live.held ? std::to_string(live.held->epoch.ordinal) : "",
             live.held ? std::to_string(live.held->next) : "",
             status ? std::to_string(backlog) : "",
             live.heard.ms > 0 ? std::to_string((now.ms - live.heard.ms) / 1000) : "",
             clock ? std::to_string(clock->offset_ms / 1000) : "", std::to_string(steps),
             status ? status->program : "", why_of(live, line.language), catalog_of(live)});
    }
    return done(print_table(table, line.format));
}

}  // namespace saldo::hub
