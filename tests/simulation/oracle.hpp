#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/hash.hpp"

namespace saldo::sim {

/// What must be true, as a plain list of what the devices were told and what the hub's disk holds.
/// Knows no protocol: shares nothing with the engine but SHA-256.
class Oracle {
public:
    struct Stream {
        std::string agent;
        std::uint32_t ordinal = 0;
        std::uint64_t nonce = 0;
        auto operator<=>(const Stream&) const = default;
    };

    /// A device handed this in; whether it is kept is not told yet. Bodies are unique.
    void scanned(const std::string& agent, const std::string& body);
    /// The device heard OK: from now on it must not be lost.
    void accepted(const std::string& agent, std::uint32_t ordinal, std::uint64_t sequence,
                  const std::string& body);
    /// There are two journals of this agent, or one that was put back to an earlier day.
    void parted(const std::string& agent);
    /// Of what this agent was told OK, all that neither the hub's disk nor `kept` holds may be
    /// lost.
    void may_lose(const std::string& agent, const std::set<std::string>& kept);

    /// The hub's disk holds this record durably, after those it was told before.
    void hub_holds(const Stream& stream, std::uint64_t sequence, const std::string& record);
    /// The hub's disk was put back to an earlier day: what it holds is told again.
    void hub_went_back();
    /// The hub signed that it holds the stream before `next`, with this chain hash there.
    void receipted(const Stream& stream, std::uint64_t next, const Digest& hash);
    /// The hub wrote this time into what it said at an instant of the world, in ns.
    void hub_told_time(std::int64_t hub_ms, std::int64_t world_ns) {
        told_times_[hub_ms].insert(world_ns);
    }
    /// An agent takes it for told between these two: is it?
    void took_time(const std::string& agent, std::int64_t hub_ms, std::int64_t sent_ns,
                   std::int64_t received_ns);
    /// The hub says that an agent's checkpoint speaks of another journal than its log.
    void checkpoint_contradicted(std::string_view line) {
        blame("no checkpoint is wrong here: " + std::string{line});
    }
    /// The agent has forgotten what lies before `first_kept`.
    void forgot(const Stream& stream, std::uint64_t first_kept);

    /// After all has settled: is everything there, once, in its place?
    void check_whole();
    /// How many records of this stream the hub's disk holds.
    std::uint64_t held_of(const Stream& stream) const;
    bool is_held(const std::string& body) const { return where_.contains(body); }
    std::size_t accepted_count() const { return must_.size(); }
    std::size_t lost_count() const { return lost_; }

    /// The first broken promise, or empty.
    const std::string& fault() const { return fault_; }

private:
    struct Told {
        std::string agent;
        std::uint32_t ordinal = 0;
        std::uint64_t sequence = 0;
    };
    struct Copy {
        std::vector<Digest> chain;  ///< chain[n]: hash of record n
    };
    struct Place {
        Stream stream;
        std::uint64_t sequence = 0;
        bool is_rehomed = false;  ///< then `origin` is what it was told at first
        std::uint32_t origin_ordinal = 0;
        std::uint64_t origin_sequence = 0;
    };
    void forget_unheld(const std::string& agent);
    void blame(const std::string& what) {
        if (fault_.empty()) fault_ = what;
    }

    std::map<std::string, std::string> scanned_;  // body, agent
    std::map<std::string, Told> must_;            // body
    std::map<Stream, Copy> hub_;
    std::map<std::string, Place> where_;                      // body: where the hub has it
    std::map<Stream, std::map<std::uint64_t, Digest>> ever_;  // what a sequence meant, for ever
    std::map<Stream, std::uint64_t> receipted_;
    std::set<std::string> excused_;
    std::set<std::string> parted_;
    std::map<std::int64_t, std::set<std::int64_t>> told_times_;  // the hub's ms, the world's ns
    std::size_t lost_ = 0;
    std::string fault_;
};

}  // namespace saldo::sim
