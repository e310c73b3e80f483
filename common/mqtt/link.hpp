#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::mqtt {

/// What the broker publishes when this client vanishes.
struct Will {
    std::string topic;
    Bytes payload;
    bool retained = true;
};

/// Files in PEM. Certificate and key stay empty where the broker asks for none.
struct TlsFiles {
    std::string ca_file;
    std::string certificate_file;
    std::string key_file;
};

struct LinkOptions {
    std::string uri;  ///< tcp://host:port, or ssl://host:port with `tls`
    std::string client_id;
    std::string user;           ///< empty: none
    std::string password;       ///< empty: none, or the file's
    std::string password_file;  ///< its first line; read at each connect
    std::optional<TlsFiles> tls;
    std::optional<Will> will;
    bool clean_session = true;
    std::int32_t keep_alive_s = 20;
    std::int32_t connect_timeout_s = 10;
    std::int32_t in_flight_max = 32;
    std::int32_t unsent_max = 64;  ///< published and not yet acknowledged; past it publish refuses
    /// Messages that came in and were not handled yet; what comes past it is dropped and counted.
    std::size_t waiting_messages_max = 4096;
    std::size_t waiting_bytes_max = std::size_t{64} << 20;
};

// Events, in order, on the owner's thread.

struct Up {};
/// Lost, refused, or never reached. The link is dead for good: make a new one.
struct Down {
    std::string why;
};
struct Message {
    std::string topic;
    Bytes payload;
    bool is_retained = false;
    std::uint32_t dropped_before = 0;  ///< how many were dropped since the message before
};
using Event = std::variant<Up, Down, Message>;
using EventHandler = std::function<void(Event)>;

/// One connection to a broker, from connect to its loss: a dumb pipe (sync.md section 14).
///
/// MQTT 3.1.1, QoS 1. An accepted publish says nothing: only a receipt of the hub counts.
/// Owns:  all calls come from one thread; events are posted to it and never come from inside a
/// call.
///        After destruction no event comes any more.
class MqttLink {
public:
    virtual ~MqttLink() = default;
    MqttLink() = default;
    MqttLink(const MqttLink&) = delete;
    MqttLink& operator=(const MqttLink&) = delete;

    /// Starts to connect; Up or Down follows. Once. Errors: unavailable, malformed.
    virtual Result<void> connect() = 0;
    /// Errors: unavailable when the broker is gone or too much is in flight.
    virtual Result<void> publish(std::string_view topic, ByteView payload, bool retained) = 0;
    /// A refused subscription comes as Down. Errors: unavailable.
    virtual Result<void> subscribe(std::string_view filter) = 0;
    /// Says goodbye so that no will is sent; bounded. Nothing may be published after it.
    virtual void disconnect() = 0;
};

/// Makes a link whose events reach `handler` on the owner's thread.
using LinkFactory =
    std::function<Result<std::unique_ptr<MqttLink>>(const LinkOptions&, EventHandler)>;

}  // namespace saldo::mqtt
