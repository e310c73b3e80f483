#include "hub/commands/agent_states.hpp"

#include "hub/hub_store.hpp"
#include "hub/ingest/live_agents.hpp"

namespace saldo::hub {
namespace {

/// What `use` does to an Ingest over the store, without a broker.
template <class Use>
auto with_ingest(HubStore& hub, Use use) -> decltype(use(std::declval<Ingest&>())) {
    auto quarantine = Quarantine::open(hub.folder() / "quarantine", {});
    if (!quarantine) return quarantine.error();
    const auto ingest = Ingest::open({hub.hub_id(), hub.signing_key()}, hub.log(), hub, *quarantine,
                                     sync::Limits{});
    if (!ingest) return ingest.error();
    return use(**ingest);
}

}  // namespace

Result<std::map<std::string, AgentLive, std::less<>>> agent_states(HubStore& hub) {
    using States = std::map<std::string, AgentLive, std::less<>>;
    Result<States> states =
        hub.live() != nullptr
            ? Result<States>{hub.live()->agents()}
            : with_ingest(hub, [](Ingest& ingest) -> Result<States> { return ingest.agents(); });
    if (!states) return states;
    for (const auto& [agent, enrolment] : hub.book().agents()) states->try_emplace(agent);
    return states;
}

Result<void> admit_epoch(HubStore& hub, const std::string& agent, sync::Epoch epoch, UtcTime now) {
    if (hub.live() != nullptr) return hub.live()->admit(agent, epoch);
    return with_ingest(hub, [&](Ingest& ingest) -> Result<void> {
        const auto told = ingest.admit(agent, epoch, now);
        if (!told) return told.error();
        return {};
    });
}

}  // namespace saldo::hub
