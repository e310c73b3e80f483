#pragma once

#include <set>

#include "hub/export/export_folder.hpp"
#include "hub/log/blob_store.hpp"

namespace saldo::hub {

/// blobs/ab/cdef…: the files that facts came from, as they came. Errors: as ExportFolder;
/// not_found or storage, naming the blob, for one that is not there or is damaged.
Result<void> write_blobs(ExportFolder& folder, const BlobStore& blobs,
                         const std::set<Digest>& names);

}  // namespace saldo::hub
