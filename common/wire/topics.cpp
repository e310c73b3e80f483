#include "common/wire/topics.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/bytes.hpp"
#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::wire {
namespace {

constexpr std::string_view root = "saldo/1/";
constexpr std::array<std::pair<std::string_view, Channel>, 10> channels = {{
    {"up", Channel::batch},
    {"up/hello", Channel::hello},
    {"up/st", Channel::status},
    {"dn/ack", Channel::receipt},
    {"dn/cat", Channel::catalog},
    {"dn/cfg", Channel::config},
    {"up/refill", Channel::refill_up},
    {"dn/refill", Channel::refill_down},
    {"up/wit", Channel::witness_up},
    {"dn/wit", Channel::witness_down},
}};

std::string shard_text(std::uint8_t shard) { return to_hex(std::array{std::byte{shard}}); }

}  // namespace

std::uint8_t shard_of(std::string_view rfc) {
    return std::to_integer<std::uint8_t>(sha256(as_bytes(rfc)).front());
}

bool is_agent_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !name.empty() && name.size() <= 32 && std::ranges::all_of(name, fits);
}

std::string topic_of(const AgentTopic& topic) {
    SALDO_CHECK(is_agent_name(topic.agent));
    const auto channel =
        std::ranges::find(channels, topic.channel, &std::pair<std::string_view, Channel>::second);
    SALDO_CHECK(channel != channels.end());
    return std::string{root} + shard_text(topic.shard) + "/" + topic.agent + "/" +
           std::string{channel->first};
}

std::string shard_up_filter(std::uint8_t shard) {
    return std::string{root} + shard_text(shard) + "/+/up/#";
}

std::optional<AgentTopic> parse_topic(std::string_view name) {
    if (!name.starts_with(root)) return std::nullopt;
    const auto parts = split(name.substr(root.size()), '/');
    if (parts.size() < 3 || parts.size() > 4) return std::nullopt;
    const auto shard = from_hex(parts[0]);
    if (!shard || shard->size() != 1 || to_hex(*shard) != parts[0]) return std::nullopt;
    if (!is_agent_name(parts[1])) return std::nullopt;
    const std::string_view rest = name.substr(root.size() + parts[0].size() + parts[1].size() + 2);
    const auto channel =
        std::ranges::find(channels, rest, &std::pair<std::string_view, Channel>::first);
    if (channel == channels.end()) return std::nullopt;
    return AgentTopic{.shard = std::to_integer<std::uint8_t>(shard->front()),
                      .agent = std::string{parts[1]},
                      .channel = channel->second};
}

}  // namespace saldo::wire
