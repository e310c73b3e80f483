#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/crypto/sign.hpp"
#include "hub/backup/manifest.hpp"
#include "hub/log/lmdb_log.hpp"

namespace saldo::hub {

/// The store that is copied, open in this process.
struct BackupSource {
    const LmdbLog& log;
    std::filesystem::path folder;
    std::string hub;
    SigningKey key;
};

struct BackupPlan {
    std::filesystem::path to;             ///< the folder of all backups of this hub
    std::vector<std::string> recipients;  ///< who can open it, at least one
    std::uint32_t keep = 0;               ///< the newest so many stay; 0: all do
    bool has_legal_hold = false;          ///< nothing is deleted
    UtcTime now;
    std::string program;  ///< saldo-hub itself: it checks the copy in a process of its own
};

struct BackupDone {
    std::filesystem::path folder;
    Manifest manifest;
    std::uint64_t bytes_written = 0;
    std::uint64_t blobs_written = 0;
    std::vector<std::string> deleted;  ///< older backups
    /// Blobs that rotted in the store and that an earlier backup gave: to be put back there.
    std::uint64_t blobs_rotten = 0;
};

/// Makes a backup of a store that may go on being written: copies the log, has another process open
/// and check the copy, holds its head against the log, encrypts all of it, reads back what lies in
/// `to`, and puts the manifest there last (docs/operations/backup.md).
///
/// Needs:   nobody else backs this store up (`DATA/backup-work` is ours alone).
/// Owns:    safe beside the log's writer; reads only, but for its work folder.
/// Errors:  malformed without a recipient; conflict when the copy is not the log: it does not
///          count, and nothing is left of it; unavailable (room, age); storage.
Result<BackupDone> make_backup(const BackupSource& source, const BackupPlan& plan);

}  // namespace saldo::hub
