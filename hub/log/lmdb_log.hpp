#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "common/store/env.hpp"
#include "hub/log/log_scrub.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

struct LogOptions {
    std::uint64_t map_bytes = 256ULL << 30;  ///< fixed; an address range, not memory
    std::uint64_t preextend_bytes = 0;
    /// Appends stop this far before the map or the disk is full, so that what is there stays
    /// usable.
    std::uint64_t reserve_bytes = 64ULL << 20;
};

/// What a walk over the whole log found.
struct LogAudit {
    std::uint64_t entries = 0;
    std::uint64_t facts = 0;
    std::uint64_t payload_bytes = 0;
    Digest head{};
    std::optional<std::string> first_fault;  ///< names the entry; nothing after it was looked at
};

/// The log in one LMDB environment: DIR/log, under the lock DIR/lock (docs/data_format.md).
///
/// An entry is one value, its key the first position (u64, big-endian). Little-endian value:
/// format u8 = 1, kind u8, zero u16, count u32, received ms i64, skip u32, payload bytes u32,
/// chain hash 32, CRC-32C u32 over key ‖ the 56 bytes before it ‖ payload, payload.
/// Chain hash = SHA-256("saldo/entry/1" 00 ‖ hash of the entry before (32 zero bytes for the first)
/// ‖ key ‖ the first 24 bytes ‖ payload). The CRC is checked whenever an entry is read, the chain
/// at open for the last entry and by verify().
class LmdbLog final : public LogStore {
public:
    /// Opens the store in `folder`, making it if need be.
    /// A damaged last entry is named by reading and by verify(); nothing is appended before it was
    /// mended. Errors: unavailable "… is in use by process N"; storage when the end of the log
    /// cannot be told.
    static Result<std::unique_ptr<LmdbLog>> open(const std::filesystem::path& folder,
                                                 const LogOptions& options);
    ~LmdbLog() override;

    Result<LogPosition> append(LogPosition expected, std::span<const NewEntry> entries,
                               std::span<const StreamHead> advanced) override;
    Result<void> read(LogPosition from,
                      const std::function<bool(const EntryView&)>& visit) const override;
    Result<LogPosition> end() const override;
    Result<Digest> head_hash() const override;
    Result<std::optional<LogPosition>> entry_at(const StreamPlace& place) const override;
    Result<std::vector<StreamHead>> heads() const override;
    Result<std::optional<Bytes>> named_value(std::string_view name) const override;
    Result<void> set_named_value(std::string_view name, ByteView value) override;

    /// Checks every CRC, the whole chain, the gaps, every head. Reads all; writes nothing.
    Result<LogAudit> verify() const;
    /// Reads a stretch of entries from `at` on and names each that is damaged; begins with
    /// LogScrubPlace{}. `visit`, if any, sees the good ones.
    Result<LogStretch> scrub(LogScrubPlace& at, std::size_t entries_max, std::size_t bytes_max,
                             const std::function<void(const EntryView&)>& visit) const;
    /// Puts a damaged entry back. `entry.received` is a guess: one bit may be off, or all of it.
    /// Errors: conflict when the entry is intact or the chain does not prove this one; unavailable
    /// when the one before it is damaged too; storage: stop the process.
    Result<void> mend(LogPosition first, const NewEntry& entry);
    Result<store::Usage> usage() const;
    /// A hot copy of the log into an empty folder; safe from any thread. Gives whether LMDB could
    /// compact it.
    Result<bool> copy_to(const std::filesystem::path& folder) const;
    /// The chain hash of the first `end` facts; nothing where no entry ends there.
    Result<std::optional<Digest>> hash_at(LogPosition end) const;
    /// Every small value beside the log, by name.
    Result<std::map<std::string, Bytes>> named_values() const;

private:
    struct State;
    explicit LmdbLog(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace saldo::hub
