#include "bench/fleet/tls_link.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "bench/fleet/mqtt_packets.hpp"
#include "common/config/join_bundle.hpp"
#include "common/crypto/openssl_handle.hpp"

namespace saldo::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t read_bytes = 4096;

/// What outlives the link while the kernel still owes us an answer.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(asio::io_context& io, asio::ssl::context& context, Credentials credentials,
            LinkFigures& figures, mqtt::LinkOptions options, mqtt::EventHandler handler)
        : io_{io},
          stream_{io, context},
          timer_{io},
          credentials_{std::move(credentials)},
          figures_{figures},
          options_{std::move(options)},
          handler_{std::move(handler)} {}

    Result<void> connect() {
        const auto place =
            config::parse_host_port(options_.uri.substr(options_.uri.find("//") + 2), 8883);
        if (!place) return place.error();
        if (auto shown = show_certificate(); !shown) return shown;
        error_code error;
        const auto address = asio::ip::make_address(place->host, error);
        if (error) return malformed(place->host + " is no address");
        timer_.expires_after(std::chrono::seconds{options_.connect_timeout_s});
        timer_.async_wait([self = shared_from_this()](const error_code& failure) {
            if (!failure && !self->is_up_) self->end("no answer to CONNECT");
        });
        stream_.next_layer().async_connect({address, place->port},
                                           [self = shared_from_this()](const error_code& failure) {
                                               if (failure) return self->end(failure.message());
                                               self->shake_hands();
                                           });
        return {};
    }

    Result<void> publish(std::string_view topic, ByteView payload, bool retained) {
        return queue(publish_packet(next_id(), topic, payload, retained));
    }
    Result<void> subscribe(std::string_view filter) {
        return queue(subscribe_packet(next_id(), filter));
    }
    void disconnect() { (void)queue(empty_packet(PacketType::disconnect)); }
    /// No event comes any more.
    void abandon() {
        handler_ = {};
        end("");
    }

