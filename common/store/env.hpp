#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "common/base/result.hpp"
#include "common/store/lock.hpp"
#include "common/store/txn.hpp"

struct MDB_env;

namespace saldo::store {

struct EnvOptions {
    /// The most that the data file can ever hold. Fixed while open; may be raised between two runs.
    std::uint64_t map_bytes = 1ULL << 30;
    /// The data file is filled with zeros up to here at open: commits into a file that already has
    /// its blocks are several times faster than into a growing one (sync.md section 2).
    std::uint64_t preextend_bytes = 0;
    unsigned tables_max = 16;
    unsigned readers_max = 126;
    /// Where the lock of the one owner lies; empty: "owner.lock" inside the folder.
    std::filesystem::path lock_file;
};

/// How full the data file is. `used` counts pages that hold something; freed ones are not in it.
struct Usage {
    std::uint64_t used_bytes = 0;
    std::uint64_t map_bytes = 0;
    std::uint64_t file_bytes = 0;
    std::uint64_t disk_free_bytes = 0;

    /// What can still be written before the map or the disk is full, whichever comes first.
    std::uint64_t room_bytes() const;
};

/// One LMDB environment, by the rules of sync.md section 13: default sync flags, MDB_NOTLS, file
/// mode 0600, no nested transactions, no MDB_WRITEMAP, no MDB_DUPSORT.
///
/// One owner at a time (FolderLock): LMDB must not be opened twice in a process, and our stores
/// have one writing process. Safe from any thread; one write transaction at a time, others wait for
/// it.
///
/// A suspect file (from a backup, or after a CRC error) is to be opened in a child process only:
/// LMDB 0.9 has no checksums, and a flipped bit in its page tree can stop its reader.
class Env {
public:
    /// Opens or makes the folder and its data file, and removes readers that died
    /// (mdb_reader_check). Errors: unavailable when another owner has it; malformed when it is no
    /// LMDB file; storage.
    static Result<Env> open(const std::filesystem::path& folder, const EnvOptions& options);
    Env(Env&&) noexcept;
    Env& operator=(Env&&) = delete;
    ~Env();

    /// Opens the named table, making it if need be. Once per name, at start, with no transaction
    /// open.
    Result<Table> table(std::string_view name);
    Result<WriteTxn> begin_write();
    Result<ReadTxn> begin_read() const;

    /// Cost: one pass over the list of free pages; microseconds, until very much was deleted.
    Result<Usage> usage() const;
    /// Whether at least this much can still be written. Looks at the list of free pages only when
    /// the end of the used part alone does not answer it.
    Result<bool> has_room(std::uint64_t bytes) const;
    /// Forgets readers whose process died; gives how many. At start, and each minute.
    Result<int> check_readers();
    /// A hot copy into an empty folder, compacted when LMDB can; a plain copy is its fall-back.
    /// Holds a snapshot while it copies. Gives whether it was compacted: leaked pages prevent it.
    Result<bool> copy_to(const std::filesystem::path& folder) const;

private:
    struct Close {
        void operator()(MDB_env* env) const;
    };
    Env(FolderLock lock, std::unique_ptr<MDB_env, Close> env, std::filesystem::path folder);

    FolderLock lock_;
    std::unique_ptr<MDB_env, Close> env_;
    std::filesystem::path folder_;
};

}  // namespace saldo::store
