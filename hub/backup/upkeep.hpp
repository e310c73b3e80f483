#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/words.hpp"

namespace saldo::hub {

class BackupDesk;

/// What a running hub knows of its own health, for commands.
struct Upkeep {
    const BackupDesk* backups = nullptr;
    /// What the readers in the background found rotten: a line a place, of the log and beside it.
    std::function<std::vector<std::string>()> damage;
    /// How it stands with whoever keeps this hub's checkpoints: lines, ended by newlines.
    std::function<std::string(Language)> outside;
};

}  // namespace saldo::hub
