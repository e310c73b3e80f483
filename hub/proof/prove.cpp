#include "hub/proof/prove.hpp"

#include <algorithm>
#include <bit>

#include "common/base/check.hpp"

namespace saldo::proof {
namespace {

/// Leaves [begin, end) of a tree. `begin` is a multiple of the greatest power of two below the
/// count, as it is of every part that the RFC splits a tree into.
struct Span {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t count() const { return end - begin; }
    /// Where the RFC splits: the greatest power of two below the count.
    std::uint64_t half() const { return std::bit_floor(count() - 1); }
    Span left() const { return {begin, begin + half()}; }
    Span right() const { return {begin + half(), end}; }
};

/// MTH of the RFC.
Result<Digest> hash_of(Span span, const NodeReader& node) {
    SALDO_CHECK(span.count() > 0);
    if (std::has_single_bit(span.count())) {
        const auto level = static_cast<unsigned>(std::countr_zero(span.count()));
        return node(level, span.begin >> level);
    }
    const auto left = hash_of(span.left(), node);
    if (!left) return left.error();
    const auto right = hash_of(span.right(), node);
    if (!right) return right.error();
    return tlog::node_hash(*left, *right);
}

/// Hashes of the spans, which were noted from the root down and are told from the leaf up.
Result<tlog::Proof> hashes_of(std::vector<Span>&& spans, const NodeReader& node) {
    tlog::Proof proof;
    for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
        const auto hash = hash_of(*span, node);
        if (!hash) return hash.error();
        proof.push_back(*hash);
    }
    return proof;
}

}  // namespace

Result<Digest> root_at(std::uint64_t size, const NodeReader& node) {
    if (size == 0) return tlog::empty_root();
    return hash_of({0, size}, node);
}

Result<tlog::Proof> prove_inclusion(std::uint64_t index, std::uint64_t size,
                                    const NodeReader& node) {
    SALDO_CHECK(index < size);
    std::vector<Span> siblings;
    for (Span tree{0, size}; tree.count() > 1;) {
        const bool is_left = index < tree.begin + tree.half();
        siblings.push_back(is_left ? tree.right() : tree.left());
        tree = is_left ? tree.left() : tree.right();
    }
    return hashes_of(std::move(siblings), node);
}

Result<tlog::Proof> prove_consistency(std::uint64_t old_size, std::uint64_t new_size,
                                      const NodeReader& node) {
    SALDO_CHECK(old_size <= new_size);
    if (old_size == 0 || old_size == new_size) return tlog::Proof{};
    std::vector<Span> told;
    Span tree{0, new_size};
    while (tree.end != old_size) {
        const bool is_left = old_size <= tree.begin + tree.half();
        told.push_back(is_left ? tree.right() : tree.left());
        tree = is_left ? tree.left() : tree.right();
    }
    // Where the old tree is a whole subtree of the new one, whoever checks has its hash already.
    if (tree.begin != 0) told.push_back(tree);
    return hashes_of(std::move(told), node);
}

}  // namespace saldo::proof
