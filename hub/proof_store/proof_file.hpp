#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/store/env.hpp"
#include "hub/proof/tree_name.hpp"
#include "hub/proof_store/name_table.hpp"
#include "hub/proof_store/tree_tail.hpp"

namespace saldo::hub {

/// One tree, but for its hashes.
struct TreeHead {
    proof::TreeName name;
    std::uint32_t id = 0;  ///< in the order in which trees began
    std::uint64_t size = 0;
    std::uint64_t first = 0;  ///< position of its first leaf
    std::uint64_t last = 0;
};

/// How far the trees are: everything before `position`, where the log had this hash.
struct ProofPlace {
    std::uint64_t position = 0;
    Digest log_hash{};
    std::string era = {};  ///< of what comes next
};

/// What is derived from the log and kept beside it, in an LMDB environment of its own
/// (docs/data_format.md, section 3). Losing it costs a walk over the log.
class ProofFile {
public:
    struct TileKey {
        std::uint32_t tree = 0;
        unsigned level = 0;
        std::uint64_t index = 0;
        friend auto operator<=>(const TileKey&, const TileKey&) = default;
    };

    static Result<std::unique_ptr<ProofFile>> open(const std::filesystem::path& folder,
                                                   std::uint64_t map_bytes);

    /// Nothing in a new file. Errors: storage; unsupported for a newer format.
    Result<std::optional<ProofPlace>> place() const;
    /// By id. Errors: storage.
    Result<std::vector<TreeHead>> trees() const;
    /// Errors: storage when it is not there, or damaged.
    Result<Tile> tile(const TileKey& key) const;
    NameTable& names() { return names_; }
    const NameTable& names() const { return names_; }

    /// In one step: all, or nothing. Errors: unavailable (full), storage.
    Result<void> write(const ProofPlace& place, const std::vector<TreeHead>& trees,
                       const std::map<TileKey, Tile>& tiles);

private:
    struct Tables {
        store::Table state;
        store::Table trees;
        store::Table tiles;
        store::Table names;
    };
    ProofFile(std::unique_ptr<store::Env> env, Tables tables);

    std::unique_ptr<store::Env> env_;
    Tables tables_;
    NameTable names_;
};

}  // namespace saldo::hub
