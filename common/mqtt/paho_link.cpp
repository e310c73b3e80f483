#include "common/mqtt/paho_link.hpp"

#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <utility>

#include <boost/asio/post.hpp>
#include <mqtt/async_client.h>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/mqtt/undertaker.hpp"

namespace saldo::mqtt {
namespace {

constexpr int qos = 1;
constexpr const char* ciphers_tls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";  // AEAD, forward secrecy
constexpr int goodbye_ms = 500;
constexpr std::chrono::milliseconds goodbye_wait_max{1000};

/// What Paho's threads call. Each call becomes a value on the owner's executor, and nothing else
/// happens here: whoever waits inside a callback of Paho waits for ever.
class Sink final : public ::mqtt::callback,
                   public ::mqtt::iaction_listener,
                   public std::enable_shared_from_this<Sink> {
public:
    Sink(boost::asio::any_io_executor executor, EventHandler handler, const LinkOptions& options)
        : executor_{std::move(executor)},
          handler_{std::move(handler)},
          waiting_messages_max_{options.waiting_messages_max},
          waiting_bytes_max_{options.waiting_bytes_max} {}

    /// On the owner's thread: nothing is handed over from now on.
    void close() { is_closed_ = true; }

    void down(std::string why) { post(Down{std::move(why)}, 0); }

    // Paho's threads.
    void connection_lost(const std::string& cause) override {
        down(cause.empty() ? "the connection was lost" : cause);
    }
    void message_arrived(::mqtt::const_message_ptr message) override {
        const auto& payload = message->get_payload_ref();
        const ByteView bytes =
            payload.empty() ? ByteView{} : as_bytes({payload.data(), payload.size()});
        const std::size_t size = bytes.size() + message->get_topic().size();
        if (waiting_messages_ >= waiting_messages_max_ ||
            waiting_bytes_ + size > waiting_bytes_max_) {
            ++dropped_;
            return;
        }
        waiting_bytes_ += size;
        post(Message{.topic = message->get_topic(),
                     .payload = Bytes{bytes.begin(), bytes.end()},
                     .is_retained = message->is_retained(),
                     .dropped_before = dropped_.exchange(0)},
             size);
    }
    void on_success(const ::mqtt::token& token) override {
        // Paho 1.2.0 was seen to tell of one connect twice; the owner hears of it once.
        const bool is_connect = token.get_type() == ::mqtt::token::Type::CONNECT;
        if (is_connect && !is_up_told_.exchange(true)) post(Up{}, 0);
    }
    void on_failure(const ::mqtt::token& token) override {
        const bool is_connect = token.get_type() == ::mqtt::token::Type::CONNECT;
        down(std::string{is_connect ? "the broker cannot be reached or refuses us"
                                    : "the broker refused a subscription"} +
             " (code " + std::to_string(token.get_return_code()) + ")");
    }

private:
    void post(Event event, std::size_t size) {
        ++waiting_messages_;
        boost::asio::post(executor_,
                          [self = shared_from_this(), event = std::move(event), size]() mutable {
                              --self->waiting_messages_;
                              self->waiting_bytes_ -= size;
                              if (!self->is_closed_) self->handler_(std::move(event));
                          });
    }

    boost::asio::any_io_executor executor_;
    EventHandler handler_;
    const std::size_t waiting_messages_max_;
    const std::size_t waiting_bytes_max_;
    std::atomic<std::size_t> waiting_messages_{0};  // and other events, of which there are few
    std::atomic<std::size_t> waiting_bytes_{0};
    std::atomic<std::uint32_t> dropped_{0};
    std::atomic<bool> is_up_told_{false};
    bool is_closed_ = false;  // the owner's thread only
};

/// The client and what its callbacks reach, destroyed together.
struct Client {
    std::shared_ptr<Sink> sink;
    ::mqtt::async_client paho;

