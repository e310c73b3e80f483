#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/crypto/hash.hpp"

namespace saldo::book {

/// Every event that was ever told, by digest of its name: dedupe for ever costs 24 bytes an event.
///
/// Open addressing over a table of a power of two; the digest is its own hash. Only looked up,
/// never walked, so no order of it can reach a result.
class SeenEvents {
public:
    /// The content that the event had when it was first told, or nothing.
    std::optional<std::uint64_t> find(const Digest& name) const;
    /// Needs: not there yet.
    void insert(const Digest& name, std::uint64_t content);
    std::size_t size() const { return size_; }

private:
    struct Slot {
        std::uint64_t high = 0;
        std::uint64_t low = 0;  ///< 0 in both: empty
        std::uint64_t content = 0;
    };
    std::size_t place_of(std::uint64_t high, std::uint64_t low) const;
    void grow();

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

/// The first eight bytes of a digest, for SeenEvents.
std::uint64_t short_digest(const Digest& digest);

}  // namespace saldo::book
