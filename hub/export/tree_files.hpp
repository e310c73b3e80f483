#pragma once

#include <cstdint>
#include <vector>

#include "hub/export/export_folder.hpp"
#include "hub/export/log_pass.hpp"
#include "hub/log/log_store.hpp"
#include "hub/proof_store/proof_store.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {

/// Writes log/… of these trees: tiles, entry bundles, and the checkpoint signed for that size.
/// Errors: as write_tree and ExportFolder.
Result<void> write_trees(ExportFolder& folder, const ProofStore& proofs, const LogStore& log,
                         const std::vector<TreeAt>& trees, const Passed& passed);

}  // namespace saldo::hub
