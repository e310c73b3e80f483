#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/crypto/sign.hpp"

namespace saldo::hub {

/// What the hub knows of an agent, from its enrolment.
struct AgentEntry {
    std::string rfc;
    std::string plant;
    PublicKey key{};
    bool is_revoked = false;
    std::string revoked_why = {};
};

/// Which agents may speak, for whom, with which key.
class AgentDirectory {
public:
    virtual ~AgentDirectory() = default;
    /// Nothing for a name that was never enrolled.
    virtual std::optional<AgentEntry> find(std::string_view agent) const = 0;
};

}  // namespace saldo::hub
