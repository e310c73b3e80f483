#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "hub/log/lmdb_log.hpp"

namespace saldo::hub {

/// What a whole store is like: every hash of it was looked at.
struct StoreCheck {
    std::uint64_t entries = 0;
    std::uint64_t position = 0;  ///< facts; the end of the log
    Digest head{};
    std::vector<StreamHead> streams;
    std::uint64_t incarnation = 1;
    std::uint64_t blobs = 0;
    std::uint64_t fault_count = 0;
    std::vector<std::string> faults;  ///< the first of them, at most faults_max
    static constexpr std::size_t faults_max = 100;
    /// Blobs that are damaged or missing, each one of the faults: whoever has them elsewhere whole
    /// may do without.
    std::vector<Digest> bad_blobs;

    void fault(std::string what);
    bool is_log_sound() const { return fault_count == bad_blobs.size(); }
};

/// The files of `DIR/blobs`, by name, in order. Errors: storage. No such folder: none.
Result<std::vector<Digest>> blobs_in(const std::filesystem::path& folder);

/// Reads and checks an open log, and the blobs in `folder`: chain, CRCs, heads, every blob against
/// its name, every blob that a delivery in the log names.
/// Safe from any thread: reads only, at full speed.
Result<StoreCheck> check_store(const LmdbLog& log, const std::filesystem::path& folder);

/// The same of a folder that nobody has open. To be called in a process of its own for a suspect
/// file: what is damaged may stop its reader (sync.md section 13, rule 6).
Result<StoreCheck> check_store(const std::filesystem::path& folder, const LogOptions& options);

std::string to_json(const StoreCheck& check);
Result<StoreCheck> store_check_of(std::string_view json);

/// Has another process, `program verify FOLDER`, check a store.
/// Errors: storage when that process did not come back with an answer.
Result<StoreCheck> check_in_child(const std::string& program, const std::filesystem::path& folder);

}  // namespace saldo::hub
