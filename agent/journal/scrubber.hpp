#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/lmdb_journal.hpp"
#include "agent/journal/scrub_mark.hpp"
#include "common/base/time.hpp"
#include "common/sync/refill.hpp"

namespace saldo::agent {

/// What the scrubber knows.
struct ScrubStatus {
    std::uint64_t passes = 0;   ///< over the whole journal, since the start
    std::uint64_t records = 0;  ///< read, since the start
    std::uint64_t damaged =
        0;  ///< records that are damaged now (at most damaged_records_max known)
    std::vector<DamagedRecord> first_damaged;  ///< some of them, by name
    std::uint64_t refilled = 0;                ///< rows written anew since the start
    std::uint64_t refused = 0;                 ///< refills that did not prove themselves
    std::uint64_t unread = 0;  ///< records left alone, because reading them ended the program
};

/// Reads the whole journal in the background, a stretch a turn, and knows what of it is damaged;
/// writes damaged records anew out of batches that the hub gave back.
///
/// Owns:  nothing of the journal. turn() runs on one thread; the rest is safe from any.
class Scrubber {
public:
    static constexpr std::size_t damaged_records_max = 10'000;
    static constexpr std::size_t named_records_max = 20;

    struct Options {
        std::string agent;
        PublicKey own_key{};
        std::uint32_t hours = 24;  ///< how long one pass may take, and when the next one begins
        std::filesystem::path mark_file = {};  ///< see ScrubMark; empty: none is kept
    };
    Scrubber(LmdbJournal& journal, Options options);

    /// One turn; call it `turns_per_hour` times an hour. Errors: storage, from a commit that
    /// failed: the process must stop.
    Result<void> turn(SteadyTime now);
    static constexpr std::uint64_t turns_per_hour = 7'200;

    /// A signed batch that may fill damaged records; looked at in the next turn.
    void offer(Bytes frame);
    /// What to ask the hub for.
    std::vector<sync::RefillRequest> wanted(std::size_t requests_max) const;
    ScrubStatus status() const;

private:
    bool begin_pass(SteadyTime now);
    Result<void> fill(const Bytes& frame);
    Result<void> read_stretch(ScrubPlace& at, std::uint64_t records_max);
    void note(Place begin, Place end, const ScrubStretch& stretch);

    LmdbJournal& journal_;
    const Options options_;
    ScrubMark mark_;
    ScrubPlace at_;
    std::optional<SteadyTime> pass_began_;
    mutable std::mutex mutex_;
    std::map<Place, std::string> damaged_;  // guarded by mutex_
    std::deque<Bytes> offered_;             // guarded by mutex_
    ScrubStatus figures_;                   // guarded by mutex_
};

}  // namespace saldo::agent
