#include "hub/files/zip_archive.hpp"

#include <algorithm>
#include <new>
#include <tuple>

#include <zip.h>

namespace saldo::files {
namespace {

constexpr std::uint64_t read_bytes_max = 1 << 20;

std::string message_of(zip_error_t& error) {
    std::string message = zip_error_strerror(&error);
    zip_error_fini(&error);
    return message;
}

struct CloseEntry {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

void ZipArchive::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<ZipArchive> ZipArchive::open(std::string_view bytes) {
    // libzip takes no bytes for an archive without entries; a download that failed looks the same.
    if (bytes.empty()) return malformed("the file is empty");
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return malformed(message_of(error));
    zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (archive == nullptr) {
        zip_source_free(source);
        return malformed(message_of(error));
    }
    zip_error_fini(&error);
    return ZipArchive{archive};
}

std::uint64_t ZipArchive::entry_count() const {
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

Result<std::vector<ZipEntry>> ZipArchive::entries() const {
    std::vector<ZipEntry> list;
    const std::uint64_t count = entry_count();
    for (std::uint64_t i = 0; i < count; ++i) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        constexpr zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
        if (zip_stat_index(archive_.get(), i, 0, &stat) != 0 || (stat.valid & wanted) != wanted) {
            return malformed(zip_strerror(archive_.get()));
        }
        const std::string_view name = stat.name;
        list.push_back({.index = i,
                        .name = std::string{name},
                        .size = stat.size,
                        .packed_size = stat.comp_size,
                        .is_folder = name.ends_with('/'),
                        .is_encrypted = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
                                        stat.encryption_method != ZIP_EM_NONE});
    }
    std::ranges::sort(list, {}, [](const ZipEntry& e) { return std::tie(e.name, e.index); });
    return list;
}

Result<Buffer> ZipArchive::read(const ZipEntry& entry) const {
    const std::unique_ptr<zip_file_t, CloseEntry> file{
        zip_fopen_index(archive_.get(), entry.index, 0)};
    if (!file) return malformed(zip_strerror(archive_.get()));
    Buffer buffer{.data = {}, .size = entry.size};
    buffer.data.reset(new (std::nothrow) char[entry.size + 1]);
    if (!buffer.data) return Error{Errc::unavailable, "not enough memory"};
    // One byte past the end is asked for: that read ends the stream, where the checksum is checked.
    std::uint64_t at = 0;
    for (;;) {
        const std::uint64_t wanted = std::min(entry.size + 1 - at, read_bytes_max);
        const zip_int64_t got = zip_fread(file.get(), buffer.data.get() + at, wanted);
        if (got < 0) return malformed(zip_file_strerror(file.get()));
        if (got == 0) break;
        at += static_cast<std::uint64_t>(got);
        if (at > entry.size) return malformed("the entry is longer than it claims");
    }
    if (at != entry.size) return malformed("the entry is shorter than it claims");
    return buffer;
}

}  // namespace saldo::files
