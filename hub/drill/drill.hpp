#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/domain/upkeep.hpp"

namespace saldo::hub {

/// What is broken on purpose: a drill that does not see it is worth nothing.
enum class Sabotage : std::uint8_t {
    none,
    backup,  ///< one byte of the backup is turned
    record,  ///< one receipted record is missing at its agent
};

struct DrillPlan {
    std::filesystem::path folder;  ///< work folder, empty or new
    std::uint64_t movements = 0;
    std::size_t plants = 4;
    /// A backup to begin with, and the identity that opens it; without: a generated set.
    std::filesystem::path backup;
    std::filesystem::path identity;
    bool from_older = false;  ///< restores the older one of the two newest backups
    Sabotage sabotage = Sabotage::none;
    std::string program;  ///< saldo-hub itself
    UtcTime now;
};

/// How a drill went. `result.is_equal` is its answer.
struct DrillReport {
    DrillResult result;
    struct Step {
        std::string name;
        std::int64_t ms = 0;
    };
    std::vector<Step> steps;
    std::int64_t start_ms = 0;    ///< until the restored hub had its book
    std::uint64_t receipted = 0;  ///< records that the hub had given receipts for when it died
    std::uint64_t refilled = 0;   ///< of those, that were not in the backup
};

/// Builds a hub, feeds it, backs it up under load, destroys it, restores it, lets its plants fill
/// it again, and holds it against a twin that nothing happened to: same tables to the byte, every
/// receipted record exactly once.
///
/// Errors: only where the drill itself could not be run. A restore that fails, or a hub that
/// differs, is an answer: is_equal is false and `words` say what.
Result<DrillReport> run_drill(const DrillPlan& plan);

}  // namespace saldo::hub
