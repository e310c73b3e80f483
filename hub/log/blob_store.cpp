#include "hub/log/blob_store.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include "common/base/check.hpp"
#include "common/store/file.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;

constexpr int compression_level = 1;
/// Up to here each file is flushed by itself; past it one syncfs flushes them all.
constexpr std::size_t single_flushes_max = 8;

struct FreeCompressor {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// Writes `content` as one zstd frame, with memory for one block only.
Result<void> write_compressed(int descriptor, ByteView content, const std::string& doing) {
    const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context{ZSTD_createCCtx()};
    SALDO_CHECK(context != nullptr);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, compression_level);
    ZSTD_CCtx_setPledgedSrcSize(context.get(), content.size());
    Bytes block(ZSTD_CStreamOutSize());
    ZSTD_inBuffer in{content.data(), content.size(), 0};
    for (std::size_t left = 1; left != 0;) {
        ZSTD_outBuffer out{block.data(), block.size(), 0};
        left = ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_end);
        if (ZSTD_isError(left) != 0) {
            return Error{Errc::unavailable, doing + ": " + ZSTD_getErrorName(left)};
        }
        const auto written = store::write_all(descriptor, ByteView{block}.first(out.pos), doing);
        if (!written) return written.error();
    }
    return {};
}

/// The content of one zstd frame. Grows with what really comes out: a damaged size asks for
/// nothing.
Result<Bytes> decompressed(ByteView frame, std::uint64_t bytes_max, const std::string& name) {
    const Error damaged{Errc::storage, name + " is damaged"};
    const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context{ZSTD_createDCtx()};
    SALDO_CHECK(context != nullptr);
    Bytes content;
    Bytes block(ZSTD_DStreamOutSize());
    ZSTD_inBuffer in{frame.data(), frame.size(), 0};
    for (;;) {
        ZSTD_outBuffer out{block.data(), block.size(), 0};
        const std::size_t left = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(left) != 0) return damaged;
        if (content.size() + out.pos > bytes_max) {
            return malformed(name + " is longer than " + std::to_string(bytes_max) + " bytes");
        }
        append(content, ByteView{block}.first(out.pos));
        if (left == 0) break;
        if (out.pos == 0 && in.pos == in.size) return damaged;
    }
    if (in.pos != in.size) return damaged;
    return content;
}

/// A file a block at a time.
class BlockReader {
public:
    static Result<BlockReader> open(const fs::path& path) {
        BlockReader reader{store::Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)}, path};
        if (!reader.file_.is_open()) return store::system_error(errno, reader.doing());
        return reader;
    }
    /// The next block; nothing at the end of the file.
    Result<ByteView> next() {
        for (;;) {
            const ssize_t got = ::read(file_.number(), block_.data(), block_.size());
            if (got >= 0) return ByteView{block_}.first(static_cast<std::size_t>(got));
            if (errno != EINTR) return store::system_error(errno, doing());
        }
    }

private:
    BlockReader(store::Descriptor file, fs::path path)
        : file_{std::move(file)}, path_{std::move(path)}, block_(ZSTD_DStreamInSize()) {}
    std::string doing() const { return "reading " + path_.string(); }

    store::Descriptor file_;
    fs::path path_;
    Bytes block_;
};

Result<void> flush_file(const fs::path& path) {
    const std::string doing = "flushing " + path.string();
    const store::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open() || ::fsync(file.number()) != 0) return store::system_error(errno, doing);
    return {};
}

Result<void> flush_file_system_of(const fs::path& folder) {
    const std::string doing = "flushing the disk of " + folder.string();
    const store::Descriptor file{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!file.is_open() || ::syncfs(file.number()) != 0) return store::system_error(errno, doing);
    return {};
}

}  // namespace

Result<BlobStore> BlobStore::open(const fs::path& folder) {
    const fs::path blobs = folder / "blobs";
    std::error_code error;
    fs::remove_all(blobs / "new", error);
    if (error) return store::system_error(error.value(), "clearing " + (blobs / "new").string());
    if (const auto made = store::create_private_folder(blobs / "new"); !made) return made.error();
    return BlobStore{blobs};
}

