#include "common/store/lock.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <sys/file.h>

#include <fcntl.h>
#include <unistd.h>

namespace saldo::store {
namespace {

/// The process id that the owner wrote, in words. The owner may be between locking and writing.
std::string owner_in(int descriptor) {
    std::array<char, 16> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    std::string digits;
    for (ssize_t i = 0; i < size; ++i) {
        const char c = text[static_cast<std::size_t>(i)];
        if (c < '0' || c > '9') break;
        digits.push_back(c);
    }
    return digits.empty() ? "another process" : "process " + digits;
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& file) {
    const std::string doing = "locking " + file.string();
    Descriptor lock{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, private_file_mode)};
    if (!lock.is_open()) return system_error(errno, doing);
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return system_error(errno, doing);
        return Error{Errc::unavailable, file.parent_path().string() + " is in use by " +
                                            owner_in(lock.number()) + "; stop it first"};
    }
    if (::ftruncate(lock.number(), 0) != 0) return system_error(errno, doing);
    const std::string owner = std::to_string(::getpid()) + "\n";
    if (const auto written = write_all(lock.number(), as_bytes(owner), doing); !written) {
        return written.error();
    }
    return FolderLock{std::move(lock)};
}

}  // namespace saldo::store
