#pragma once

#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::store {

// LMDB 0.9 has no checksums, and a CRC of the value alone misses flips in keys (sync.md section 4).
// Small values are therefore stored as value ‖ CRC-32C(key ‖ value), little-endian.

Bytes sealed(ByteView key, ByteView value);

/// The value inside. Errors: storage "`what` is damaged …" when the CRC is not that of key and
/// value.
Result<ByteView> unsealed(ByteView key, ByteView stored, std::string_view what);

}  // namespace saldo::store
