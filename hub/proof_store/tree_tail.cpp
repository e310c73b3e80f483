#include "hub/proof_store/tree_tail.hpp"

#include <utility>

#include "common/base/bytes.hpp"
#include "hub/proof/tile_nodes.hpp"
#include "hub/proof/tile_path.hpp"

namespace saldo::hub {
namespace {

using proof::tile_height;
using proof::tile_width;

constexpr std::size_t hash_bytes = sizeof(Digest);
constexpr std::size_t position_bytes = 8;

std::uint64_t hashes_of_level(std::uint64_t size, unsigned level) {
    return size >> (tile_height * level);
}

}  // namespace

Bytes encode_tile(const Tile& tile) {
    Bytes bytes;
    bytes.reserve(tile.hashes.size() * (hash_bytes + position_bytes));
    for (const Digest& hash : tile.hashes) append(bytes, hash);
    for (const std::uint64_t position : tile.positions) put_le(bytes, position);
    return bytes;
}

Result<Tile> decode_tile(unsigned level, ByteView bytes) {
    const std::size_t item_bytes = hash_bytes + (level == 0 ? position_bytes : 0);
    const std::size_t count = bytes.size() / item_bytes;
    if (count == 0 || count > tile_width || bytes.size() % item_bytes != 0) {
        return Error{Errc::storage, "a tile of the proof store has a wrong size"};
    }
    Tile tile;
    tile.hashes.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        tile.hashes.push_back(array_of<hash_bytes>(bytes.subspan(i * hash_bytes)));
    }
    for (std::size_t i = 0; level == 0 && i < count; ++i) {
        tile.positions.push_back(
            get_le<std::uint64_t>(bytes.subspan(count * hash_bytes + i * position_bytes)));
    }
    return tile;
}

Result<TreeTail> TreeTail::load(std::uint64_t size, const Load& load) {
    TreeTail tail;
    for (unsigned level = 0; hashes_of_level(size, level) > 0; ++level) {
        const std::uint64_t hashes = hashes_of_level(size, level);
        tail.partial_.emplace_back();
        if (hashes % tile_width == 0) continue;
        auto tile = load(level, hashes / tile_width);
        if (!tile) return tile.error();
        if (tile->hashes.size() != hashes % tile_width) {
            return Error{Errc::storage,
                         "a tile of the proof store is not as long as its tree says"};
        }
        tail.partial_.back() = std::move(*tile);
    }
    tail.frontier_ = proof::Frontier{
        size, [&](unsigned level) {
            // The last whole subtree of this level lies in the partial tile over it.
            const unsigned within = level % tile_height;
            const std::uint64_t first = (((size >> level) - 1) << within) % tile_width;
            const auto& hashes = tail.partial_[level / tile_height].hashes;
            return proof::subtree_root(std::span{hashes}.subspan(first, std::size_t{1} << within));
        }};
    return tail;
}

void TreeTail::push(const Digest& leaf, std::uint64_t position, const OnFull& on_full) {
    const std::uint64_t after = frontier_.size() + 1;
    frontier_.push(leaf, [&](unsigned node_level, const Digest& hash) {
        if (node_level % tile_height != 0) return;
        const unsigned level = node_level / tile_height;
        if (level == partial_.size()) partial_.emplace_back();
        Tile& tile = partial_[level];
        tile.hashes.push_back(hash);
        if (level == 0) tile.positions.push_back(position);
        if (tile.hashes.size() < tile_width) return;
        on_full(level, hashes_of_level(after, level) / tile_width - 1, std::exchange(tile, {}));
    });
}

const Tile* TreeTail::partial(unsigned level) const {
    if (level >= partial_.size() || partial_[level].hashes.empty()) return nullptr;
    return &partial_[level];
}

}  // namespace saldo::hub
