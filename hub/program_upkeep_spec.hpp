#pragma once

#include <vector>

#include "common/config/command_line.hpp"

namespace saldo::hub {

/// The commands that keep a hub alive: backup, restore, verify.
std::vector<config::CommandSpec> upkeep_commands();

}  // namespace saldo::hub
