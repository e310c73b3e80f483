#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/base/time.hpp"

namespace saldo {

// What a hub tells of itself: nothing of the trade, and no effect on the book.

/// This hub came from a backup: what stands behind this fact was told, or sent again, afterwards.
struct HubRestored {
    std::string backup;  ///< the backup's name
    UtcTime backed_up;   ///< when it was made
    std::uint64_t backup_position = 0;
    /// So many facts were put back: less than the backup had when a point in time was asked for.
    /// This fact stands there, unless the log's last batch could not be cut.
    std::uint64_t position = 0;
    std::array<std::byte, 32> head{};  ///< chain hash of the log there
    std::uint64_t incarnation = 0;     ///< of the hub from now on
    std::string by;
    std::string reason;
    friend bool operator==(const HubRestored&, const HubRestored&) = default;
};

/// What became of a drill: a hub that was destroyed, restored, refilled, and held against its twin.
struct DrillResult {
    UtcTime began;
    std::string backup;  ///< what it began with; empty: a generated set
    bool is_equal = false;
    std::uint64_t movements = 0;
    std::uint64_t lost = 0;     ///< receipted records that were missing at the end
    std::uint64_t doubled = 0;  ///< records that stood twice
    std::uint32_t restore_ms = 0;
    std::uint32_t refill_ms = 0;
    std::uint32_t whole_ms = 0;
    std::string words;  ///< what differed first; how it was run
    friend bool operator==(const DrillResult&, const DrillResult&) = default;
};

}  // namespace saldo
