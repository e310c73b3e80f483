#include "common/wire/zstd.hpp"

#include <zstd.h>

#include "common/base/check.hpp"

namespace saldo::wire {
namespace {

constexpr int level = 3;  // records repeat each other: higher levels gain little and cost much

}  // namespace

std::optional<Bytes> zstd_pack(ByteView bytes) {
    if (bytes.size() < 2) return std::nullopt;
    Bytes packed(bytes.size() - 1);  // one byte short: what does not fit here is not smaller
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), level);
    if (ZSTD_isError(size) != 0) return std::nullopt;
    packed.resize(size);
    return packed;
}

Bytes zstd_frame(ByteView bytes) {
    Bytes packed(ZSTD_compressBound(bytes.size()));
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), level);
    SALDO_CHECK(ZSTD_isError(size) == 0);  // there is room for the worst
    packed.resize(size);
    return packed;
}

Result<void> zstd_unpack(ByteView packed, std::size_t unpacked_bytes, Bytes& out) {
    out.resize(unpacked_bytes);
    // In one call the output buffer is the window too, so memory is bounded by what was told.
    const std::size_t size = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
    if (ZSTD_isError(size) != 0) return malformed("a packed body does not unpack to the told size");
    if (size != unpacked_bytes) return malformed("a packed body is shorter than the told size");
    return {};
}

}  // namespace saldo::wire
