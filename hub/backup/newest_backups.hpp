#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "hub/log/lmdb_log.hpp"

namespace saldo::hub {

/// A backup that another process opened and checked, and what it holds of the journals.
struct VerifiedBackup {
    std::string name;
    std::string folder;
    UtcTime made;
    std::uint64_t position = 0;
    Digest head{};
    std::vector<StreamHead> streams;
    friend bool operator==(const VerifiedBackup&, const VerifiedBackup&) = default;
};

/// What the two newest verified backups hold: agents forget nothing else (sync.md section 8).
/// Lies in `backups.json` of the data folder, so that a restart does not take the word back.
constexpr std::size_t newest_backups_max = 2;

/// Oldest first. One that the log does not lead to is left out: the folder was put back, and what
/// that backup holds is not of this log. Errors: storage.
Result<std::vector<VerifiedBackup>> load_newest(const std::filesystem::path& folder,
                                                const LmdbLog& log);
Result<void> store_newest(const std::filesystem::path& folder,
                          const std::vector<VerifiedBackup>& newest);

}  // namespace saldo::hub
