#pragma once

#include <functional>
#include <string>
#include <vector>

namespace saldo::hub {

class BackupDesk;

/// What a running hub knows of its own health, for commands.
struct Upkeep {
    const BackupDesk* backups = nullptr;
    /// What the readers in the background found rotten: a line a place, of the log and beside it.
    std::function<std::vector<std::string>()> damage;
};

}  // namespace saldo::hub
