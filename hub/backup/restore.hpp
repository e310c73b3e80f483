#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "hub/backup/cut_log.hpp"
#include "hub/backup/manifest.hpp"

namespace saldo::hub {

struct RestorePlan {
    std::filesystem::path backup;    ///< a backup, or the folder of several: the newest
    std::filesystem::path into;      ///< the data folder to be: nothing may be there yet
    std::filesystem::path identity;  ///< of age, which opens it
    std::optional<LogPoint> at;      ///< a point in time; without it all that the backup holds
    std::string by;
    std::string reason;
    std::optional<PublicKey> hub_key;  ///< whose backup it must be
    UtcTime now;
    std::string program;  ///< saldo-hub itself
    LogOptions log;
};

struct RestoreDone {
    Manifest manifest;
    std::filesystem::path backup;
    std::uint64_t position = 0;  ///< so many facts were put back
    std::uint64_t incarnation = 0;
    std::uint64_t blobs = 0;
};

/// Makes a hub's data folder out of a backup. Everything is checked beside the place where it goes,
/// and put there in one step, last: there is a whole hub, or none.
///
/// The first thing that the restored hub tells is that it was (fact 58), and it begins a new
/// incarnation: agents that hold receipts for more send it again (docs/protocol.md).
/// Errors:  conflict when something is in `into`, or when the copy is not what its manifest says;
///          forbidden for a wrong identity, key or signature; storage.
Result<RestoreDone> restore_backup(const RestorePlan& plan);

}  // namespace saldo::hub
