#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/domain/fact.hpp"

namespace saldo::hub {

/// Which company a fact belongs to: the rules of docs/proof.md, "Trees". Every fact is shown to it
/// in the order of the log.
class Placing {
public:
    /// The company of a fact; and keeps what later facts need to know of it. "" is `common`.
    std::string of_fact(const Fact& fact);
    /// The company that an agent is enrolled for at this place of the log; "" for nobody.
    std::string of_agent(std::string_view agent) const;

private:
    std::string of_name(std::string_view name) const;
    std::string give(const std::string& name, const std::string& rfc);

    std::map<std::string, std::string, std::less<>> agents_;
    std::map<std::string, std::string, std::less<>> names_;  ///< the company that gave it first
};

}  // namespace saldo::hub
