#include "bench/fleet/mqtt_packets.hpp"

namespace saldo::bench {
namespace {

void put_be16(Bytes& out, std::size_t value) {
    out.push_back(static_cast<std::byte>(value >> 8U));
    out.push_back(static_cast<std::byte>(value & 0xFFU));
}

std::uint16_t be16(ByteView bytes) {
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[0]) << 8U |
                                      std::to_integer<unsigned>(bytes[1]));
}

void put_text(Bytes& out, std::string_view text) {
    put_be16(out, text.size());
    append(out, as_bytes(text));
}

Bytes packet(PacketType type, unsigned flags, const Bytes& body) {
    Bytes out;
    out.reserve(body.size() + 5);
    out.push_back(static_cast<std::byte>(static_cast<unsigned>(type) << 4U | flags));
    std::size_t left = body.size();
    do {
        const std::size_t low = left % 128;
        left /= 128;
        out.push_back(static_cast<std::byte>(low | (left != 0 ? 0x80U : 0U)));
    } while (left != 0);
    append(out, body);
    return out;
}

}  // namespace

Bytes connect_packet(const mqtt::LinkOptions& options) {
    unsigned flags = options.clean_session ? 0x02U : 0U;
    if (options.will) flags |= 0x04U | 0x08U | (options.will->retained ? 0x20U : 0U);
    Bytes body;
    put_text(body, "MQTT");
    body.push_back(std::byte{4});
    body.push_back(static_cast<std::byte>(flags));
    put_be16(body, static_cast<std::size_t>(options.keep_alive_s));
    put_text(body, options.client_id);
    if (options.will) {
        put_text(body, options.will->topic);
        put_text(body, as_text(options.will->payload));
    }
    return packet(PacketType::connect, 0, body);
}

Bytes subscribe_packet(std::uint16_t id, std::string_view filter) {
    Bytes body;
    put_be16(body, id);
    put_text(body, filter);
    body.push_back(std::byte{1});
    return packet(PacketType::subscribe, 0x02, body);
}

Bytes publish_packet(std::uint16_t id, std::string_view topic, ByteView payload, bool retained) {
    Bytes body;
    body.reserve(payload.size() + topic.size() + 4);
    put_text(body, topic);
    put_be16(body, id);
    append(body, payload);
    return packet(PacketType::publish, retained ? 0x03U : 0x02U, body);
}

Bytes puback_packet(std::uint16_t id) {
    Bytes body;
    put_be16(body, id);
    return packet(PacketType::puback, 0, body);
}

Bytes empty_packet(PacketType type) { return packet(type, 0, {}); }

Result<std::optional<Packet>> read_packet(ByteView bytes) {
    std::size_t size = 0;
    for (std::size_t at = 1; at < bytes.size(); ++at) {
        if (at > 4) return malformed("a packet's length has more than four bytes");
        const auto byte = std::to_integer<std::size_t>(bytes[at]);
        size |= (byte & 0x7FU) << (7 * (at - 1));
        if ((byte & 0x80U) != 0) continue;
        const std::size_t head = at + 1;
        if (bytes.size() - head < size) return std::optional<Packet>{};
        const auto first = std::to_integer<unsigned>(bytes[0]);
        return std::optional{Packet{.type = static_cast<PacketType>(first >> 4U),
                                    .flags = static_cast<std::uint8_t>(first & 0x0FU),
                                    .body = bytes.subspan(head, size),
                                    .whole = head + size}};
    }
    return std::optional<Packet>{};
}

Result<Published> read_published(const Packet& packet) {
    const unsigned qos = packet.flags >> 1U & 3U;
    if (packet.body.size() < 2) return malformed("a PUBLISH without a topic");
    const std::size_t topic_bytes = be16(packet.body);
    const std::size_t head = 2 + topic_bytes + (qos == 0 ? 0U : 2U);
    if (packet.body.size() < head) return malformed("a PUBLISH that ends in its head");
    return Published{.topic = as_text(packet.body.subspan(2, topic_bytes)),
                     .payload = packet.body.subspan(head),
                     .id = qos == 0 ? std::uint16_t{0} : be16(packet.body.subspan(2 + topic_bytes)),
                     .is_retained = (packet.flags & 1U) != 0};
}

}  // namespace saldo::bench
