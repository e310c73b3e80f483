#pragma once

#include "common/config/command_line.hpp"
#include "hub/commands/command.hpp"
#include "hub/drill/drill.hpp"

namespace saldo::hub {

/// `drill`: in a process of its own, in a folder of its own; nothing of a running hub is touched.
struct DrillCommand {
    CommandResult words;
    std::optional<DrillResult> result;  ///< to be told to the hub's log; nothing: it was not run
};
DrillCommand drill(const config::CommandLine& line, UtcTime now, const std::string& program,
                   const Progress& progress);

/// The question by which a running hub is told of a drill, and its answer.
config::CommandLine drill_told(const DrillResult& result, Language language);
CommandResult tell_drill(const config::CommandLine& line, HubStore& hub, UtcTime now);

}  // namespace saldo::hub
