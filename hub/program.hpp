#pragma once

#include "common/config/command_line.hpp"

namespace saldo::hub {

/// Every command of saldo-hub with its words, flags and help.
const config::ProgramSpec& program();

/// The whole program. Gives the exit code (house.md section 6).
int run_program(int argc, const char* const* argv);

}  // namespace saldo::hub
