#pragma once

#include "common/sync/catalog.hpp"
#include "common/wire/scalar_codec.hpp"

// How places of catalog streams are laid out, wherever one is told.

namespace saldo::sync {

template <class Archive>
void serialize(Archive& archive, CatalogPlace& p) {
    archive(p.epoch, p.sequence);
    serialize_bytes(archive, p.hash);
}

}  // namespace saldo::sync
