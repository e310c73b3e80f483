#pragma once

#include <string>

#include "common/config/command_line.hpp"
#include "hub/book/table.hpp"

namespace saldo::hub {

/// A table as a command prints it: columns for people (numbers to the right), CSV with exactly the
/// columns of house.md section 6, or JSON. Ends with a line break.
std::string print_table(const book::Table& table, config::Format format);

}  // namespace saldo::hub
