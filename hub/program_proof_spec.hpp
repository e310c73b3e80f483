#pragma once

#include <vector>

#include "common/config/command_line.hpp"

namespace saldo::hub {

/// Reports, and the commands that prove what the hub says.
std::vector<config::CommandSpec> proof_commands();

}  // namespace saldo::hub
