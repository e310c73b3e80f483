#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace saldo::proof {

// The static files of a tree, as C2SP tlog-tiles lays them out: hashes by tiles of 256, and leaves
// by bundles of 256.

constexpr unsigned tile_height = 8;
constexpr std::uint64_t tile_width = 1U << tile_height;
constexpr unsigned tile_levels_max = 8;  // 2^63 leaves need no more

/// One tile, or one bundle of leaves. Full ones have 256, partial ones (of the right edge) fewer.
struct TileName {
    bool is_entries = false;  ///< a bundle; its level is 0
    unsigned level = 0;
    std::uint64_t index = 0;
    std::uint32_t width = tile_width;  ///< 1 to 256
    friend bool operator==(const TileName&, const TileName&) = default;
};

/// "tile/0/x001/x234/067.p/12", "tile/entries/000".
std::string tile_path(const TileName& tile);
/// Reads what tile_path() gives; nothing for any other text.
std::optional<TileName> parse_tile_path(std::string_view path);

/// Every tile and bundle of a tree with so many leaves, bundles first, each row of them ascending;
/// ends with the first error. Each hash of a tile above level 0 stands for a full tile below it.
Result<void> visit_tiles(std::uint64_t size,
                         const std::function<Result<void>(const TileName&)>& visit);

/// Whether the tree of that size has this tile in this width: full where it is full, and partial at
/// its right edge, also where the tree has grown past that since.
bool has_tile(std::uint64_t size, const TileName& tile);

}  // namespace saldo::proof
