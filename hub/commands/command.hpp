#pragma once

#include <functional>
#include <string>

#include "common/config/command_line.hpp"
#include "common/config/exit_code.hpp"
#include "hub/hub_store.hpp"

namespace saldo::hub {

/// What a command printed and how it ended: the same whether it ran here or in the running hub.
struct CommandResult {
    int exit = 0;
    std::string out;
    std::string err;
};

CommandResult done(std::string out);
CommandResult failed(const Error& error);

/// Progress for a person who waits: "what", done, total.
using Progress = std::function<void(std::string_view, std::uint64_t, std::uint64_t)>;

/// Runs one command on an open store. Needs: is_store_command(line.command).
CommandResult run_store_command(const config::CommandLine& line, HubStore& hub, UtcTime now,
                                const Progress& progress);
bool is_store_command(std::string_view command);

// One file each.
CommandResult import_datastage(const config::CommandLine& line, HubStore& hub, UtcTime now,
                               const Progress& progress);
CommandResult import_catalogs(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult import_invoice_lines(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult import_movements(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult tell_file(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult changes(const config::CommandLine& line, HubStore& hub);
CommandResult import_opening_balances(const config::CommandLine& line, HubStore& hub, UtcTime now,
                                      const Progress& progress);
CommandResult import_discharge_history(const config::CommandLine& line, HubStore& hub, UtcTime now,
                                       const Progress& progress);
CommandResult report(const config::CommandLine& line, HubStore& hub);
CommandResult list(const config::CommandLine& line, HubStore& hub);
CommandResult export_store(const config::CommandLine& line, HubStore& hub,
                           const Progress& progress);
CommandResult add_plant(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult create_token(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult list_tokens(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult revoke_plant(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult write_broker_config(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult check_broker_config(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult tell_restore(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult admit_plant(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult list_plants(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult list_checkpoints(const config::CommandLine& line, HubStore& hub);
CommandResult status(const config::CommandLine& line, HubStore& hub, UtcTime now);
CommandResult log_key(const config::CommandLine& line, HubStore& hub);
CommandResult checkpoint(const config::CommandLine& line, HubStore& hub);
CommandResult verify(const config::CommandLine& line, HubStore& hub);

}  // namespace saldo::hub
