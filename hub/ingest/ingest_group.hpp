#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hub/ingest/ingest.hpp"

// Inside of Ingest: what is gathered while one group is taken.

namespace saldo::hub {

/// An arrival whose topic and agent are known.
struct Ingest::Sender {
    const std::string& agent;
    const AgentEntry& entry;
    const Arrival& arrival;
};

struct Ingest::Group {
    UtcTime now;
    SteadyTime steady;
    std::vector<NewEntry> entries;
    std::optional<Error> failure;                 // the store failed: the process must stop
    std::set<std::string, std::less<>> advanced;  // whose heads move with the commit
    std::map<std::string, sync::Verdict, std::less<>> due;         // one receipt an agent
    std::set<std::string, std::less<>> asked;                      // who showed a trail
    std::vector<std::pair<std::string, sync::Place>> checkpoints;  // agent, its head by its word

    /// The last verdict stands, but nothing hides one that stops the stream.
    void owe(const std::string& agent, sync::Verdict verdict) {
        const auto [slot, is_new] = due.try_emplace(agent, verdict);
        if (!is_new && !sync::stops_the_stream(slot->second)) slot->second = verdict;
    }
};

}  // namespace saldo::hub
