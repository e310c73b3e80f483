#pragma once

#include <map>
#include <string>

#include "hub/export/export_folder.hpp"

namespace saldo::hub {

/// manifest.json of an export (docs/proof.md): what it is of, and every file with its hash, in the
/// order of names.
std::string manifest_json(const ExportScope& scope, const std::map<std::string, WholeFile>& files);

}  // namespace saldo::hub
