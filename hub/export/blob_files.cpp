#include "hub/export/blob_files.hpp"

#include <string>
#include <utility>

namespace saldo::hub {

Result<void> write_blobs(ExportFolder& folder, const BlobStore& blobs,
                         const std::set<Digest>& names) {
    for (const Digest& digest : names) {
        const std::string hex = to_hex(digest);
        const std::string name = "blobs/" + hex.substr(0, 2) + "/" + hex.substr(2);
        if (folder.whole(name)) continue;
        auto file = folder.begin(name);
        if (!file) return file.error();
        const auto read = blobs.read_blocks(
            digest, [&](ByteView block) -> Result<void> { return file->write(block); });
        if (!read) return read.error();
        if (const auto put = folder.finish(name, std::move(*file)); !put) return put.error();
    }
    return {};
}

}  // namespace saldo::hub
