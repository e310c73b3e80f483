#pragma once

#include <cstdint>
#include <vector>

#include "hub/export/export_folder.hpp"
#include "hub/export/log_pass.hpp"
#include "hub/proof_store/proof_store.hpp"

namespace saldo::hub {

/// Writes foreign.jsonl: each of these facts with a proof that it stands in its tree as the log was
/// known up to `end` (docs/proof.md, "Exports").
///
/// Needs:   positions ascend. Errors: as prove(), visit_leaves() and ExportFolder.
Result<void> write_foreign(ExportFolder& folder, const ProofStore& proofs, const LogStore& log,
                           const std::vector<std::uint64_t>& positions, std::uint64_t end,
                           const Passed& passed);

}  // namespace saldo::hub