    Client(std::shared_ptr<Sink> s, const LinkOptions& options)
        : sink{std::move(s)}, paho{options.uri, options.client_id, create_options(options)} {
        paho.set_callback(*sink);
    }
    static ::mqtt::create_options create_options(const LinkOptions& options) {
        ::mqtt::create_options create{MQTTVERSION_3_1_1};
        create.set_max_buffered_messages(options.unsent_max);
        return create;  // no persistence: LMDB is the only queue
    }
};

/// Paho tears its global state down with the last client, while a new one may be on its way. One
/// client that is never connected nor destroyed keeps it up. The price: Paho's threads, once idle,
/// look at a new socket only after up to two seconds.
void keep_paho_up() {
    static const auto* const keeper = new ::mqtt::async_client{
        "tcp://127.0.0.1:1", "saldo-keeper", ::mqtt::create_options{MQTTVERSION_3_1_1}};
    SALDO_CHECK(keeper != nullptr);
}

std::string to_paho(ByteView bytes) { return std::string{as_text(bytes)}; }

Result<std::string> first_line_of(const std::string& path) {
    std::ifstream file{path};
    std::string line;
    if (!std::getline(file, line)) {
        return Error{Errc::not_found, "the password file " + path + " cannot be read"};
    }
    return std::string{trim(line)};
}

Result<::mqtt::connect_options> connect_options_of(const LinkOptions& options) {
    ::mqtt::connect_options connect;
    connect.set_mqtt_version(MQTTVERSION_3_1_1);
    connect.set_clean_session(options.clean_session);
    connect.set_automatic_reconnect(false);
    connect.set_keep_alive_interval(options.keep_alive_s);
    connect.set_connect_timeout(options.connect_timeout_s);
    connect.set_max_inflight(options.in_flight_max);
    if (!options.user.empty()) connect.set_user_name(options.user);
    if (!options.password.empty()) connect.set_password(options.password);
    if (!options.password_file.empty()) {
        const auto password = first_line_of(options.password_file);
        if (!password) return password.error();
        connect.set_password(*password);
    }
    if (options.will) {
        connect.set_will(::mqtt::will_options{options.will->topic, to_paho(options.will->payload),
                                              qos, options.will->retained});
    }
    if (options.tls) {
        // No TLS error handler is ever set: it would point at options that are gone by then.
        ::mqtt::ssl_options tls;
        tls.set_trust_store(options.tls->ca_file);
        if (!options.tls->certificate_file.empty()) {
            tls.set_key_store(options.tls->certificate_file);
            tls.set_private_key(options.tls->key_file);
        }
        tls.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);
        tls.set_enabled_cipher_suites(ciphers_tls12);
        tls.set_verify(true);
        tls.set_enable_server_cert_auth(true);
        connect.set_ssl(std::move(tls));
    }
    return connect;
}

class PahoLink final : public MqttLink {
public:
    PahoLink(std::shared_ptr<Client> client, LinkOptions options)
        : client_{std::move(client)}, options_{std::move(options)} {}

    ~PahoLink() override {
        client_->sink->close();
        Undertaker::instance().bury(std::move(client_));
    }

    Result<void> connect() override {
        const auto connect = connect_options_of(options_);
        if (!connect) return connect.error();
        return guarded([&] { client_->paho.connect(*connect, nullptr, *client_->sink); });
    }

    Result<void> publish(std::string_view topic, ByteView payload, bool retained) override {
        return guarded([&] {
            client_->paho.publish(std::string{topic}, payload.data(), payload.size(), qos,
                                  retained);
        });
    }

    Result<void> subscribe(std::string_view filter) override {
        return guarded(
            [&] { client_->paho.subscribe(std::string{filter}, qos, nullptr, *client_->sink); });
    }

    void disconnect() override {
        client_->sink->close();
        const auto done = guarded([&] {
            if (!client_->paho.is_connected()) return;
            // Paho looks only once a second whether what is in flight has arrived, so we wait for
            // it ourselves: a goodbye takes a round trip then, and not a second.
            const auto give_up = std::chrono::steady_clock::now() + goodbye_wait_max;
            for (const auto& token : client_->paho.get_pending_delivery_tokens()) {
                if (std::chrono::steady_clock::now() >= give_up) break;
                token->wait_for(std::chrono::milliseconds{goodbye_ms});
            }
            client_->paho.disconnect(goodbye_ms)->wait_for(goodbye_wait_max);
        });
        (void)done;  // who cannot even say goodbye is destroyed all the same
    }

private:
    /// Every refusal of Paho is an exception with its return code.
    template <class Call>
    Result<void> guarded(Call call) {
        try {
            call();
            return {};
        } catch (const ::mqtt::exception& error) {
            return Error{Errc::unavailable, "MQTT refused (code " +
                                                std::to_string(error.get_return_code()) +
                                                "): " + error.what()};
        }
    }

    std::shared_ptr<Client> client_;
    LinkOptions options_;
};

}  // namespace

Result<std::unique_ptr<MqttLink>> make_paho_link(boost::asio::any_io_executor executor,
                                                 const LinkOptions& options, EventHandler handler) {
    keep_paho_up();
    auto sink = std::make_shared<Sink>(std::move(executor), std::move(handler), options);
    try {
        auto client = std::make_shared<Client>(std::move(sink), options);
        return std::unique_ptr<MqttLink>{std::make_unique<PahoLink>(std::move(client), options)};
    } catch (const ::mqtt::exception& error) {
        return malformed("the broker address " + options.uri + " cannot be used: " + error.what());
    }
}

LinkFactory paho_factory(boost::asio::any_io_executor executor) {
    return [executor = std::move(executor)](const LinkOptions& options, EventHandler handler) {
        return make_paho_link(executor, options, std::move(handler));
    };
}

}  // namespace saldo::mqtt
