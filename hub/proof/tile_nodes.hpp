#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::proof {

/// Gives the hashes that a tree holds of a tile: all 256, or those of its right edge.
using TileReader = std::function<Result<std::vector<Digest>>(unsigned level, std::uint64_t index)>;

/// The root of a whole subtree over these hashes. Needs: a power of two of them.
Digest subtree_root(std::span<const Digest> hashes);

/// Every node of a tree out of its tiles: the levels between two tiles are hashed anew. A tile is
/// read once; so an object is for a proof or a few. NodeReader is made of it.
class TileNodes {
public:
    explicit TileNodes(TileReader read) : read_{std::move(read)} {}
    /// Errors: those of the reader; storage when a tile has too few hashes.
    Result<Digest> node(unsigned level, std::uint64_t index);

private:
    TileReader read_;
    std::map<std::pair<unsigned, std::uint64_t>, std::vector<Digest>> tiles_;
};

}  // namespace saldo::proof
