#include "tests/crash/disk.hpp"

#include <cerrno>
#include <mutex>
#include <optional>
#include <sys/stat.h>
#include <sys/uio.h>
#include <utility>

#include <dlfcn.h>
#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

namespace saldo::test {
namespace {

struct Watch {
    std::mutex mutex;
    bool is_on = false;
    dev_t device = 0;
    ino_t inode = 0;

    bool is_recording = false;
    std::uint64_t acknowledged = 0;
    std::vector<DiskCall> calls;

    std::uint64_t count = 0;
    std::uint64_t fails_at = 0;  // 0: never
    DiskFault fault = DiskFault::io_error;
};

/// Flags that every environment gets beside its own.
unsigned added_flags = 0;

Watch& watch() {
    static Watch the_watch;
    return the_watch;
}

template <class Call>
Call* real(const char* name) {
    return reinterpret_cast<Call*>(::dlsym(RTLD_NEXT, name));
}

void look_at(const std::filesystem::path& file) {
    struct stat info{};
    Watch& w = watch();
    w.is_on = ::stat(file.c_str(), &info) == 0;
    w.device = info.st_dev;
    w.inode = info.st_ino;
    w.count = 0;
    w.fails_at = 0;
    w.is_recording = false;
    w.calls.clear();
}

bool is_watched(int descriptor) {
    const Watch& w = watch();
    struct stat info{};
    return w.is_on && ::fstat(descriptor, &info) == 0 && info.st_dev == w.device &&
           info.st_ino == w.inode;
}

/// Counts a call. Gives the errno that it fails with, or 0; a short write gives -1.
int fault_of_this_call() {
    Watch& w = watch();
    ++w.count;
    if (w.fails_at == 0 || w.count < w.fails_at) return 0;
    switch (w.fault) {
        case DiskFault::io_error: return EIO;
        case DiskFault::no_space: return ENOSPC;
        case DiskFault::short_write: return w.count == w.fails_at ? -1 : 0;
        case DiskFault::interrupted: return w.count == w.fails_at ? EINTR : 0;
    }
    return 0;
}

/// One write on a watched file. `write_some` carries out at most so many bytes of it.
template <class WriteSome>
ssize_t watched_write(int descriptor, std::uint64_t offset, Bytes bytes, WriteSome&& write_some) {
    Watch& w = watch();
    const std::lock_guard lock{w.mutex};
    const int fault = fault_of_this_call();
    if (fault > 0) {
        errno = fault;
        return -1;
    }
    if (fault < 0) bytes.resize(bytes.size() / 2);
    const ssize_t written = write_some(bytes.size());
    if (written > 0 && w.is_recording) {
        bytes.resize(static_cast<std::size_t>(written));
        const bool is_durable = (::fcntl(descriptor, F_GETFL) & O_DSYNC) != 0;
        w.calls.push_back({.kind = DiskCall::Kind::write,
                           .offset = offset,
                           .bytes = std::move(bytes),
                           .is_durable = is_durable,
                           .acknowledged = w.acknowledged});
    }
    return written;
}

template <class Flush>
int watched_flush(int descriptor, Flush* flush) {
    if (!is_watched(descriptor)) return flush(descriptor);
    Watch& w = watch();
    const std::lock_guard lock{w.mutex};
    const int fault = fault_of_this_call();
    if (fault > 0) {
        errno = fault;
        return -1;
    }
    if (w.is_recording) {
        w.calls.push_back({.kind = DiskCall::Kind::flush, .acknowledged = w.acknowledged});
    }
    return flush(descriptor);
}

Bytes bytes_of(const void* data, std::size_t size) {
    const auto* first = static_cast<const std::byte*>(data);
    return {first, first + size};
}

}  // namespace

void record_disk(const std::filesystem::path& file) {
    Watch& w = watch();
    const std::lock_guard lock{w.mutex};
    look_at(file);
    w.is_recording = true;
    w.acknowledged = 0;
}

void note_acknowledged(std::uint64_t number) {
    Watch& w = watch();
    const std::lock_guard lock{w.mutex};
    w.acknowledged = number;
}

std::vector<DiskCall> stop_recording() {
    Watch& w = watch();
    const std::lock_guard lock{w.mutex};
    w.is_on = false;
    return std::exchange(w.calls, {});
}

void fail_disk(const std::filesystem::path& file, std::uint64_t nth, DiskFault fault) {
    Watch& w = watch();
    const std::lock_guard lock{w.mutex};
    look_at(file);
    w.fails_at = nth;
    w.fault = fault;
}

std::uint64_t disk_calls() {
    Watch& w = watch();
    const std::lock_guard lock{w.mutex};
    return w.count;
}

void open_stores_with(unsigned lmdb_flags) { added_flags = lmdb_flags; }

}  // namespace saldo::test

using namespace saldo::test;

extern "C" {

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
    static const auto next = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    if (!is_watched(descriptor)) return next(descriptor, data, size, offset);
    return watched_write(descriptor, static_cast<std::uint64_t>(offset), bytes_of(data, size),
                         [&](std::size_t some) { return next(descriptor, data, some, offset); });
}

ssize_t write(int descriptor, const void* data, size_t size) {
    static const auto next = real<ssize_t(int, const void*, size_t)>("write");
    if (!is_watched(descriptor)) return next(descriptor, data, size);
    const auto offset = static_cast<std::uint64_t>(::lseek(descriptor, 0, SEEK_CUR));
    return watched_write(descriptor, offset, bytes_of(data, size),
                         [&](std::size_t some) { return next(descriptor, data, some); });
}

ssize_t writev(int descriptor, const struct iovec* pieces, int count) {
    static const auto next = real<ssize_t(int, const struct iovec*, int)>("writev");
    if (!is_watched(descriptor)) return next(descriptor, pieces, count);
    const auto offset = static_cast<std::uint64_t>(::lseek(descriptor, 0, SEEK_CUR));
    saldo::Bytes all;
    for (int i = 0; i < count; ++i) {
        saldo::append(all, bytes_of(pieces[i].iov_base, pieces[i].iov_len));
    }
    const saldo::Bytes copy = all;
    return watched_write(descriptor, offset, std::move(all), [&](std::size_t some) {
        return real<ssize_t(int, const void*, size_t)>("write")(descriptor, copy.data(), some);
    });
}

int mdb_env_open(MDB_env* env, const char* path, unsigned flags, mdb_mode_t mode) {
    static const auto next = real<int(MDB_env*, const char*, unsigned, mdb_mode_t)>("mdb_env_open");
    return next(env, path, flags | added_flags, mode);
}

int fdatasync(int descriptor) {
    static const auto next = real<int(int)>("fdatasync");
    return watched_flush(descriptor, next);
}

int fsync(int descriptor) {
    static const auto next = real<int(int)>("fsync");
    return watched_flush(descriptor, next);
}

}  // extern "C"
