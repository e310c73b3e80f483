#include "common/tlog/merkle.hpp"

#include <array>
#include <bit>

namespace saldo::tlog {
namespace {

constexpr std::array<std::byte, 1> leaf_prefix{std::byte{0}};
constexpr std::array<std::byte, 1> node_prefix{std::byte{1}};

}  // namespace

Digest leaf_hash(ByteView leaf) { return sha256({ByteView{leaf_prefix}, leaf}); }

Digest node_hash(const Digest& left, const Digest& right) {
    return sha256({ByteView{node_prefix}, ByteView{left}, ByteView{right}});
}

Digest empty_root() { return sha256(ByteView{}); }

// Both as RFC 9162, sections 2.1.3.2 and 2.1.4.2, tell it: the trees are those of RFC 6962. `fn`
// and `sn` are the paths from the node in hand and from the last leaf up to the root.

bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<const Digest> proof, const Digest& root) {
    if (index >= size || proof.size() > proof_hashes_max) return false;
    std::uint64_t fn = index;
    std::uint64_t sn = size - 1;
    Digest hash = leaf;
    for (const Digest& sibling : proof) {
        if (sn == 0) return false;
        if ((fn & 1U) == 1 || fn == sn) {
            hash = node_hash(sibling, hash);
            if ((fn & 1U) == 0) {
                const int more = std::countr_zero(fn);  // fn == sn, and sn is not 0
                fn >>= more;
                sn >>= more;
            }
        } else {
            hash = node_hash(hash, sibling);
        }
        fn >>= 1U;
        sn >>= 1U;
    }
    return sn == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size, const Digest& old_root, std::uint64_t new_size,
                        const Digest& new_root, std::span<const Digest> proof) {
    if (old_size > new_size || proof.size() > proof_hashes_max) return false;
    if (old_size == new_size) return proof.empty() && old_root == new_root;
    if (old_size == 0) return proof.empty() && old_root == empty_root();
    // Where the old tree is a whole subtree of the new one, its root is the first hash.
    const bool is_whole = std::has_single_bit(old_size);
    if (!is_whole && proof.empty()) return false;
    const int up = std::countr_one(old_size - 1);
    std::uint64_t fn = (old_size - 1) >> up;
    std::uint64_t sn = (new_size - 1) >> up;
    Digest old_hash = is_whole ? old_root : proof.front();
    Digest new_hash = old_hash;
    for (const Digest& sibling : is_whole ? proof : proof.subspan(1)) {
        if (sn == 0) return false;
        if ((fn & 1U) == 1 || fn == sn) {
            old_hash = node_hash(sibling, old_hash);
            new_hash = node_hash(sibling, new_hash);
            if ((fn & 1U) == 0) {
                const int more = std::countr_zero(fn);
                fn >>= more;
                sn >>= more;
            }
        } else {
            new_hash = node_hash(new_hash, sibling);
        }
        fn >>= 1U;
        sn >>= 1U;
    }
    return sn == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace saldo::tlog
