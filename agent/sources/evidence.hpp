#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "agent/journal/journal_writer.hpp"
#include "agent/sources/record_clock.hpp"
#include "common/sync/checkpoint.hpp"

namespace saldo::agent {

/// Records that the agent makes of itself, beside what is captured: steps of its clock, and once a
/// day a checkpoint with the hub (sync.md sections 6 and 10).
///
/// A checkpoint is due on each UTC day, by the hub's clock as far as receipts told it and by the
/// device's own where none did, once something was recorded since the last one and a receipt is
/// there to be held against it; never twice within an hour, whatever the clock does. An agent that
/// has nothing to do therefore adds nothing, for ever.
///
/// Owns:  one thread, which may wait for a disk.
class Evidence {
public:
    struct Place {
        std::filesystem::path mark_file;  ///< where the last checkpoint is noted
        std::function<std::uint64_t()> catalog_sequence;
        std::function<void()> grew;  ///< called from any thread when a record was written
    };
    /// All of it outlives this; what `place` holds is also called after our end.
    Evidence(Journal& journal, JournalWriter& writer, RecordClock& clock, Place place);

    /// Looks at clock and calendar; each second or so.
    void turn();

private:
    /// The journal as it was when the last checkpoint was handed in.
    struct Mark {
        std::uint32_t epoch = 0;
        std::uint64_t last_sequence = 0;
        std::int32_t day = 0;
    };
    void tell_step();
    void look_at_calendar();
    bool is_due(const JournalHead& head, std::int32_t day) const;
    /// Whether the writer took it.
    bool submit(sync::RecordType type, Bytes body);
    void read_mark();
    void write_mark() const;

    Journal& journal_;
    JournalWriter& writer_;
    RecordClock& clock_;
    const Place place_;
    std::optional<sync::ClockStep> step_;  // not yet handed in
    std::optional<Mark> mark_;
    std::optional<SteadyTime> marked_at_;  // of a checkpoint of this run
    std::optional<SteadyTime> looked_at_;
};

}  // namespace saldo::agent
