#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/config/command_line.hpp"
#include "common/http/router.hpp"
#include "hub/commands/command.hpp"

namespace saldo::hub {

/// The answer of a command that takes long; nothing until it is done.
using PendingResult = std::shared_ptr<std::optional<CommandResult>>;
/// Begins a command that may not hold up the hub; nothing where it is none of those.
using BeginLong = std::function<std::optional<PendingResult>(const config::CommandLine&)>;

/// The door of commands: POST /admin/v1/command over the hub's own unix socket, so that a command
/// does the same whether a hub runs or not. Who may open the socket file may command the hub.
void add_admin_routes(http::Router& router, HubStore& hub, BeginLong begin_long);

/// Asks the running hub to run a command.
/// Errors: not_found when no hub runs here; unavailable when it does not answer.
Result<CommandResult> run_in_daemon(const std::string& socket, const config::CommandLine& line);

}  // namespace saldo::hub
