#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "common/crypto/hash.hpp"

namespace saldo::proof {

/// The right edge of a Merkle tree: all that is needed to add leaves and to know the root.
///
/// Holds one hash for each bit of the size: the root of a whole subtree of 2^bit leaves.
class Frontier {
public:
    static constexpr unsigned levels_max = 63;
    /// A subtree became whole: its level (it has 2^level leaves; a leaf is 0) and its hash.
    using OnNode = std::function<void(unsigned level, const Digest& hash)>;
    /// The hash of the subtree that stands for this bit of the size.
    using Peak = std::function<Digest(unsigned level)>;

    Frontier() = default;
    /// A frontier as it was. `peak` is asked for each bit that is set in `size`.
    Frontier(std::uint64_t size, const Peak& peak);

    std::uint64_t size() const { return size_; }
    /// Adds the leaf with this hash; shows what became whole by it, the leaf first.
    void push(const Digest& leaf, const OnNode& on_node = {});
    /// Of RFC 6962. Cost: one hash a bit of the size.
    Digest root() const;

private:
    std::uint64_t size_ = 0;
    std::array<Digest, levels_max + 1> peaks_{};
};

}  // namespace saldo::proof
