#pragma once

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/sync/catalog.hpp"

namespace saldo::wire {

/// The body of a frame of kind `catalog`: schema u16 = 1, then the fields of sync::CatalogNews in
/// order (docs/protocol.md#catalogs). Errors: malformed past a limit.
Result<Bytes> encode(const sync::CatalogNews& news);
/// Errors: malformed; unsupported for a schema of a newer hub.
Result<sync::CatalogNews> decode_catalog_news(ByteView body);

}  // namespace saldo::wire
