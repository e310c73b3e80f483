#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/journal_rows.hpp"

namespace saldo::agent {

/// A record whose row cannot be trusted, or is not there: by name, never served.
struct DamagedRecord {
    Place place;
    std::string why;
    friend bool operator==(const DamagedRecord&, const DamagedRecord&) = default;
};

/// Where a walk over the journal stands: the next record, and the hash before it where it is known.
struct ScrubPlace {
    Place next;
    std::optional<Digest> before;
};

/// What one stretch of the walk found.
struct ScrubStretch {
    std::uint64_t records = 0;  ///< looked at, the damaged ones too
    std::vector<DamagedRecord> damaged;
    bool is_end = false;  ///< the journal ends here; the place is its beginning again
};

/// Records in a row, out of a batch whose signature was ours.
struct RefillRun {
    sync::Epoch epoch;
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    Digest before{};
    Digest after{};
    ByteView records;
};

}  // namespace saldo::agent
