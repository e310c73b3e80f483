#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/refill.hpp"
#include "hub/ingest/agent_directory.hpp"
#include "hub/ingest/ingest.hpp"
#include "hub/log/lmdb_log.hpp"

namespace saldo::hub {

/// The hub's part of keeping storage true: reads the log in the background and names what is
/// damaged, asks agents for their batches again and puts them back, and gives agents their own
/// batches when theirs are damaged (docs/protocol.md#refill).
///
/// Owns:  on the thread of the ingest. Nothing waits here: a turn reads a few MiB of the log.
class RefillDesk {
public:
    struct Options {
        std::uint32_t scrub_hours = 24;  ///< from the beginning of one pass to that of the next
        std::int64_t ask_ms = 30'000;
    };
    RefillDesk(SigningKey key, LmdbLog& log, const AgentDirectory& agents, Options options);

    /// What came from an agent on `up/refill`. Errors: malformed, forbidden: quarantine it.
    Result<void> on_message(std::string_view agent, const AgentEntry& entry, ByteView payload,
                            SteadyTime now);
    /// Some of the work; call it `turns_per_hour` times an hour. Gives what is to be published.
    /// Errors: storage: the process must stop.
    Result<std::vector<Outgoing>> turn(SteadyTime now);
    static constexpr std::uint64_t turns_per_hour = 36'000;

    struct Status {
        std::uint64_t passes = 0;
        std::uint64_t entries = 0;  ///< read since the start
        std::uint64_t mended = 0;   ///< entries put back since the start
        std::uint64_t refused = 0;  ///< refills that did not prove themselves
        std::uint64_t given = 0;    ///< batches given back to agents
        std::uint64_t unread = 0;   ///< positions that are damaged now
    };
    Status status() const;
    /// "positions 10 to 59 of agent gna-tij1 are damaged: …", one line a damaged entry.
    std::vector<std::string> damage() const;

private:
    /// What an agent is asked for: the batch that may have been there.
    struct Candidate {
        std::string agent;
        sync::RefillRequest request;
    };
    struct Damage {
        DamagedEntry entry;
        std::vector<Candidate> candidates;
        std::size_t asked = 0;  ///< how often; the candidates take turns
    };
    struct Search {
        std::string agent;
        sync::RefillRequest request;
        std::uint32_t frames = 0;
    };
    struct Stream {
        sync::Epoch epoch;
        std::uint64_t next = 0;
    };
    struct Gap {
        std::string agent;
        sync::Epoch epoch;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
    };

    Result<void> take_batch(std::string_view agent, const AgentEntry& entry, ByteView payload);
    Result<void> scrub_some();
    Result<void> search_some(std::vector<Outgoing>& out);
    void note_entry(const EntryView& entry);
    void note_damage(DamagedEntry entry);
    void end_pass();
    std::vector<Candidate> candidates_of(const DamagedEntry& entry) const;
    void ask(SteadyTime now, std::vector<Outgoing>& out);
    Outgoing message_for(const std::string& agent, const AgentEntry& entry, Bytes frame) const;

    SigningKey key_;
    LmdbLog& log_;
    const AgentDirectory& directory_;
    Options options_;
    LogScrubPlace at_;
    std::optional<SteadyTime> pass_began_;
    bool is_disordered_ = false;
    std::map<std::string, Stream, std::less<>> streams_;  // of the pass
    std::vector<Gap> gaps_;                               // of the pass
    std::map<std::uint64_t, Damage> found_;               // of the pass
    std::map<std::uint64_t, Damage> damaged_;
    std::optional<SteadyTime> asked_;
    std::uint64_t asked_up_to_ = 0;  // the damage that the next round of requests begins behind
    bool is_answered_ = false;       // since the last round
    std::vector<Search> waiting_;    // for the next walk
    std::vector<Search> searches_;   // of this walk
    LogScrubPlace search_at_;
    std::map<std::string, sync::RateLimit, std::less<>> rates_;
    Status figures_;
};

}  // namespace saldo::hub
