#include "hub/proof/frontier.hpp"

#include "common/base/check.hpp"
#include "common/tlog/merkle.hpp"

namespace saldo::proof {

Frontier::Frontier(std::uint64_t size, const Peak& peak) : size_{size} {
    SALDO_CHECK(size >> levels_max == 0);
    for (unsigned level = 0; level < levels_max; ++level) {
        if (((size >> level) & 1U) == 1) peaks_[level] = peak(level);
    }
}

void Frontier::push(const Digest& leaf, const OnNode& on_node) {
    SALDO_CHECK((size_ + 1) >> levels_max == 0);
    Digest hash = leaf;
    unsigned level = 0;
    if (on_node) on_node(level, hash);
    for (; ((size_ >> level) & 1U) == 1; ++level) {
        hash = tlog::node_hash(peaks_[level], hash);
        if (on_node) on_node(level + 1, hash);
    }
    peaks_[level] = hash;
    ++size_;
}

Digest Frontier::root() const {
    if (size_ == 0) return tlog::empty_root();
    unsigned level = 0;
    while (((size_ >> level) & 1U) == 0) ++level;
    Digest root = peaks_[level];
    for (++level; level < levels_max; ++level) {
        if (((size_ >> level) & 1U) == 1) root = tlog::node_hash(peaks_[level], root);
    }
    return root;
}

}  // namespace saldo::proof
