#include "common/store/file.hpp"

#include <cerrno>
#include <sys/stat.h>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace saldo::store {
namespace {

/// Removes a temporary file that did not get its name.
class Leftover {
public:
    explicit Leftover(std::string path) : path_{std::move(path)} {}
    ~Leftover() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    Leftover(const Leftover&) = delete;
    Leftover& operator=(const Leftover&) = delete;
    void keep() { path_.clear(); }

private:
    std::string path_;
};

Errc code_of(int number) {
    switch (number) {
        case ENOENT:
        case ENOTDIR: return Errc::not_found;
        case EACCES:
        case EPERM:
        case EROFS: return Errc::forbidden;
        case ENOSPC:
        case EDQUOT:
        case EMFILE:
        case ENFILE:
        case ENOMEM:
        case EAGAIN: return Errc::unavailable;
        default: return Errc::storage;
    }
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        if (is_open()) ::close(number_);
        number_ = std::exchange(other.number_, -1);
    }
    return *this;
}

Descriptor::~Descriptor() {
    if (is_open()) ::close(number_);
}

Error system_error(int number, const std::string& doing) {
    return {code_of(number), doing + ": " + std::generic_category().message(number)};
}

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
    const std::string doing = "reading " + path.string();
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return system_error(errno, doing);
    Bytes bytes;
    struct stat info{};
    if (::fstat(file.number(), &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
        bytes.reserve(std::min(static_cast<std::size_t>(info.st_size), bytes_max) + 1);
    }
    constexpr std::size_t chunk_bytes = 256 * 1024;
    for (;;) {
        const std::size_t have = bytes.size();
        if (have > bytes_max) {
            return malformed(path.string() + " is longer than " + std::to_string(bytes_max) +
                             " bytes");
        }
        // One byte past the limit is asked for: it tells a longer file from one that just fits.
        const std::size_t asked = std::min(chunk_bytes, bytes_max - have + 1);
        bytes.resize(have + asked);
        const ssize_t got = ::read(file.number(), bytes.data() + have, asked);
        if (got < 0 && errno == EINTR) {
            bytes.resize(have);
            continue;
        }
        if (got < 0) return system_error(errno, doing);
        bytes.resize(have + static_cast<std::size_t>(got));
        if (got == 0) return bytes;
    }
}

Result<void> write_all(int descriptor, ByteView bytes, const std::string& doing) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return system_error(errno, doing);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> write_file_durably(const std::filesystem::path& path, ByteView bytes, mode_t mode) {
    const std::string doing = "writing " + path.string();
    std::string temporary = path.string() + ".XXXXXX";
    const Descriptor file{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (!file.is_open()) return system_error(errno, doing);
    Leftover leftover{temporary};
    if (::fchmod(file.number(), mode) != 0) return system_error(errno, doing);
    if (const auto written = write_all(file.number(), bytes, doing); !written) {
        return written.error();
    }
    if (::fsync(file.number()) != 0) return system_error(errno, doing);
    if (::rename(temporary.c_str(), path.c_str()) != 0) return system_error(errno, doing);
    leftover.keep();
    return sync_folder(path.has_parent_path() ? path.parent_path() : ".");
}

Result<void> create_private_folder(const std::filesystem::path& path) {
    const std::string doing = "making the folder " + path.string();
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return {};
    const auto parent = path.parent_path();
    if (!parent.empty() && parent != path) {
        if (const auto made = create_private_folder(parent); !made) return made.error();
    }
    if (::mkdir(path.c_str(), private_folder_mode) != 0 && errno != EEXIST) {
        return system_error(errno, doing);
    }
    if (!std::filesystem::is_directory(path, error)) return system_error(ENOTDIR, doing);
    return sync_folder(parent.empty() ? "." : parent);
}

Result<void> sync_folder(const std::filesystem::path& path) {
    const std::string doing = "syncing the folder " + path.string();
    const Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder.is_open()) return system_error(errno, doing);
    if (::fsync(folder.number()) != 0) return system_error(errno, doing);
    return {};
}

}  // namespace saldo::store
