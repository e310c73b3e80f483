#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/config/command_line.hpp"

namespace saldo::agent {

/// The commands of saldo-agent with their flags and help: the one list of them.
const config::ProgramSpec& program();

/// Runs the program and gives its exit code (house.md section 6).
int run_program(std::span<const std::string> arguments,
                const std::vector<std::pair<std::string, std::string>>& environment);

}  // namespace saldo::agent