fs::path BlobStore::path_of(const Digest& name) const {
    const std::string hex = to_hex(name);
    return folder_ / hex.substr(0, 2) / hex.substr(2);
}

fs::path BlobStore::staged_path_of(const Digest& name) const {
    return folder_ / "new" / to_hex(name);
}

Result<Digest> BlobStore::put(ByteView content) {
    const Digest name = sha256(content);
    if (staged_.contains(name)) return name;
    if (has(name)) {
        const auto there = get(name, content.size());
        if (there) return name;
    }
    const fs::path path = staged_path_of(name);
    const std::string doing = "writing " + path.string();
    const store::Descriptor file{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, store::private_file_mode)};
    if (!file.is_open()) return store::system_error(errno, doing);
    if (const auto written = write_compressed(file.number(), content, doing); !written) {
        return written.error();
    }
    staged_.insert(name);
    return name;
}

Result<void> BlobStore::sync() {
    if (staged_.empty()) return {};
    const bool one_by_one = staged_.size() <= single_flushes_max;
    std::set<fs::path> folders{folder_};
    for (const Digest& name : staged_) {
        const fs::path parent = path_of(name).parent_path();
        if (const auto made = store::create_private_folder(parent); !made) return made.error();
        folders.insert(parent);
        if (!one_by_one) continue;
        if (const auto flushed = flush_file(staged_path_of(name)); !flushed) {
            return flushed.error();
        }
    }
    if (!one_by_one) {
        if (const auto flushed = flush_file_system_of(folder_); !flushed) return flushed.error();
    }
    // Only now the names: whoever sees one finds it whole, also after a crash.
    for (const Digest& name : staged_) {
        if (::rename(staged_path_of(name).c_str(), path_of(name).c_str()) != 0) {
            return store::system_error(errno, "naming " + path_of(name).string());
        }
    }
    if (!one_by_one) {
        if (const auto flushed = flush_file_system_of(folder_); !flushed) return flushed.error();
    } else {
        for (const fs::path& folder : folders) {
            if (const auto synced = store::sync_folder(folder); !synced) return synced.error();
        }
    }
    staged_.clear();
    return {};
}

bool BlobStore::has(const Digest& name) const {
    std::error_code error;
    return fs::is_regular_file(path_of(name), error);
}

Result<Bytes> BlobStore::get(const Digest& name, std::uint64_t bytes_max) const {
    const fs::path path = path_of(name);
    const std::string called = "the blob " + to_hex(name);
    // What cannot be made smaller grows a little: a zstd frame is at most its bound.
    const auto frame = store::read_file(path, ZSTD_compressBound(bytes_max) + 64);
    if (!frame) return frame.error();
    auto content = decompressed(*frame, bytes_max, called);
    if (!content) return content.error();
    if (sha256(*content) != name) {
        return Error{Errc::storage, called + " is damaged: its content has another hash"};
    }
    return content;
}

Result<void> BlobStore::read_blocks(const Digest& name,
                                    const std::function<Result<void>(ByteView)>& take) const {
    const Error damaged{Errc::storage, "the blob " + path_of(name).string() + " is damaged"};
    auto reader = BlockReader::open(path_of(name));
    if (!reader) return reader.error();
    const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context{ZSTD_createDCtx()};
    SALDO_CHECK(context != nullptr);
    Sha256 hash;
    Bytes block(ZSTD_DStreamOutSize());
    std::size_t left = 1;  // 0: the frame is whole
    for (;;) {
        const auto got = reader->next();
        if (!got) return got.error();
        if (got->empty()) break;
        ZSTD_inBuffer in{got->data(), got->size(), 0};
        bool is_full = false;
        while (in.pos < in.size || is_full) {
            if (left == 0) return damaged;  // something follows the frame
            ZSTD_outBuffer out{block.data(), block.size(), 0};
            left = ZSTD_decompressStream(context.get(), &out, &in);
            if (ZSTD_isError(left) != 0) return damaged;
            const ByteView content = ByteView{block}.first(out.pos);
            hash.update(content);
            if (const auto taken = take(content); !taken) return taken.error();
            is_full = out.pos == out.size && left != 0;
        }
    }
    if (left != 0 || hash.finish() != name) return damaged;
    return {};
}

}  // namespace saldo::hub
