#include "hub/proof/tile_path.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/text.hpp"

namespace saldo::proof {
namespace {

constexpr std::string_view tile_word = "tile/";
constexpr std::string_view entries_word = "entries";
constexpr std::string_view partial_word = ".p/";
constexpr std::uint64_t index_base = 1'000;

bool is_number(std::string_view text) {
    return !text.empty() && (text == "0" || text.front() != '0') &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string tile_path(const TileName& tile) {
    std::string number = fmt::format("{:03}", tile.index % index_base);
    for (std::uint64_t left = tile.index / index_base; left > 0; left /= index_base) {
        number = fmt::format("x{:03}/", left % index_base) + number;
    }
    std::string path{tile_word};
    path += tile.is_entries ? std::string{entries_word} : std::to_string(tile.level);
    path += "/" + number;
    if (tile.width < tile_width) path += fmt::format("{}{}", partial_word, tile.width);
    return path;
}

std::optional<TileName> parse_tile_path(std::string_view path) {
    constexpr std::size_t path_bytes_max = 64;
    if (path.size() > path_bytes_max || !path.starts_with(tile_word)) return std::nullopt;
    const std::string_view left = path.substr(tile_word.size());
    const std::size_t slash = left.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    TileName tile;
    const std::string_view level = left.substr(0, slash);
    tile.is_entries = level == entries_word;
    if (!tile.is_entries) {
        if (!is_number(level) || level.size() > 2) return std::nullopt;
        tile.level = static_cast<unsigned>(*parse_unsigned(level));
    }
    std::string_view number = left.substr(slash + 1);
    if (const std::size_t at = number.find(partial_word); at != std::string_view::npos) {
        const std::string_view width = number.substr(at + partial_word.size());
        if (!is_number(width) || width.size() > 3) return std::nullopt;
        tile.width = static_cast<std::uint32_t>(*parse_unsigned(width));
        number = number.substr(0, at);
    }
    for (const std::string_view piece : split(number, '/')) {
        const auto digits =
            parse_unsigned(piece.starts_with('x') ? piece.substr(1) : piece).value_or(index_base);
        if (digits >= index_base || tile.index > UINT64_MAX / index_base - 1) return std::nullopt;
        tile.index = tile.index * index_base + digits;
    }
    if (tile.width == 0 || tile.level >= tile_levels_max) return std::nullopt;
    // What is left (zeros, crosses, a width of 256) shows when it is written again.
    if (tile_path(tile) != path) return std::nullopt;
    return tile;
}

Result<void> visit_tiles(std::uint64_t size,
                         const std::function<Result<void>(const TileName&)>& visit) {
    const auto visit_row = [&](bool is_entries, unsigned level) -> Result<void> {
        const std::uint64_t hashes = size >> (tile_height * level);
        for (std::uint64_t first = 0; first < hashes; first += tile_width) {
            const auto width = static_cast<std::uint32_t>(std::min(tile_width, hashes - first));
            const auto seen = visit({is_entries, level, first / tile_width, width});
            if (!seen) return seen.error();
        }
        return {};
    };
    if (const auto seen = visit_row(true, 0); !seen) return seen.error();
    for (unsigned level = 0; level < tile_levels_max && size >> (tile_height * level) > 0;
         ++level) {
        if (const auto seen = visit_row(false, level); !seen) return seen.error();
    }
    return {};
}

bool has_tile(std::uint64_t size, const TileName& tile) {
    if (tile.level >= tile_levels_max || tile.width == 0 || tile.width > tile_width) return false;
    const std::uint64_t hashes = size >> (tile_height * tile.level);
    return tile.index < hashes / tile_width ||
           (tile.index == hashes / tile_width && tile.width <= hashes % tile_width);
}

}  // namespace saldo::proof
