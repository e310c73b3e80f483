#pragma once

#include <cstddef>
#include <optional>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::wire {

/// Packs with zstd. Nothing when the result would not be smaller than the bytes themselves.
std::optional<Bytes> zstd_pack(ByteView bytes);

/// The same whatever its size.
Bytes zstd_frame(ByteView bytes);

/// Unpacks into exactly `unpacked_bytes` bytes of `out`; never writes or allocates more than that.
/// Errors: malformed when the packed bytes hold more, less, or are no zstd.
Result<void> zstd_unpack(ByteView packed, std::size_t unpacked_bytes, Bytes& out);

}  // namespace saldo::wire
