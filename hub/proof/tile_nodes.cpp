#include "hub/proof/tile_nodes.hpp"

#include <bit>

#include "common/base/check.hpp"
#include "common/tlog/merkle.hpp"
#include "hub/proof/tile_path.hpp"

namespace saldo::proof {

Digest subtree_root(std::span<const Digest> hashes) {
    SALDO_CHECK(std::has_single_bit(hashes.size()));
    std::vector<Digest> row{hashes.begin(), hashes.end()};
    for (std::size_t count = row.size(); count > 1; count /= 2) {
        for (std::size_t i = 0; i < count / 2; ++i) {
            row[i] = tlog::node_hash(row[2 * i], row[2 * i + 1]);
        }
    }
    return row.front();
}

Result<Digest> TileNodes::node(unsigned level, std::uint64_t index) {
    const unsigned within = level % tile_height;
    const std::uint64_t first = index << within;
    const std::pair key{level / tile_height, first / tile_width};
    auto held = tiles_.find(key);
    if (held == tiles_.end()) {
        auto read = read_(key.first, key.second);
        if (!read) return read.error();
        held = tiles_.emplace(key, std::move(*read)).first;
    }
    const std::span<const Digest> tile{held->second};
    const std::uint64_t offset = first % tile_width;
    const std::uint64_t count = std::uint64_t{1} << within;
    if (tile.size() < offset + count) {
        return Error{Errc::storage, "a tile of level " + std::to_string(key.first) + ", index " +
                                        std::to_string(key.second) + ", is too short"};
    }
    return subtree_root(tile.subspan(offset, count));
}

}  // namespace saldo::proof
