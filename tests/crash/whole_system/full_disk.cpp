// Stands between a program and its disk (LD_PRELOAD). While the file named by SALDO_FULL_DISK
// exists, the disk under LMDB's data files is full; the first byte of that file says how it shows:
//   s  seen     statvfs tells of no space, and files have no blocks to spare: who looks first knows
//   u  unseen   nothing is told; writes and flushes fail with ENOSPC

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

char how_full() {
    static const char* const name = std::getenv("SALDO_FULL_DISK");
    if (name == nullptr) return 0;
    const int file = ::open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char how = 0;
    const bool is_told = ::read(file, &how, 1) == 1;
    ::close(file);
    return is_told ? how : '\0';
}

bool is_store(int descriptor) {
    char path[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
    return size > 0 && std::string_view{path, static_cast<std::size_t>(size)}.ends_with("data.mdb");
}

bool is_refused(int descriptor) {
    if (how_full() != 'u' || !is_store(descriptor)) return false;
    errno = ENOSPC;
    return true;
}

template <class Call>
Call* real(const char* name) {
    return reinterpret_cast<Call*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
    static const auto next = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    return is_refused(descriptor) ? -1 : next(descriptor, data, size, offset);
}

ssize_t write(int descriptor, const void* data, size_t size) {
    static const auto next = real<ssize_t(int, const void*, size_t)>("write");
    return is_refused(descriptor) ? -1 : next(descriptor, data, size);
}

ssize_t writev(int descriptor, const struct iovec* pieces, int count) {
    static const auto next = real<ssize_t(int, const struct iovec*, int)>("writev");
    return is_refused(descriptor) ? -1 : next(descriptor, pieces, count);
}

int fdatasync(int descriptor) {
    static const auto next = real<int(int)>("fdatasync");
    return is_refused(descriptor) ? -1 : next(descriptor);
}

int fsync(int descriptor) {
    static const auto next = real<int(int)>("fsync");
    return is_refused(descriptor) ? -1 : next(descriptor);
}

int statvfs(const char* path, struct statvfs* info) {
    static const auto next = real<int(const char*, struct statvfs*)>("statvfs");
    const int done = next(path, info);
    if (done == 0 && how_full() == 's') info->f_bavail = 0;
    return done;
}

int fstat(int descriptor, struct stat* info) {
    static const auto next = real<int(int, struct stat*)>("fstat");
    const int done = next(descriptor, info);
    if (done == 0 && how_full() == 's' && is_store(descriptor)) info->st_blocks = 0;
    return done;
}

}  // extern "C"
