#pragma once

#include <mutex>

#include "common/store/env.hpp"
#include "hub/log/lmdb_log.hpp"

namespace saldo::hub {

/// What LmdbLog is made of. One appender holds `mutex`; readers have snapshots.
struct LmdbLog::State {
    store::Env env;
    store::Table entries;
    store::Table heads;
    store::Table streams;
    store::Table named;
    LogOptions options;

    mutable std::mutex mutex;
    std::uint64_t end = 0;      // guarded by mutex
    Digest head{};              // guarded by mutex
    bool is_end_proven = true;  // guarded by mutex; false: the last entry is damaged

    /// Finds the end of the log and verifies its last entry against the one before.
    Result<void> find_end();
    Result<void> write_stream(store::WriteTxn& txn, const NewEntry& entry, LogPosition first) const;
    Result<void> write_heads(store::WriteTxn& txn, std::span<const StreamHead> advanced) const;
    Result<bool> audit_some(const store::ReadTxn& txn, LogAudit& audit) const;
    Result<void> audit_entries(LogAudit& audit, std::uint64_t end_known) const;
    Result<void> audit_sealed() const;
    Result<bool> is_proven(const store::ReadTxn& txn, std::uint64_t next, const Digest& hash) const;
    Result<std::optional<std::int64_t>> received_at(const store::ReadTxn& txn,
                                                    std::uint64_t position) const;
    Result<void> erase_strays(store::WriteTxn& txn) const;
};

}  // namespace saldo::hub
