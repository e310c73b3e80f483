#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/sync/protocol.hpp"

namespace saldo::sync {

/// Finds how many records of one of our earlier epochs the hub holds, byte for byte, by comparing
/// chain hashes at ever closer places: a million records take four questions.
///
/// Law:  equal at one place is equal before it, because the hash is a chain. Invariant: the answer
/// lies in [low, high].
class ForkSearch {
public:
    /// The answer lies between `low` (what is before is held, or kept no more) and `high`.
    ForkSearch(std::uint64_t low, std::uint64_t high) : low_{low}, high_{high} {}

    bool is_found() const { return low_ == high_; }
    /// Needs: is_found(). How many records of the epoch the hub holds as we do.
    std::uint64_t common() const { return low_; }
    /// Needs: not is_found(). Places to be asked for: 1 to Trail::marks_max, ascending, the last is
    /// `high`.
    std::vector<std::uint64_t> marks() const;
    /// The hub's answer: the last place of `asked` that it has too, or 0 for none. `asked`: marks()
    /// but for those whose hash we could not read; when it is empty there was nothing to ask. An
    /// answer that is none of them is passed over.
    void answer(std::uint64_t common, std::span<const std::uint64_t> asked);

private:
    std::uint64_t low_;
    std::uint64_t high_;
};

}  // namespace saldo::sync
