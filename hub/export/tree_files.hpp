#pragma once

#include <cstdint>
#include <vector>

#include "hub/export/export_folder.hpp"
#include "hub/export/log_pass.hpp"
#include "hub/log/log_store.hpp"
#include "hub/proof_store/cosigned_file.hpp"
#include "hub/proof_store/proof_store.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {

/// Writes log/… of these trees: tiles, entry bundles, and the checkpoint signed for that size.
/// Errors: as write_tree and ExportFolder.
Result<void> write_trees(ExportFolder& folder, const ProofStore& proofs, const LogStore& log,
                         const std::vector<TreeAt>& trees, const Passed& passed);

/// Writes log/…/cosigned/SIZE of these trees: what witnesses gave for a size that they have.
/// Errors: storage; as ExportFolder.
Result<void> write_cosigned(ExportFolder& folder, const CosignedFile& cosigned,
                            const std::vector<TreeAt>& trees);

}  // namespace saldo::hub
