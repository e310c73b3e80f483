#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::hub {

/// The files that facts came from, kept as they came and named by their SHA-256:
/// DIR/blobs/ab/cdef….
///
/// Each is one zstd frame. Putting the same content twice keeps one file. A name appears only when
/// its content is whole and durable: until sync() a blob lies in DIR/blobs/new. One owner (the lock
/// of the store), one thread.
class BlobStore {
public:
    static constexpr std::uint64_t blob_bytes_max = 4ULL << 30;

    /// Opens DIR/blobs, making it if need be; what a crash left in `new` is thrown away.
    static Result<BlobStore> open(const std::filesystem::path& folder);

    /// Takes one blob; durable only after sync(). A blob that is there and damaged is put right.
    Result<Digest> put(ByteView content);
    /// Makes all that was put durable: few flushes for many files. Facts may name blobs only after
    /// it.
    Result<void> sync();

    bool has(const Digest& name) const;
    /// The content, checked against its name. Errors: not_found; storage when it is damaged;
    /// malformed when it is longer than bytes_max.
    Result<Bytes> get(const Digest& name, std::uint64_t bytes_max = blob_bytes_max) const;

    /// Shows the content a block at a time; that it is the one of its name is known on return only.
    /// Errors: not_found; storage when it is damaged; whatever `take` gives.
    Result<void> read_blocks(const Digest& name,
                             const std::function<Result<void>(ByteView)>& take) const;

    std::filesystem::path path_of(const Digest& name) const;

private:
    explicit BlobStore(std::filesystem::path folder) : folder_{std::move(folder)} {}
    std::filesystem::path staged_path_of(const Digest& name) const;

    std::filesystem::path folder_;
    std::set<Digest> staged_;  // put, and not yet synced
};

}  // namespace saldo::hub
