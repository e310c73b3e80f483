#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

struct zip;

namespace saldo::files {

/// Bytes of a file in memory.
struct Buffer {
    std::unique_ptr<char[]> data;
    std::size_t size = 0;
    std::string_view view() const { return {data.get(), size}; }
};

/// What the directory of an archive claims about one entry.
struct ZipEntry {
    std::uint64_t index = 0;
    std::string name;
    std::uint64_t size = 0;
    std::uint64_t packed_size = 0;
    bool is_folder = false;
    bool is_encrypted = false;
};

/// A zip in memory, opened for reading. The only user of libzip.
///
/// Owns:    the archive; `bytes` must outlive it.
class ZipArchive {
public:
    /// Errors: malformed for what is no zip.
    static Result<ZipArchive> open(std::string_view bytes);

    std::uint64_t entry_count() const;
    /// By name, then place in the archive. Errors: malformed.
    Result<std::vector<ZipEntry>> entries() const;
    /// The entry's bytes. Never more than entry.size: an entry that is longer, shorter or of
    /// another checksum than it claims is malformed.
    Result<Buffer> read(const ZipEntry& entry) const;

private:
    struct Close {
        void operator()(zip* archive) const;
    };
    explicit ZipArchive(zip* archive) : archive_{archive} {}
    std::unique_ptr<zip, Close> archive_;
};

}  // namespace saldo::files
