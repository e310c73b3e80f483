#pragma once

#include <cstdint>
#include <functional>

#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/tlog/merkle.hpp"

namespace saldo::proof {

/// Gives the hash of a whole subtree: leaves index · 2^level to (index + 1) · 2^level - 1.
using NodeReader = std::function<Result<Digest>(unsigned level, std::uint64_t index)>;

// Proofs of RFC 6962, sections 2.1.1 and 2.1.2, made out of a tree that is read node by node. Cost:
// a few nodes a level. Errors: those of the reader.

/// The root of the tree as it was with `size` leaves.
Result<Digest> root_at(std::uint64_t size, const NodeReader& node);

/// Needs: index < size.
Result<tlog::Proof> prove_inclusion(std::uint64_t index, std::uint64_t size,
                                    const NodeReader& node);

/// Needs: old_size <= new_size. Empty for equal sizes and for an empty old tree.
Result<tlog::Proof> prove_consistency(std::uint64_t old_size, std::uint64_t new_size,
                                      const NodeReader& node);

}  // namespace saldo::proof
