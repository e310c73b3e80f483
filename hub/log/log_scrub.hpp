#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::hub {

/// Where a walk over the log stands, and the hash of the entry before it where that is known.
struct LogScrubPlace {
    std::uint64_t position = 0;
    std::optional<Digest> before = Digest{};
};

/// An entry that does not verify, or is not there: positions first … first + count - 1.
struct DamagedEntry {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    /// What the disk gives in its place, at most as long as an agent's frame; empty for nothing.
    Bytes value;
    std::string why;
};

/// What one stretch of the walk found.
struct LogStretch {
    std::uint64_t entries = 0;
    std::vector<DamagedEntry> damaged;
    /// Good entries stand in the wrong order: what leads to them is damaged, and nothing may be
    /// written there. The file has to come from a backup.
    bool is_disordered = false;
    bool is_end = false;  ///< the log ends here; the place is its beginning again
};

}  // namespace saldo::hub
