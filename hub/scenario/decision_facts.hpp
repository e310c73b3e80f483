#pragma once

#include <string>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/scenario/statement.hpp"

namespace saldo::scenario {

// Statements of fixed assets, and of what people decide, as facts.

Fact asset(const Statement& s, const std::string& rfc);
Fact asset_move(const Statement& s);
Fact value_line(const Statement& s);
Fact approval(const Statement& s);
Fact directed_discharge(const Statement& s);
Fact key_decision(const Statement& s, const std::string& rfc);
Fact replacement_approval(const Statement& s, const std::string& rfc);
Fact work_order(const Statement& s, const std::string& rfc);
Fact cancellation(const Statement& s, const std::string& rfc);
Fact filing(const Statement& s, const std::string& rfc);
/// The settings that a policy line names, one fact each.
std::vector<Fact> policies(const Statement& s);

}  // namespace saldo::scenario
