#pragma once

#include <string>
#include <string_view>

#include "hub/proof/tile_path.hpp"
#include "hub/proof_store/cosigned_file.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

// The static files of trees (docs/proof.md), made out of the proof store and the log.

/// The bytes of one tile of hashes, in the width asked for.
/// Errors: not_found for a tile that the tree has not; storage.
Result<Bytes> tile_bytes(const ProofStore& proofs, const proof::TreeName& name,
                         const proof::TileName& tile);

/// A bundle of leaves, made from the log and held against the hashes of the tree.
/// Errors: as tile_bytes; storage names the position whose leaf is another one.
Result<Bytes> bundle_bytes(const ProofStore& proofs, const LogStore& log,
                           const proof::TreeName& name, const proof::TileName& bundle);

/// What the files are made from. Owns nothing.
struct StaticFiles {
    const ProofStore& proofs;
    const LogStore& log;
    const CosignedFile* cosigned = nullptr;  ///< nothing: no file of cosignatures
};
/// One static file, and whether it may ever change.
struct StaticFile {
    Bytes bytes;
    bool is_note = false;  ///< a checkpoint: text, and of this moment
};
/// By its path below `log/`: "GNA150301A00/2026/checkpoint". Errors: not_found; storage.
Result<StaticFile> static_file(const StaticFiles& from, std::string_view path);

}  // namespace saldo::hub
