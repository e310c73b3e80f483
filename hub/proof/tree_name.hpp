#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/crypto/hash.hpp"

namespace saldo::proof {

/// Which tree: a company, the year (UTC) in which the hub received the facts of it, and the era.
struct TreeName {
    std::string company;  ///< its RFC; empty: the tree `common`
    std::int32_t year = 0;
    std::string era = {};  ///< empty before the first restore; see era_of()
    friend auto operator<=>(const TreeName&, const TreeName&) = default;
};

/// An era begins with each restore from a backup: what followed the backup is gone from this log,
/// and witnesses saw it, so the trees of the era before it may never grow again. Its name is the
/// begin of the leaf hash of the HubRestored fact that it begins with: two restores of one backup
/// have two.
std::string era_of(const Digest& leaf_hash);

/// "GNA150301A00/2026", "common/2026-1a2b3c4d": below the origin, below /log/ and in exports.
///
/// A–Z, 0–9, & and Ñ of an RFC stand as they are, any other byte as ~ and two hexadecimal digits:
/// so a path has no strange character, and no company is called `common`.
std::string tree_path(const TreeName& name);

/// Reads what tree_path() gives; nothing for any other text.
std::optional<TreeName> parse_tree_path(std::string_view path);

/// The first line of a tree's checkpoints: "hub-1a2b3c4d/GNA150301A00/2026".
std::string tree_origin(std::string_view hub, const TreeName& name);

}  // namespace saldo::proof
