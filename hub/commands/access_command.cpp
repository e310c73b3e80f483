#include <set>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/join_bundle.hpp"
#include "common/config/say.hpp"
#include "hub/access/broker_files.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/print_table.hpp"

// Who may speak to this hub: tokens, revocations, and the broker's files.

namespace saldo::hub {
namespace {

/// The company of a plant code, where it was not said. Errors: malformed when it is not one.
Result<std::string> company_of(const HubStore& hub, const std::string& plant) {
    std::vector<std::string> found;
    for (const std::string& rfc : hub.book().companies()) {
        if (hub.book().catalogs().plant(rfc, plant) != nullptr) found.push_back(rfc);
    }
    if (found.size() == 1) return found.front();
    return malformed(found.empty()
                         ? "no catalog names a plant " + plant + "; say --company RFC"
                         : "several companies have a plant " + plant + "; say --company RFC");
}

Result<TokenGrant> grant_of(const config::CommandLine& line, const HubStore& hub) {
    TokenGrant grant{.rfc = line.value("company"), .plant = line.value("plant")};
    if (grant.plant.empty() || grant.plant.size() > MovementLimits::plant_max) {
        return malformed("'" + grant.plant + "' is no plant code, such as P01");
    }
    if (grant.rfc.empty()) {
        auto rfc = company_of(hub, grant.plant);
        if (!rfc) return rfc.error();
        grant.rfc = std::move(*rfc);
    }
    if (grant.rfc.size() < 12 || grant.rfc.size() > 13) {
        return malformed("'" + grant.rfc + "' is no RFC: a company has 12 characters");
    }
    grant.agent = line.value("agent", to_lower_ascii(grant.rfc + "-" + grant.plant));
    if (!config::is_agent_name(grant.agent) || grant.agent.starts_with("hub-")) {
        return malformed("'" + grant.agent +
                         "' cannot name an agent: use a-z, 0-9 and -, at most 32, and not hub- at "
                         "the beginning; say --agent NAME");
    }
    const auto known = hub.find(grant.agent);
    if (known && (known->rfc != grant.rfc || known->plant != grant.plant)) {
        return Error{Errc::conflict, "the agent " + grant.agent + " writes for " + known->rfc +
                                         " " + known->plant + "; say another --agent NAME"};
    }
    return grant;
}

std::string state_of(const Token& token, UtcTime now) {
    if (token.used) return token.used_for.empty() ? "cancelled" : "used";
    return token.expires < now ? "expired" : "open";
}

/// The agents that `what` means: one by its id, or all of a plant. Errors: not_found, malformed.
Result<std::vector<std::string>> agents_meant(const HubStore& hub, const std::string& what,
                                              const std::string& rfc) {
    if (hub.find(what)) return std::vector{what};
    std::vector<std::string> found;
    std::set<std::string> companies;
    for (const auto& [agent, enrolment] : hub.book().agents()) {
        if (enrolment.plant != what || (!rfc.empty() && enrolment.rfc != rfc)) continue;
        found.push_back(agent);
        companies.insert(enrolment.rfc);
    }
    if (found.empty()) {
        return Error{Errc::not_found, "'" + what + "' is neither an agent nor a plant with one"};
    }
    if (companies.size() > 1) {
        return malformed("several companies have a plant " + what + "; say --company RFC");
    }
    return found;
}

Result<BrokerPlan> plan_of(const config::CommandLine& line, const AccessStore& access) {
    const auto held = read_broker_plan(access);
    if (!held) return held.error();
    BrokerPlan plan = *held ? **held : BrokerPlan{};
    if (!line.positionals.empty()) {
        plan.folder = std::filesystem::absolute(line.positionals.front()).lexically_normal();
    }
    if (line.has("listen")) {
        const auto listen = config::parse_host_port(line.value("listen"), 8883);
        if (!listen) return listen.error();
        plan.address = listen->host == "0.0.0.0" ? "" : listen->host;
        plan.port = listen->port;
    }
    if (line.has("names")) {
        plan.names.clear();
        const std::string names = line.value("names");
        for (const std::string_view name : split(names, ',')) {
            plan.names.emplace_back(trim(name));
        }
    }
    if (plan.folder.empty()) return malformed("say which folder the broker reads");
    if (plan.port == 0) plan.port = 8883;
    if (plan.names.empty()) {
        return malformed("say --names: by which names or addresses agents reach the broker");
    }
    return plan;
}

}  // namespace

CommandResult create_token(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto minutes = parse_unsigned(line.value("ttl", std::to_string(token_minutes_standard)));
    if (!minutes || *minutes < 1 || *minutes > token_minutes_max) {
        return failed(malformed("--ttl: minutes, 1 to 1440"));
    }
    const auto grant = grant_of(line, hub);
    if (!grant) return failed(grant.error());
    const auto access = hub.access(now);
    if (!access) return failed(access.error());
    const auto token = (*access)->tokens().create(*grant, (*access)->authority().fingerprint(),
                                                  static_cast<std::int64_t>(*minutes), now);
    if (!token) return failed(token.error());
    CommandResult result = done(config::format_enrol_token(*token) + "\n");
    result.err = config::say(line.language,
                             "for the agent {} of {} {}; one use, {} minutes. At the plant:\n"
                             "  saldo-agent enroll --hub https://HUB:9443 --token-file -\n",
                             "para el agente {} de {} {}; un solo uso, {} minutos. En la planta:\n"
                             "  saldo-agent enroll --hub https://HUB:9443 --token-file -\n",
                             grant->agent, grant->rfc, grant->plant, *minutes);
    return result;
}

CommandResult list_tokens(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto access = hub.access(now);
    if (!access) return failed(access.error());
    book::Table table{
        {{"agent", false, true}, {"rfc"}, {"plant"}, {"state"}, {"expires"}, {"hash"}}, {}};
    std::set<std::pair<std::string, std::string>> order;
    for (const auto& [hash, token] : (*access)->tokens().all()) {
        order.emplace(token.grant.agent, hash);
    }
    for (const auto& [agent, hash] : order) {
        const Token& token = (*access)->tokens().all().at(hash);
        table.rows.push_back({agent, token.grant.rfc, token.grant.plant, state_of(token, now),
                              format_utc(token.expires), hash.substr(0, 16)});
    }
    return done(print_table(table, line.format));
}

CommandResult revoke_plant(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto agents = agents_meant(hub, line.positionals.front(), line.value("company"));
    if (!agents) return failed(agents.error());
    const std::string reason = line.value("reason");
    if (reason.empty() || reason.size() > 200) {
        return failed(malformed("--reason: 1 to 200 characters; it stays in the log"));
    }
    const auto access = hub.access(now);
    if (!access) return failed(access.error());
    std::string out;
    for (const std::string& agent : *agents) {
        // The hub's own denial first: it is the one that counts, and it holds from here on.
        const auto told = hub.append({AgentRevocation{AgentId{agent}, reason}}, now);
        if (!told) return failed(told.error());
        if (const auto ended = (*access)->tokens().cancel(agent, now); !ended) {
            return failed(ended.error());
        }
        const auto count = (*access)->revoke_agent(agent, now);
        if (!count) return failed(count.error());
        out += config::say(line.language,
                           "agent {}: nothing is taken from it; {} certificates "
                           "revoked\n",
                           "agente {}: ya no se le recibe nada; {} certificados revocados\n", agent,
                           *count);
    }
    const auto refreshed = hub.refresh_broker(now);
    if (!refreshed) return failed(refreshed.error());
    if (!*refreshed) {
        out += config::say(line.language,
                           "no broker folder is known (saldo-hub broker-config write): give {} to "
                           "the broker yourself, and reload it\n",
                           "no se conoce la carpeta del broker (saldo-hub broker-config write): "
                           "lleve {} al broker y recárguelo\n",
                           (*access)->revocation_file().string());
    }
    return done(out);
}

CommandResult write_broker_config(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto access = hub.access(now);
    if (!access) return failed(access.error());
    const auto plan = plan_of(line, **access);
    if (!plan) return failed(plan.error());
    const auto changed =
        write_broker_files(**access, *plan, hub.hub_id(), hub.book().revoked_agents(), now);
    if (!changed) return failed(changed.error());
    if (const auto kept = write_broker_plan(**access, *plan); !kept) return failed(kept.error());
    std::string out;
    for (const std::string& file : *changed) out += (plan->folder / file).string() + "\n";
    if (changed->empty()) {
        out = config::say(line.language, "everything was as it should be\n",
                          "todo estaba como debe\n");
    }
    return done(out);
}

CommandResult check_broker_config(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const auto access = hub.access(now);
    if (!access) return failed(access.error());
    const auto plan = plan_of(line, **access);
    if (!plan) return failed(plan.error());
    CommandResult result;
    for (const BrokerFault& fault :
         check_broker_files(**access, *plan, hub.hub_id(), hub.book().revoked_agents(), now)) {
        result.exit = config::number(config::ExitCode::answer_is_no);
        result.out +=
            fmt::format("{}: {}\n", (plan->folder / fault.file).lexically_normal().string(),
                        fault.what.in(line.language));
    }
    if (result.exit == 0) {
        result.out = config::say(line.language, "the broker's files are as they should be\n",
                                 "los archivos del broker están como deben\n");
    }
    return result;
}

}  // namespace saldo::hub
