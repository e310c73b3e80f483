#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/mqtt/link.hpp"

// MQTT 3.1.1 (OASIS, 2014), as far as an agent speaks it. Paho gives each process two threads and
// one list of clients that it walks for every message: good for one agent, not for thousands.

namespace saldo::bench {

enum class PacketType : std::uint8_t {
    connect = 1,
    connack = 2,
    publish = 3,
    puback = 4,
    subscribe = 8,
    suback = 9,
    pingreq = 12,
    pingresp = 13,
    disconnect = 14,
};

Bytes connect_packet(const mqtt::LinkOptions& options);
/// QoS 1.
Bytes subscribe_packet(std::uint16_t id, std::string_view filter);
Bytes publish_packet(std::uint16_t id, std::string_view topic, ByteView payload, bool retained);
Bytes puback_packet(std::uint16_t id);
/// PINGREQ or DISCONNECT.
Bytes empty_packet(PacketType type);

/// One packet in place.
struct Packet {
    PacketType type = PacketType::connect;
    std::uint8_t flags = 0;
    ByteView body;
    std::size_t whole = 0;  ///< bytes of it, with its head
};
/// The packet at the front; nothing when more bytes are needed. Errors: malformed.
Result<std::optional<Packet>> read_packet(ByteView bytes);

/// What a PUBLISH says, in place.
struct Published {
    std::string_view topic;
    ByteView payload;
    std::uint16_t id = 0;  ///< 0: QoS 0
    bool is_retained = false;
};
/// Errors: malformed.
Result<Published> read_published(const Packet& packet);

}  // namespace saldo::bench
