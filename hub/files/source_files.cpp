#include "hub/files/source_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <new>
#include <sys/stat.h>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "common/base/text.hpp"
#include "hub/files/zip_archive.hpp"

namespace saldo::files {
namespace {

namespace fs = std::filesystem;
using customs::FindingCode;

bool is_zip_name(std::string_view path) {
    if (path.find("__MACOSX") != std::string_view::npos) return false;
    if (customs::file_name_of(path).starts_with("._")) return false;
    return to_lower_ascii(path).ends_with(".zip");
}

/// A name out of an archive, as it may stand in a report.
std::string shown_name(std::string_view name) {
    std::string shown{name};
    std::ranges::replace_if(
        shown, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return shown;
}

class FileHandle {
public:
    explicit FileHandle(const std::string& path)
        // Without blocking: a named pipe in a folder must not stop an import.
        : fd_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)} {}
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    ~FileHandle() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }

private:
    int fd_;
};

std::string last_error() { return std::strerror(errno); }

}  // namespace

/// Walks folders and archives, keeping to the limits.
class Collector {
public:
    Collector(const SourceLimits& limits, SourceFiles& out) : limits_{limits}, out_{out} {}

    void take_path(const std::string& path, std::size_t folder_depth);

private:
    void take_folder(const std::string& path, std::size_t folder_depth);
    void take_file(const std::string& path);
    void take_archive(const std::string& path, std::string_view bytes, std::size_t zip_depth,
                      std::uint64_t& budget);
    void take_entry(const std::string& path, const ZipArchive& archive, const ZipEntry& entry,
                    std::uint64_t archive_bytes, std::size_t zip_depth, std::uint64_t& budget);
    bool entry_fits(const std::string& path, const ZipEntry& entry, std::uint64_t archive_bytes,
                    std::uint64_t budget);
    bool count_entry(const std::string& path);
    bool has_room(const std::string& path, std::uint64_t bytes);
    void keep(std::string path, Buffer buffer);
    void say(FindingCode code, const std::string& path, std::string found = {},
             std::string expected = {});
    void say_limit(const std::string& path, std::string_view name, std::uint64_t found,
                   std::uint64_t limit);

    const SourceLimits& limits_;
    SourceFiles& out_;
    std::size_t entries_ = 0;
    std::uint64_t bytes_ = 0;
};

void Collector::say(FindingCode code, const std::string& path, std::string found,
                    std::string expected) {
    out_.findings_.push_back(customs::make_finding(code, path.substr(0, limits_.name_bytes_max), 0,
                                                   {}, std::move(found), std::move(expected)));
}

void Collector::say_limit(const std::string& path, std::string_view name, std::uint64_t found,
                          std::uint64_t limit) {
    say(FindingCode::archive_limit, path, std::to_string(found),
        std::to_string(limit) + " (" + std::string{name} + ")");
}

bool Collector::count_entry(const std::string& path) {
    if (path.size() > limits_.name_bytes_max) {
        say_limit(path, "name_bytes_max", path.size(), limits_.name_bytes_max);
        return false;
    }
    if (entries_ >= limits_.entries_max) {
        // Said once, and then nothing more is read.
        if (entries_ == limits_.entries_max) {
            say_limit(path, "entries_max", entries_ + 1, limits_.entries_max);
            ++entries_;
        }
        return false;
    }
    ++entries_;
    return true;
}

bool Collector::has_room(const std::string& path, std::uint64_t bytes) {
    if (bytes <= limits_.unpacked_bytes_max - bytes_) return true;
    say_limit(path, "unpacked_bytes_max", bytes, limits_.unpacked_bytes_max - bytes_);
    return false;
}

void Collector::keep(std::string path, Buffer buffer) {
    out_.files_.push_back({std::move(path), buffer.view()});
    out_.buffers_.push_back(std::move(buffer.data));
}

void Collector::take_path(const std::string& path, std::size_t folder_depth) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) {
        take_folder(path, folder_depth);
    } else if (fs::is_regular_file(status)) {
        take_file(path);
    } else {
        say(FindingCode::unreadable_file, path, error ? error.message() : "");
    }
}

void Collector::take_folder(const std::string& path, std::size_t folder_depth) {
    if (folder_depth > limits_.folder_depth_max) {
        say_limit(path, "folder_depth_max", folder_depth, limits_.folder_depth_max);
        return;
    }
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator it{path, error}, end; !error && it != end; it.increment(error)) {
        // A linked folder may lead back here.
        std::error_code ignored;
        if (it->is_symlink(ignored) && it->is_directory(ignored)) {
            say(FindingCode::ignored_file, it->path().string());
        } else {
            names.push_back(it->path().string());
        }
        if (names.size() > limits_.entries_max) break;
    }
    if (error) say(FindingCode::unreadable_file, path, error.message());
    std::ranges::sort(names);
    for (const std::string& name : names) take_path(name, folder_depth + 1);
}

