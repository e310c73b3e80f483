#include "hub/commands/command.hpp"

#include <algorithm>
#include <array>

#include "common/base/check.hpp"
#include "hub/commands/drill_command.hpp"

namespace saldo::hub {
namespace {

constexpr std::array<std::string_view, 5> list_commands = {"balances", "lots", "discharges",
                                                           "stock", "alerts"};
constexpr std::array<std::string_view, 27> other_commands = {"explain",
                                                             "plan",
                                                             "record",
                                                             "changes",
                                                             "import datastage",
                                                             "import catalogs",
                                                             "import invoice-lines",
                                                             "import movements",
                                                             "import opening-balances",
                                                             "import discharge-history",
                                                             "report",
                                                             "export",
                                                             "plant add",
                                                             "plant revoke",
                                                             "token create",
                                                             "token list",
                                                             "broker-config write",
                                                             "broker-config check",
                                                             "plant admit",
                                                             "plant list",
                                                             "plant checkpoints",
                                                             "drill told",
                                                             "status",
                                                             "log-key",
                                                             "checkpoint",
                                                             "tell-restore",
                                                             "verify"};

bool is_list(std::string_view command) {
    return command == "explain" || std::ranges::count(list_commands, command) > 0;
}

}  // namespace

CommandResult done(std::string out) { return {0, std::move(out), {}}; }

CommandResult failed(const Error& error) {
    return {
        config::number(config::exit_code_of(error.code)), {}, "saldo-hub: " + error.what + "\n"};
}

bool is_store_command(std::string_view command) {
    return is_list(command) || std::ranges::count(other_commands, command) > 0;
}

CommandResult run_store_command(const config::CommandLine& line, HubStore& hub, UtcTime now,
                                const Progress& progress) {
    const std::string& command = line.command;
    if (is_list(command)) return list(line, hub);
    if (command == "import datastage") return import_datastage(line, hub, now, progress);
    if (command == "import catalogs") return import_catalogs(line, hub, now);
    if (command == "import invoice-lines") return import_invoice_lines(line, hub, now);
    if (command == "import movements") return import_movements(line, hub, now);
    if (command == "plan" || command == "record") return tell_file(line, hub, now);
    if (command == "changes") return changes(line, hub);
    if (command == "import opening-balances")
        return import_opening_balances(line, hub, now, progress);
    if (command == "import discharge-history")
        return import_discharge_history(line, hub, now, progress);
    if (command == "report") return report(line, hub);
    if (command == "export") return export_store(line, hub, progress);
    if (command == "plant add") return add_plant(line, hub, now);
    if (command == "plant revoke") return revoke_plant(line, hub, now);
    if (command == "token create") return create_token(line, hub, now);
    if (command == "token list") return list_tokens(line, hub, now);
    if (command == "broker-config write") return write_broker_config(line, hub, now);
    if (command == "broker-config check") return check_broker_config(line, hub, now);
    if (command == "plant admit") return admit_plant(line, hub, now);
    if (command == "plant list") return list_plants(line, hub, now);
    if (command == "plant checkpoints") return list_checkpoints(line, hub);
    if (command == "drill told") return tell_drill(line, hub, now);
    if (command == "status") return status(line, hub, now);
    if (command == "log-key") return log_key(line, hub);
    if (command == "checkpoint") return checkpoint(line, hub);
    if (command == "tell-restore") return tell_restore(line, hub, now);
    SALDO_CHECK(command == "verify");
    return verify(line, hub);
}

}  // namespace saldo::hub
