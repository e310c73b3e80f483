#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saldo::proof {

/// Which tree: a company and the year (UTC) in which the hub received the facts of it.
struct TreeName {
    std::string company;  ///< its RFC; empty: the tree `common`
    std::int32_t year = 0;
    friend auto operator<=>(const TreeName&, const TreeName&) = default;
};

/// "GNA150301A00/2026", "common/2026": below the origin, below /log/ and in exports.
///
/// A–Z, 0–9, & and Ñ of an RFC stand as they are, any other byte as ~ and two hexadecimal digits:
/// so a path has no strange character, and no company is called `common`.
std::string tree_path(const TreeName& name);

/// Reads what tree_path() gives; nothing for any other text.
std::optional<TreeName> parse_tree_path(std::string_view path);

/// The first line of a tree's checkpoints: "hub-1a2b3c4d/GNA150301A00/2026".
std::string tree_origin(std::string_view hub, const TreeName& name);

}  // namespace saldo::proof
