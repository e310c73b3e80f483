#include "common/store/env.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <utility>

#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

#include "common/store/lmdb_error.hpp"

namespace saldo::store {
namespace {

/// Map sizes are multiples of this, which every page size of our machines divides.
constexpr std::uint64_t map_step_bytes = 64 * 1024;

/// Fills the data file with zeros up to `bytes`, from its end: nothing that LMDB wrote is touched.
/// A disk that is full ends it early and is no error: what is recorded must stay within reach.
Result<void> preextend(int descriptor, std::uint64_t bytes) {
    struct stat info{};
    if (::fstat(descriptor, &info) != 0) return system_error(errno, "measuring the data file");
    auto at = static_cast<std::uint64_t>(info.st_size);
    if (at >= bytes) return {};
    const Bytes zeros(1U << 20);
    while (at < bytes) {
        const std::size_t size = std::min<std::uint64_t>(zeros.size(), bytes - at);
        const ssize_t written = ::pwrite(descriptor, zeros.data(), size, static_cast<off_t>(at));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && (errno == ENOSPC || errno == EDQUOT)) break;
        if (written < 0) return system_error(errno, "extending the data file");
        at += static_cast<std::uint64_t>(written);
    }
    if (::fsync(descriptor) != 0) return system_error(errno, "extending the data file");
    return {};
}

Result<std::uint64_t> page_bytes_of(MDB_env* env) {
    MDB_stat stat{};
    const int code = mdb_env_stat(env, &stat);
    if (code != 0) return lmdb_error(code, "measuring the store");
    return stat.ms_psize;
}

/// What LMDB's own list of free pages holds: each row of it starts with its count.
Result<std::uint64_t> free_bytes(MDB_env* env) {
    MDB_txn* txn = nullptr;
    int code = mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn);
    if (code != 0) return lmdb_error(code, "reading the list of free pages");
    const std::unique_ptr<MDB_txn, decltype(&mdb_txn_abort)> ends{txn, &mdb_txn_abort};
    MDB_cursor* cursor = nullptr;
    constexpr MDB_dbi free_list = 0;
    code = mdb_cursor_open(txn, free_list, &cursor);
    if (code != 0) return lmdb_error(code, "reading the list of free pages");
    const std::unique_ptr<MDB_cursor, decltype(&mdb_cursor_close)> closes{cursor,
                                                                          &mdb_cursor_close};
    std::uint64_t pages = 0;
    MDB_val key{};
    MDB_val value{};
    while ((code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
        std::size_t count = 0;
        if (value.mv_size < sizeof(count)) {
            return Error{Errc::storage, "the list of free pages is damaged"};
        }
        std::memcpy(&count, value.mv_data, sizeof(count));
        pages += count;
    }
    if (code != MDB_NOTFOUND) return lmdb_error(code, "reading the list of free pages");
    const auto page_bytes = page_bytes_of(env);
    if (!page_bytes) return page_bytes.error();
    return pages * *page_bytes;
}

/// All but `used_bytes`, which here is the end of the used part: pages in it may be free.
Result<Usage> measure(MDB_env* env, const std::filesystem::path& folder) {
    MDB_envinfo info{};
    int code = mdb_env_info(env, &info);
    int descriptor = -1;
    if (code == 0) code = mdb_env_get_fd(env, &descriptor);
    if (code != 0) return lmdb_error(code, "measuring the store");
    const auto page_bytes = page_bytes_of(env);
    if (!page_bytes) return page_bytes.error();
    struct stat file{};
    struct statvfs disk{};
    if (::fstat(descriptor, &file) != 0 || ::statvfs(folder.c_str(), &disk) != 0) {
        return system_error(errno, "measuring the store");
    }
    // Holes of a file still have to find their blocks: only what it really has counts.
    const auto blocks = static_cast<std::uint64_t>(file.st_blocks) * 512;
    return Usage{.used_bytes = (info.me_last_pgno + 1) * *page_bytes,
                 .map_bytes = info.me_mapsize,
                 .file_bytes = std::min(static_cast<std::uint64_t>(file.st_size), blocks),
                 .disk_free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize};
}

}  // namespace

std::uint64_t Usage::room_bytes() const {
    const std::uint64_t in_map = map_bytes - std::min(used_bytes, map_bytes);
    const std::uint64_t in_file = file_bytes - std::min(used_bytes, file_bytes);
    return std::min(in_map, in_file + disk_free_bytes);
}

void Env::Close::operator()(MDB_env* env) const { mdb_env_close(env); }

Env::Env(FolderLock lock, std::unique_ptr<MDB_env, Close> env, std::filesystem::path folder)
    : lock_{std::move(lock)}, env_{std::move(env)}, folder_{std::move(folder)} {}
Env::Env(Env&&) noexcept = default;
Env::~Env() = default;

