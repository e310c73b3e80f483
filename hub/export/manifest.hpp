#pragma once

#include <map>
#include <string>
#include <vector>

#include "hub/export/export_folder.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {

/// manifest.json of an export (docs/proof.md): what it is of, and every file with its hash, in the
/// order of names.
std::string manifest_json(const ExportScope& scope, const std::vector<TreeAt>& trees,
                          const std::map<std::string, WholeFile>& files);

}  // namespace saldo::hub