void Collector::take_file(const std::string& path) {
    if (!count_entry(path)) return;
    const FileHandle file{path};
    struct ::stat status{};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        say(FindingCode::unreadable_file, path, last_error());
        return;
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (!has_room(path, size)) return;
    Buffer buffer{.data = {}, .size = 0};
    buffer.data.reset(new (std::nothrow) char[size + 1]);
    if (!buffer.data) {
        say(FindingCode::unreadable_file, path, std::strerror(ENOMEM));
        return;
    }
    // The file may shrink while it is read; what comes is what there is.
    while (buffer.size < size) {
        const ssize_t got = ::read(file.get(), buffer.data.get() + buffer.size, size - buffer.size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            say(FindingCode::unreadable_file, path, last_error());
            return;
        }
        if (got == 0) break;
        buffer.size += static_cast<std::size_t>(got);
    }
    bytes_ += buffer.size;
    if (is_zip_name(path)) {
        std::uint64_t budget = std::max(limits_.ratio_free_bytes, limits_.ratio_max * buffer.size);
        take_archive(path, buffer.view(), 1, budget);
        bytes_ -= buffer.size;  // its bytes are not kept
    } else {
        keep(path, std::move(buffer));
    }
}

/// `budget`: what may still come out of the outermost archive. Entries may share their packed
/// bytes, so that the ratio of each alone says too little.
void Collector::take_archive(const std::string& path, std::string_view bytes, std::size_t zip_depth,
                             std::uint64_t& budget) {
    if (zip_depth > limits_.zip_depth_max) {
        say_limit(path, "zip_depth_max", zip_depth, limits_.zip_depth_max);
        return;
    }
    const auto archive = ZipArchive::open(bytes);
    if (!archive) {
        say(FindingCode::broken_archive, path, archive.error().what);
        return;
    }
    if (archive->entry_count() > limits_.entries_max - std::min(entries_, limits_.entries_max)) {
        say_limit(path, "entries_max", archive->entry_count(), limits_.entries_max);
        return;
    }
    const auto entries = archive->entries();
    if (!entries) {
        say(FindingCode::broken_archive, path, entries.error().what);
        return;
    }
    for (const ZipEntry& entry : *entries) {
        if (entry.is_folder) continue;
        take_entry(path + "!" + shown_name(entry.name), *archive, entry, bytes.size(), zip_depth,
                   budget);
    }
}

bool Collector::entry_fits(const std::string& path, const ZipEntry& entry,
                           std::uint64_t archive_bytes, std::uint64_t budget) {
    if (entry.is_encrypted) {
        say(FindingCode::broken_archive, path, "encrypted");
        return false;
    }
    if (entry.packed_size > archive_bytes) {
        say(FindingCode::broken_archive, path, std::to_string(entry.packed_size));
        return false;
    }
    const std::uint64_t packed = std::max<std::uint64_t>(entry.packed_size, 1);
    if (entry.size > limits_.ratio_free_bytes && entry.size > packed * limits_.ratio_max) {
        say_limit(path, "ratio_max", entry.size / packed, limits_.ratio_max);
        return false;
    }
    if (entry.size > budget) {
        say_limit(path, "ratio_max", entry.size, budget);
        return false;
    }
    return has_room(path, entry.size);
}

void Collector::take_entry(const std::string& path, const ZipArchive& archive,
                           const ZipEntry& entry, std::uint64_t archive_bytes,
                           std::size_t zip_depth, std::uint64_t& budget) {
    if (!count_entry(path) || !entry_fits(path, entry, archive_bytes, budget)) return;
    auto buffer = archive.read(entry);
    if (!buffer) {
        say(FindingCode::broken_archive, path, buffer.error().what);
        return;
    }
    budget -= buffer->size;
    bytes_ += buffer->size;
    if (is_zip_name(path)) {
        take_archive(path, buffer->view(), zip_depth + 1, budget);
        bytes_ -= buffer->size;
    } else {
        keep(path, std::move(*buffer));
    }
}

SourceFiles collect_sources(std::span<const std::string> paths, const SourceLimits& limits) {
    SourceFiles sources;
    Collector collector{limits, sources};
    for (const std::string& path : paths) collector.take_path(path, 0);
    return sources;
}

}  // namespace saldo::files