Result<Env> Env::open(const std::filesystem::path& folder, const EnvOptions& options) {
    if (const auto made = create_private_folder(folder); !made) return made.error();
    auto lock =
        FolderLock::take(options.lock_file.empty() ? folder / "owner.lock" : options.lock_file);
    if (!lock) return lock.error();

    const std::string doing = "opening " + folder.string();
    MDB_env* raw = nullptr;
    int code = mdb_env_create(&raw);
    if (code != 0) return lmdb_error(code, doing);
    std::unique_ptr<MDB_env, Close> env{raw};
    const std::uint64_t map_bytes =
        (options.map_bytes + map_step_bytes - 1) / map_step_bytes * map_step_bytes;
    code = mdb_env_set_mapsize(raw, map_bytes);
    if (code == 0) code = mdb_env_set_maxdbs(raw, options.tables_max);
    if (code == 0) code = mdb_env_set_maxreaders(raw, options.readers_max);
    if (code == 0) code = mdb_env_open(raw, folder.c_str(), MDB_NOTLS, private_file_mode);
    if (code != 0) return lmdb_error(code, doing);

    int descriptor = -1;
    code = mdb_env_get_fd(raw, &descriptor);
    if (code != 0) return lmdb_error(code, doing);
    const std::uint64_t extent = std::min(options.preextend_bytes, map_bytes);
    if (const auto extended = preextend(descriptor, extent); !extended) return extended.error();
    // The names data.mdb and lock.mdb are new, perhaps, and LMDB does not sync their folder.
    if (const auto synced = sync_folder(folder); !synced) return synced.error();
    Env opened{std::move(*lock), std::move(env), folder};
    if (const auto checked = opened.check_readers(); !checked) return checked.error();
    return opened;
}

Result<Table> Env::table(std::string_view name) {
    auto txn = begin_write();
    if (!txn) return txn.error();
    MDB_dbi handle = 0;
    const int code = mdb_dbi_open(txn->txn_.get(), std::string{name}.c_str(), MDB_CREATE, &handle);
    if (code != 0) return lmdb_error(code, "opening the table " + std::string{name});
    if (const auto committed = txn->commit(); !committed) return committed.error();
    return Table{handle};
}

Result<WriteTxn> Env::begin_write() {
    MDB_txn* txn = nullptr;
    const int code = mdb_txn_begin(env_.get(), nullptr, 0, &txn);
    if (code != 0) return lmdb_error(code, "beginning to write");
    return WriteTxn{txn};
}

Result<ReadTxn> Env::begin_read() const {
    MDB_txn* txn = nullptr;
    const int code = mdb_txn_begin(env_.get(), nullptr, MDB_RDONLY, &txn);
    if (code != 0) return lmdb_error(code, "beginning to read");
    return ReadTxn{txn};
}

Result<Usage> Env::usage() const {
    auto usage = measure(env_.get(), folder_);
    if (!usage) return usage.error();
    const auto free = free_bytes(env_.get());
    if (!free) return free.error();
    usage->used_bytes -= std::min(usage->used_bytes, *free);
    return *usage;
}

Result<bool> Env::has_room(std::uint64_t bytes) const {
    const auto quick = measure(env_.get(), folder_);
    if (!quick) return quick.error();
    if (quick->room_bytes() >= bytes) return true;
    const auto exact = usage();
    if (!exact) return exact.error();
    return exact->room_bytes() >= bytes;
}

Result<int> Env::check_readers() {
    int dead = 0;
    const int code = mdb_reader_check(env_.get(), &dead);
    if (code != 0) return lmdb_error(code, "checking readers");
    return dead;
}

Result<bool> Env::copy_to(const std::filesystem::path& folder) const {
    const std::string doing = "copying to " + folder.string();
    if (const auto made = create_private_folder(folder); !made) return made.error();
    std::error_code error;
    if (!std::filesystem::is_empty(folder, error) || error) {
        return Error{Errc::conflict, doing + ": the folder is not empty"};
    }
    const auto file = folder / "data.mdb";
    int code = mdb_env_copy2(env_.get(), folder.c_str(), MDB_CP_COMPACT);
    const bool is_compacted = code == 0;
    if (!is_compacted) {
        // Compaction refuses a store with leaked pages; a plain copy takes it as it is.
        std::filesystem::remove(file, error);
        code = mdb_env_copy2(env_.get(), folder.c_str(), 0);
    }
    if (code != 0) return lmdb_error(code, doing);
    const Descriptor copy{::open(file.c_str(), O_RDWR | O_CLOEXEC)};
    if (!copy.is_open() || ::fchmod(copy.number(), private_file_mode) != 0 ||
        ::fsync(copy.number()) != 0) {
        return system_error(errno, doing);
    }
    if (const auto synced = sync_folder(folder); !synced) return synced.error();
    return is_compacted;
}

}  // namespace saldo::store
