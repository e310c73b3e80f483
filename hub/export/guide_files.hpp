#pragma once

#include <string_view>
#include <vector>

#include "hub/export/export_folder.hpp"

namespace saldo::hub {

/// A text that every export carries: what it is, how it is read, by which law the hub answered.
struct GuideFile {
    const char* name;  ///< "format/proof.md"
    std::string_view text;
};
const std::vector<GuideFile>& guide_files();

Result<void> write_guides(ExportFolder& folder);

}  // namespace saldo::hub
