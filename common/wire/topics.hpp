#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saldo::wire {

/// What a topic of an agent carries (sync.md section 3).
enum class Channel : std::uint8_t {
    batch,
    hello,
    status,
    receipt,
    catalog,
    config,
    refill_up,    ///< to the hub: requests of the agent, and its batches made again
    refill_down,  ///< to the agent: requests of the hub, and the agent's own batches
    witness_up,
    witness_down,
};

/// saldo/1/{shard}/{agent}/{channel}
struct AgentTopic {
    std::uint8_t shard = 0;
    std::string agent;
    Channel channel = Channel::batch;
    friend bool operator==(const AgentTopic&, const AgentTopic&) = default;
};

constexpr std::string_view hub_state_topic = "saldo/1/hub/state";
/// Everything that any agent says. A worker with fewer shards subscribes shard by shard; never
/// $share.
constexpr std::string_view all_agents_up = "saldo/1/+/+/up/#";

/// The shard of a company: the first byte of SHA-256 of its RFC.
std::uint8_t shard_of(std::string_view rfc);

/// [a-z0-9-]{1,32}
bool is_agent_name(std::string_view name);

std::string topic_of(const AgentTopic& topic);
std::string shard_up_filter(std::uint8_t shard);  ///< saldo/1/{shard}/+/up/#

/// Nothing for a name that is not exactly what topic_of() builds.
std::optional<AgentTopic> parse_topic(std::string_view name);

}  // namespace saldo::wire