private:
    Result<void> show_certificate() {
        SSL* ssl = stream_.native_handle();
        const auto certificate = openssl::certificate_of(credentials_.certificate);
        if (!certificate) return certificate.error();
        const openssl::Key key{PEM_read_bio_PrivateKey(openssl::reader(credentials_.key).get(),
                                                       nullptr, nullptr, nullptr)};
        if (!key || SSL_use_certificate(ssl, certificate->get()) != 1 ||
            SSL_use_PrivateKey(ssl, key.get()) != 1) {
            return openssl::bad("the key and the certificate of " + options_.client_id);
        }
        return {};
    }

    void shake_hands() {
        error_code ignored;
        stream_.next_layer().set_option(tcp::no_delay{true}, ignored);
        stream_.async_handshake(asio::ssl::stream_base::client,
                                [self = shared_from_this()](const error_code& failure) {
                                    if (failure) return self->end(failure.message());
                                    (void)self->queue(connect_packet(self->options_));
                                    self->read();
                                });
    }

    void read() {
        const std::size_t held = inbound_.size();
        inbound_.resize(held + read_bytes);
        stream_.async_read_some(
            asio::buffer(inbound_.data() + held, read_bytes),
            [self = shared_from_this(), held](const error_code& failure, std::size_t got) {
                self->inbound_.resize(held + got);
                if (failure) return self->end(failure.message());
                if (self->take()) self->read();
            });
    }

    bool take() {
        std::size_t at = 0;
        while (!is_over_) {
            const auto packet = read_packet(ByteView{inbound_}.subspan(at));
            if (!packet) return end(packet.error().what), false;
            if (!*packet) break;
            at += (*packet)->whole;
            ++figures_.packets_in;
            on_packet(**packet);
        }
        inbound_.erase(inbound_.begin(), inbound_.begin() + static_cast<std::ptrdiff_t>(at));
        if (inbound_.empty()) inbound_.shrink_to_fit();
        return !is_over_;
    }

    void on_packet(const Packet& packet) {
        switch (packet.type) {
            case PacketType::connack:
                if (packet.body.size() != 2 || packet.body[1] != std::byte{0}) {
                    return end("CONNECT was refused");
                }
                is_up_ = true;
                ++figures_.connected;
                keep_alive();
                return tell(mqtt::Up{});
            case PacketType::suback:
                if (packet.body.size() != 3 || packet.body[2] == std::byte{0x80}) {
                    end("a subscription was refused");
                }
                return;
            case PacketType::publish: {
                const auto said = read_published(packet);
                if (!said) return end(said.error().what);
                if (said->id != 0) (void)queue(puback_packet(said->id));
                return tell(mqtt::Message{.topic = std::string{said->topic},
                                          .payload = {said->payload.begin(), said->payload.end()},
                                          .is_retained = said->is_retained});
            }
            default: return;
        }
    }

    void keep_alive() {
        timer_.expires_after(std::chrono::seconds{options_.keep_alive_s});
        timer_.async_wait([self = shared_from_this()](const error_code& failure) {
            if (failure || self->is_over_) return;
            if (!std::exchange(self->has_spoken_, false)) {
                (void)self->queue(empty_packet(PacketType::pingreq));
            }
            self->keep_alive();
        });
    }

    Result<void> queue(Bytes packet) {
        if (is_over_) return Error{Errc::unavailable, "the connection is gone"};
        ++figures_.packets_out;
        has_spoken_ = true;
        append(outbound_, packet);
        if (writing_.empty()) write();
        return {};
    }

    void write() {
        writing_ = std::exchange(outbound_, {});
        if (writing_.empty()) return;
        asio::async_write(stream_, asio::buffer(writing_),
                          [self = shared_from_this()](const error_code& failure, std::size_t) {
                              self->writing_.clear();
                              if (failure) return self->end(failure.message());
                              self->write();
                          });
    }

    void end(const std::string& why) {
        if (std::exchange(is_over_, true)) return;
        if (is_up_) --figures_.connected;
        if (handler_) ++(is_up_ ? figures_.lost : figures_.refused);
        timer_.cancel();
        error_code ignored;
        stream_.next_layer().close(ignored);
        tell(mqtt::Down{why});
    }

    /// Never from inside a call of the owner.
    void tell(mqtt::Event event) {
        if (!handler_) return;
        asio::post(io_, [self = shared_from_this(), event = std::move(event)]() mutable {
            if (self->handler_) self->handler_(std::move(event));
        });
    }

    std::uint16_t next_id() {
        if (++id_ == 0) ++id_;
        return id_;
    }

    asio::io_context& io_;
    asio::ssl::stream<tcp::socket> stream_;
    asio::steady_timer timer_;
    Credentials credentials_;
    LinkFigures& figures_;
    mqtt::LinkOptions options_;
    mqtt::EventHandler handler_;
    Bytes inbound_;
    Bytes outbound_;
    Bytes writing_;
    std::uint16_t id_ = 0;
    bool is_up_ = false;
    bool is_over_ = false;
    bool has_spoken_ = false;
};

class TlsLink final : public mqtt::MqttLink {
public:
    explicit TlsLink(std::shared_ptr<Session> session) : session_{std::move(session)} {}
    ~TlsLink() override { session_->abandon(); }
    TlsLink(const TlsLink&) = delete;
    TlsLink& operator=(const TlsLink&) = delete;
    Result<void> connect() override { return session_->connect(); }
    Result<void> publish(std::string_view topic, ByteView payload, bool retained) override {
        return session_->publish(topic, payload, retained);
    }
    Result<void> subscribe(std::string_view filter) override { return session_->subscribe(filter); }
    void disconnect() override { session_->disconnect(); }

private:
    std::shared_ptr<Session> session_;
};

}  // namespace

std::shared_ptr<asio::ssl::context> fleet_context(const std::string& authority) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    context->add_certificate_authority(asio::buffer(authority));
    context->set_verify_mode(asio::ssl::verify_peer);
    return context;
}

std::unique_ptr<mqtt::MqttLink> make_tls_link(asio::io_context& io, asio::ssl::context& context,
                                              Credentials credentials, LinkFigures& figures,
                                              mqtt::LinkOptions options,
                                              mqtt::EventHandler handler) {
    return std::make_unique<TlsLink>(std::make_shared<Session>(
        io, context, std::move(credentials), figures, std::move(options), std::move(handler)));
}

}  // namespace saldo::bench
