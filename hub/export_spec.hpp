#pragma once

#include "common/config/command_line.hpp"

namespace saldo::hub {

/// The command `export` with its words and flags.
config::CommandSpec export_spec();

}  // namespace saldo::hub
