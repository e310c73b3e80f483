#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/store/file.hpp"

namespace saldo::hub {

/// What a file of an export is by.
struct Content {
    std::uint64_t bytes = 0;
    Digest sha256{};
    friend bool operator==(const Content&, const Content&) = default;
};

/// A file on its way: FILE.part, hashed as it is written. It gets its name from whoever made it
/// durable (ExportFolder).
///
/// Owns: the descriptor and 256 KiB. Errors name the path; unavailable when the disk is full.
class PartFile {
public:
    /// Begins `path`.part anew, with what was there thrown away.
    static Result<PartFile> create(const std::filesystem::path& path);

    Result<void> write(ByteView bytes);
    Result<void> write(std::string_view text) { return write(as_bytes(text)); }
    std::uint64_t bytes() const { return bytes_; }
    /// Everything is handed to the system; not yet durable.
    Result<Content> close();

    static std::filesystem::path part_of(const std::filesystem::path& path);

private:
    PartFile(store::Descriptor file, std::string doing);
    Result<void> flush();

    store::Descriptor file_;
    std::string doing_;
    Bytes buffer_;
    std::uint64_t bytes_ = 0;
    std::unique_ptr<Sha256> hash_;
};

/// Bytes and hash of a file as it lies on disk. Errors: not_found, storage.
Result<Content> content_of(const std::filesystem::path& path);

}  // namespace saldo::hub
