#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "hub/ingest/ingest.hpp"

namespace saldo::hub {

/// The agents as the running hub sees them, for commands.
class LiveAgents {
public:
    virtual ~LiveAgents() = default;
    virtual std::map<std::string, AgentLive, std::less<>> agents() const = 0;
    /// Ingest::admit(), and the agent is told. Errors: those of it.
    virtual Result<void> admit(std::string_view agent, sync::Epoch epoch) = 0;
};

}  // namespace saldo::hub
