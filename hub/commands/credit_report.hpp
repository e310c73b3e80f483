#pragma once

#include "hub/book/table.hpp"
#include "hub/commands/command.hpp"

namespace saldo::hub {

/// A table of the credit account of one company.
using CreditTable = book::Table (*)(book::Book& book, const std::string& rfc);

/// Prints it, as the hub knew it then where the line says so.
CommandResult credit_report(const config::CommandLine& line, HubStore& hub, CreditTable table_of);

}  // namespace saldo::hub
