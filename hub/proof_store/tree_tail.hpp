#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "hub/proof/frontier.hpp"
#include "hub/proof/tree_name.hpp"

namespace saldo::hub {

/// The hashes of one tile; of level 0 also where its leaves stand in the log.
struct Tile {
    std::vector<Digest> hashes;
    std::vector<std::uint64_t> positions;  ///< ascending; empty above level 0
};

/// What stands under a tile's key in the proof store, and back.
Bytes encode_tile(const Tile& tile);
/// Errors: storage for bytes that are no tile of this level.
Result<Tile> decode_tile(unsigned level, ByteView bytes);

/// The right edge of one tree: everything that its next leaf needs. A few KiB, whatever its size.
class TreeTail {
public:
    /// A tile became full.
    using OnFull = std::function<void(unsigned level, std::uint64_t index, Tile&&)>;
    /// Gives a tile of the right edge, by level and index, as it was stored.
    using Load = std::function<Result<Tile>(unsigned level, std::uint64_t index)>;

    TreeTail() = default;
    /// The tail of a tree with so many leaves. Errors: those of `load`; storage for a tile that is
    /// not as long as the size says.
    static Result<TreeTail> load(std::uint64_t size, const Load& load);

    void push(const Digest& leaf, std::uint64_t position, const OnFull& on_full);

    std::uint64_t size() const { return frontier_.size(); }
    Digest root() const { return frontier_.root(); }
    /// The partial tile of a level; nothing where that level ends with a full one, or has none.
    const Tile* partial(unsigned level) const;
    unsigned levels() const { return static_cast<unsigned>(partial_.size()); }

private:
    proof::Frontier frontier_;
    std::vector<Tile> partial_;  // by level; never 256 hashes
};

}  // namespace saldo::hub
