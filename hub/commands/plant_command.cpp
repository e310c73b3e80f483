#include "common/config/join_bundle.hpp"
#include "common/config/say.hpp"
#include "hub/commands/command.hpp"

namespace saldo::hub {

CommandResult add_plant(const config::CommandLine& line, HubStore& hub, UtcTime now) {
    const std::string agent = line.value("agent");
    const std::string rfc = line.value("company");
    const std::string plant = line.value("plant");
    const std::string out = line.value("out");
    if (!config::is_agent_name(agent)) {
        return failed(
            malformed("'" + agent + "' is no agent name: use a-z, 0-9 and -, at most 32"));
    }
    if (rfc.size() < 12 || rfc.size() > 13) {
        return failed(malformed("'" + rfc + "' is no RFC: a company has 12 characters"));
    }
    if (plant.empty() || plant.size() > MovementLimits::plant_max) {
        return failed(malformed("'" + plant + "' is no plant code, such as P01"));
    }
    const auto broker = config::parse_host_port(line.value("broker", "127.0.0.1:1883"), 1883);
    if (!broker) return failed(broker.error());
    if (hub.find(agent)) {
        return failed({Errc::conflict, "the agent " + agent + " is enrolled already"});
    }
    const SigningKey key = SigningKey::generate();
    config::JoinBundle bundle{.agent = AgentId{agent},
                              .rfc = rfc,
                              .plant = plant,
                              .signing_key = key,
                              .hub_id = hub.hub_id(),
                              .hub_key = hub.signing_key().public_key(),
                              .broker_host = broker->host,
                              .broker_port = broker->port,
                              .broker_user = line.value("broker-user"),
                              .broker_password = {}};
    // The bundle first: an agent that is enrolled without its key could never speak.
    if (const auto written = config::write_join_bundle(out, bundle); !written) {
        return failed(written.error());
    }
    const auto appended =
        hub.append({AgentEnrolment{AgentId{agent}, rfc, plant, key.public_key()}}, now);
    if (!appended) return failed(appended.error());
    return done(config::say(line.language, "agent {} may write for {} {}; its join bundle is {}\n",
                            "el agente {} puede escribir por {} {}; su paquete de ingreso es {}\n",
                            agent, rfc, plant, out));
}

}  // namespace saldo::hub
