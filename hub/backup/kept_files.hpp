#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::hub {

/// A small file beside the log that a hub cannot do without.
struct KeptFile {
    std::string path;  ///< within the data folder, with slashes
    mode_t mode = 0;
    Bytes content;
    friend bool operator==(const KeptFile&, const KeptFile&) = default;
};

/// The keys, what the hub is as an authority, and who is held out: the one list of what a backup
/// holds besides log and blobs. All else in the folder follows from the log, or may be lost.
/// Errors: as read_file.
Result<std::vector<KeptFile>> read_kept_files(const std::filesystem::path& folder);

/// Writes them under `folder`, durably. Errors: malformed for a path that leads out of it; storage.
Result<void> write_kept_files(const std::filesystem::path& folder,
                              const std::vector<KeptFile>& files);

/// As JSON text: readable by anybody who opened it with age.
std::string to_json(const std::vector<KeptFile>& files);
Result<std::vector<KeptFile>> kept_files_of(std::string_view text);

}  // namespace saldo::hub
