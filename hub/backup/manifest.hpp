#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/crypto/sign.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// A file of a backup, as it lies there and as it was.
struct BackedUpFile {
    std::string
        path;  ///< from the backup's folder; of a blob it leads beside it, see blobs_folder()
    std::uint64_t bytes = 0;
    Digest sha256{};        ///< of the encrypted file: a copy can be checked without opening it
    Digest plain_sha256{};  ///< of what comes out
    friend bool operator==(const BackedUpFile&, const BackedUpFile&) = default;
};

/// What a backup holds (docs/data_format.md#backups). Lies open, signed by the hub's key: it names
/// agents, positions and hashes, and nothing of the trade.
struct Manifest {
    std::string name;  ///< of its folder: made at, position
    std::string hub;
    PublicKey hub_key{};
    UtcTime made;
    std::string program;
    std::uint64_t position = 0;  ///< of the log: so many facts
    Digest head{};               ///< its chain hash there
    std::uint64_t incarnation = 1;
    bool is_compacted = true;
    std::vector<StreamHead> streams;
    std::vector<BackedUpFile> files;
};

/// "20261123T205548Z-000000001234": names sort by time.
std::string backup_name(UtcTime made, std::uint64_t position);
bool is_backup_name(std::string_view name);

/// "blobs-1a2b3c4d": where the blobs of all backups of this hub for these recipients lie. With
/// other recipients they are written again: whoever can open a backup can open all of it.
std::string blobs_folder(const PublicKey& hub, std::vector<std::string> recipients);

std::string to_json(const Manifest& manifest);
/// Errors: malformed; unsupported for another format.
Result<Manifest> manifest_of(std::string_view text);

/// Writes manifest.json and manifest.sig: Ed25519 over "saldo/backup/1" 00 ‖
/// SHA-256(manifest.json).
Result<void> write_manifest(const std::filesystem::path& folder, const Manifest& manifest,
                            const SigningKey& key);
/// Reads them, and checks the signature by `hub_key`; without one, by the key that the manifest
/// names: then a person has to look at whose it is.
/// Errors: not_found; malformed; forbidden when the signature does not hold.
Result<Manifest> read_manifest(const std::filesystem::path& folder,
                               const std::optional<PublicKey>& hub_key);

/// The names of the complete backups in a folder, oldest first.
Result<std::vector<std::string>> backups_in(const std::filesystem::path& folder);
/// `path` itself where it is a backup, else the newest in it. Errors: not_found.
Result<std::filesystem::path> newest_backup(const std::filesystem::path& path);

/// SHA-256 and length of a file. Errors: as read_file.
struct FileHash {
    Digest sha256{};
    std::uint64_t bytes = 0;
};
Result<FileHash> hash_file(const std::filesystem::path& path);

/// Reads every file again. Gives what is wrong, a line each; empty: all are as the manifest says.
std::vector<std::string> faults_of(const std::filesystem::path& folder, const Manifest& manifest);

}  // namespace saldo::hub
