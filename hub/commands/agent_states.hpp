#pragma once

#include <map>
#include <string>

#include "hub/ingest/ingest.hpp"

namespace saldo::hub {

class HubStore;

/// Every agent that is enrolled or was heard: as the running hub sees it, else as the store tells.
/// Errors: storage.
Result<std::map<std::string, AgentLive, std::less<>>> agent_states(HubStore& hub);

/// Lets an epoch of an agent go on, in the running hub or else in the store.
/// Errors: those of Ingest::admit().
Result<void> admit_epoch(HubStore& hub, const std::string& agent, sync::Epoch epoch, UtcTime now);

}  // namespace saldo::hub
