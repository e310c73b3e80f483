#pragma once

#include <string>

#include "common/base/result.hpp"
#include "common/base/words.hpp"
#include "common/config/exit_code.hpp"

namespace saldo::agent {

/// The path at which a running agent answers with its state, over its socket.
inline constexpr const char* status_path = "/api/v1/status";

/// The state of the agent behind `socket`, as the JSON that it gives (a stable schema).
/// Errors: not_found and unavailable when none runs there; forbidden; malformed.
Result<std::string> ask_status(const std::string& socket);

/// "OK  plant=gna-tij1  queue=0  last-sync=4s  scanners=3/3  …" and a line for each thing that is
/// not well. Errors: malformed when `json` is no state of an agent.
Result<std::string> status_text(const std::string& json, Language language);

/// `status`: 1 when the agent is degraded, or none runs.
config::ExitCode show_status(const std::string& socket, bool as_json, Language language);

/// Where a scanner port of the agent behind `socket` can be reached from this machine.
struct ScannerDoor {
    std::string host;
    std::uint16_t port = 0;
};
/// Errors: as ask_status; not_found when no scanner of it listens.
Result<ScannerDoor> find_scanner_door(const std::string& socket);

}  // namespace saldo::agent
