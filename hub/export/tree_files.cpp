#include "hub/export/tree_files.hpp"

#include <string>

#include "hub/proof/tile_path.hpp"

namespace saldo::hub {

Result<void> write_trees(ExportFolder& folder, const ProofStore& proofs, const LogStore& log,
                         const std::vector<TreeAt>& trees, const Passed& passed) {
    std::uint64_t leaves = 0;
    for (const TreeAt& tree : trees) leaves += tree.size;
    std::uint64_t bundles = 0;
    const PutFile put = [&](std::string_view path, ByteView bytes) -> Result<void> {
        if (path.find("tile/entries/") != std::string_view::npos) {
            passed(std::min(++bundles * proof::tile_width, leaves), leaves);
        }
        return folder.put("log/" + std::string{path}, as_text(bytes));
    };
    for (const TreeAt& tree : trees) {
        const auto written = write_tree(proofs, log, tree.name, tree.size, put);
        if (!written) return written.error();
    }
    return {};
}

Result<void> write_cosigned(ExportFolder& folder, const CosignedFile& cosigned,
                            const std::vector<TreeAt>& trees) {
    for (const TreeAt& tree : trees) {
        const auto notes = cosigned.all(tree.name);
        if (!notes) return notes.error();
        const std::string in = "log/" + proof::tree_path(tree.name) + "/cosigned";
        for (const auto& [size, note] : *notes) {
            if (size > tree.size) break;  // of after the position that was asked for
            const auto put = folder.put(in + "/" + std::to_string(size), tlog::format_note(note));
            if (!put) return put.error();
        }
        // What was the newest of its day when a run before was cut off.
        if (auto dropped = folder.drop_others(in); !dropped) return dropped;
    }
    return {};
}

}  // namespace saldo::hub
