#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::tlog {

// Merkle trees of RFC 6962, section 2.1: hashing, and checking what a log claims of its tree. Who
// checks needs no tree. `Proof` is the list of hashes in the order of the RFC.

using Proof = std::vector<Digest>;

/// A proof in a tree of 2^63 leaves is no longer than this; longer ones are refused unread.
constexpr std::size_t proof_hashes_max = 64;

/// SHA-256(00 ‖ leaf).
Digest leaf_hash(ByteView leaf);
/// SHA-256(01 ‖ left ‖ right).
Digest node_hash(const Digest& left, const Digest& right);
/// The root of a tree without leaves: SHA-256 of nothing.
Digest empty_root();

/// Whether the leaf with this hash stands at `index` of the tree with that size and root.
[[nodiscard]] bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                    std::span<const Digest> proof, const Digest& root);

/// Whether the tree of `new_size` begins with the whole tree of `old_size`: nothing that was there
/// was changed, taken away or put in between.
///
/// Of an empty old tree, and of two equal sizes, the proof is empty and the roots are compared.
[[nodiscard]] bool verify_consistency(std::uint64_t old_size, const Digest& old_root,
                                      std::uint64_t new_size, const Digest& new_root,
                                      std::span<const Digest> proof);

}  // namespace saldo::tlog
