#include "hub/export/part_file.hpp"

#include <cerrno>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace saldo::hub {
namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;

}  // namespace

std::filesystem::path PartFile::part_of(const std::filesystem::path& path) {
    return path.string() + ".part";
}

PartFile::PartFile(store::Descriptor file, std::string doing)
    : file_{std::move(file)}, doing_{std::move(doing)}, hash_{std::make_unique<Sha256>()} {
    buffer_.reserve(buffer_bytes);
}

Result<PartFile> PartFile::create(const std::filesystem::path& path) {
    const auto part = part_of(path);
    const std::string doing = "writing " + part.string();
    store::Descriptor file{
        ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, store::private_file_mode)};
    if (!file.is_open()) return store::system_error(errno, doing);
    return PartFile{std::move(file), doing};
}

Result<void> PartFile::write(ByteView bytes) {
    bytes_ += bytes.size();
    if (buffer_.size() + bytes.size() > buffer_bytes) {
        if (const auto flushed = flush(); !flushed) return flushed.error();
    }
    if (bytes.size() < buffer_bytes) {
        append(buffer_, bytes);
        return {};
    }
    hash_->update(bytes);
    return store::write_all(file_.number(), bytes, doing_);
}

Result<void> PartFile::flush() {
    hash_->update(buffer_);
    const auto written = store::write_all(file_.number(), buffer_, doing_);
    buffer_.clear();
    return written;
}

Result<Content> PartFile::close() {
    if (const auto flushed = flush(); !flushed) return flushed.error();
    // Some disks say only here that they are full.
    const int number = ::dup(file_.number());
    file_ = {};
    if (number < 0 || ::close(number) != 0) return store::system_error(errno, doing_);
    return Content{.bytes = bytes_, .sha256 = hash_->finish()};
}

Result<Content> content_of(const std::filesystem::path& path) {
    const std::string doing = "reading " + path.string();
    const store::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return store::system_error(errno, doing);
    Sha256 hash;
    Content content;
    Bytes block(buffer_bytes);
    for (;;) {
        const ssize_t got = ::read(file.number(), block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return store::system_error(errno, doing);
        if (got == 0) break;
        hash.update(ByteView{block}.first(static_cast<std::size_t>(got)));
        content.bytes += static_cast<std::uint64_t>(got);
    }
    content.sha256 = hash.finish();
    return content;
}

}  // namespace saldo::hub
