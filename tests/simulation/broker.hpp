#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/mqtt/link.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/clockwork.hpp"
#include "tests/simulation/trace.hpp"

namespace saldo::sim {

/// What goes wrong on the way, in permille of the messages, each way.
struct WireFaults {
    std::uint32_t lost = 0;
    std::uint32_t doubled = 0;
    std::uint32_t corrupted = 0;
    std::uint32_t overtaken = 0;  ///< may arrive before those sent before it
    std::uint32_t refused = 0;    ///< publish gives unavailable
    std::int64_t delay_ms_max = 20;
    std::size_t queue_max = 16384;  ///< of one subscriber; past it messages vanish in silence
};

/// A connection as both ends see it. Lives until both have let go of it.
struct Pipe {
    std::uint64_t number = 0;
    std::string place;  ///< the node at its end: what partitions are made of
    std::string client_id;
    std::optional<mqtt::Will> will;
    std::function<void(mqtt::Event)> deliver;
    std::vector<std::string> filters;
    std::size_t queued = 0;
    std::size_t unsent = 0;
    std::int32_t unsent_max = 64;
    std::int64_t up_free_ns = 0;    ///< nothing overtakes what arrives then, to the broker
    std::int64_t down_free_ns = 0;  ///< and to the client
    bool is_known = false;          ///< the broker has the session
    bool is_mute = false;           ///< half open: both ends talk to nobody
    bool is_left = false;           ///< the client let go of it
    bool is_up = false;             ///< the client was told so
};

/// MQTT 3.1.1 with clean sessions, as mosquitto does it, and worse: messages are lost, doubled,
/// overtaken and altered even inside one connection. It never stores, never proves.
struct Broker {
    Broker(Clockwork& clock, Chance chance, Counters& counters, Trace& trace);

    /// A link whose events come to `deliver`, never from inside a call.
    std::unique_ptr<mqtt::MqttLink> make_link(const std::string& place,
                                              const mqtt::LinkOptions& options,
                                              std::function<void(mqtt::Event)> deliver);

    void partition(const std::string& place, std::int64_t until_ns);
    /// All connections break; what was retained is gone when `wiped`.
    void restart(bool wiped, std::int64_t until_ns);
    /// A connection of this place goes dead, and its end is not told for a while, or ever.
    void half_open(const std::string& place, bool is_told);
    /// Something that somebody said before is said again.
    void replay();
    /// The node died: its connections are left without a word.
    void vanish(const std::string& place);

    WireFaults faults;
    bool knows_names_by_place = false;  ///< two clients of one name do not throw each other out
    /// What the hub says, as it says it: the oracle listens here.
    std::function<void(const std::string& topic, const Bytes& payload)> on_said_by_hub;
    /// Anybody says this; without a payload, what somebody else said before.
    void speak(const std::string& topic, std::optional<Bytes> payload);
    /// Nothing is cut off any more.
    void heal();

    // For links.
    void connect(const std::shared_ptr<Pipe>& pipe);
    Result<void> publish(const std::shared_ptr<Pipe>& pipe, std::string topic, ByteView payload,
                         bool retained);
    void subscribe(const std::shared_ptr<Pipe>& pipe, std::string filter);
    void leave(const std::shared_ptr<Pipe>& pipe, bool politely);

private:
    struct Said {
        std::string topic;
        Bytes payload;
    };
    bool is_cut(const Pipe& pipe) const;
    std::int64_t travel_ns(std::int64_t& free_ns);
    /// What is left of a message on its way: nothing, one or two, perhaps altered.
    std::vector<Bytes> survivors(const Bytes& payload);
    void arrive(const std::shared_ptr<Pipe>& pipe, const Said& said, bool retained);
    void route(const Said& said, bool retained);
    void send_down(const std::shared_ptr<Pipe>& pipe, const Said& said, bool is_retained);
    void tell(const std::shared_ptr<Pipe>& pipe, mqtt::Event event, std::int64_t at_ns);
    void drop(const std::shared_ptr<Pipe>& pipe, const std::string& why, std::int64_t delay_ms,
              bool with_will);

    Clockwork& clock_;
    Chance chance_;
    Counters& counters_;
    Trace& trace_;
    std::uint64_t pipes_made_ = 0;
    std::int64_t down_until_ns_ = 0;
    std::map<std::string, std::int64_t, std::less<>> cut_until_ns_;
    std::vector<std::shared_ptr<Pipe>> pipes_;
    std::map<std::string, Bytes, std::less<>> retained_;
    std::vector<Said> history_;
};

bool topic_matches(std::string_view filter, std::string_view topic);

}  // namespace saldo::sim
