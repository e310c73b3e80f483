#include "common/http/session.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>
#include <random>
#include <type_traits>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/http/admission.hpp"
#include "common/http/outgoing.hpp"
#include "common/http/tls_stream.hpp"

namespace saldo::http {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
using Clock = std::chrono::steady_clock;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::size_t read_bytes = 4096;
constexpr std::size_t linger_bytes_max = 256 * 1024;

std::string fresh_request_id() {
    static const std::uint64_t start = [] {
        std::random_device device;
        return (std::uint64_t{device()} << 32) | device();
    }();
    static std::atomic<std::uint64_t> count{0};
    // An odd multiplier visits every 64-bit value once: unique in a process, and not countable.
    const std::uint64_t n = count.fetch_add(1, std::memory_order_relaxed);
    return fmt::format("{:016x}", start + n * 0x9E3779B97F4A7C15U);
}

/// The asker's own id where it is harmless in a log line.
std::string request_id(const std::vector<Field>& fields) {
    const auto given = find_field(fields, "X-Request-Id");
    if (!given || given->empty() || given->size() > 64) return fresh_request_id();
    const bool is_harmless = std::ranges::all_of(*given, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    });
    return is_harmless ? std::string{*given} : fresh_request_id();
}

std::string date_now() {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::time(nullptr)));
}

/// True for bytes that are no HTTP, as opposed to a peer that went or a time that passed.
bool is_bad_http(const boost::system::error_code& error) {
    using Http = beast::http::error;
    static const auto& of_parser = beast::http::make_error_code(Http::end_of_stream).category();
    return error && error.category() == of_parser && error != Http::end_of_stream &&
           error != Http::partial_message;
}

bool is_address(const std::string& host) {
    boost::system::error_code error;
    net::ip::make_address(host, error);
    return !error;
}

/// What carries the bytes: of a TLS stream the TCP one under it.
template <class Stream>
auto& lowest(Stream& stream) {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
        return stream.tcp();
    } else {
        return stream;
    }
}

template <class Stream>
class Session {
public:
    Session(Stream& stream, const Router& router, const Server::Settings& settings,
            Connection connection)
        : stream_{stream},
          router_{router},
          settings_{settings},
          limits_{settings.limits},
          connection_{std::move(connection)},
          buffer_{limits_.head_bytes_max + 64 * 1024} {}

    net::awaitable<void> run() {
        for (bool goes_on = true; goes_on;) {
            const bool has_head = co_await read_head();
            if (!has_head) break;
            goes_on = co_await answer_one();
            is_first_ = false;
        }
        boost::system::error_code ignored;  // The peer may have closed first.
        stream_.socket().close(ignored);
    }

private:
    std::string_view received() const {
        const auto data = buffer_.cdata();
        return {static_cast<const char*>(data.data()), data.size()};
    }

    /// Reads until the head is complete. False when the peer is gone, silent or hopeless: what
    /// there was to say has been said.
    net::awaitable<bool> read_head() {
        std::size_t scanned = 0;
        bool has_begun = false;
        // A connection is opened to ask something: its first request has no idle time.
        stream_.expires_after(is_first_ ? limits_.head_max : limits_.idle_max);
        for (;;) {
            const auto data = buffer_.prepare(read_bytes);
            const auto [error, bytes] = co_await stream_.async_read_some(data, no_throw);
            if (error) co_return false;
            buffer_.commit(bytes);
            if (!has_begun) {
                has_begun = true;
                began_ = Clock::now();
                // One deadline for the whole head: a byte now and then does not move it.
                stream_.expires_after(limits_.head_max);
            }
            const auto end = head_end(received(), scanned);
            if (end) {
                head_bytes_ = *end;
                co_return true;
            }
            scanned = received().size();
            std::optional<Refused> refused;
            if (is_hopeless(received())) {
                refused = Refused{400, "a bare line break or a control character"};
            } else if (scanned > limits_.head_bytes_max) {
                refused = Refused{431, "the head is too long"};
            }
            if (refused) {
                const Refused why = std::move(*refused);
                co_await refuse(why);
                co_return false;
            }
        }
    }

    /// Answers the request whose head is in the buffer. True when another one may follow.
    net::awaitable<bool> answer_one() {
        auto looked_at = admit(received().substr(0, head_bytes_), limits_.head_bytes_max);
        if (const auto* refused = std::get_if<Refused>(&looked_at)) {
            const Refused why = *refused;
            co_await refuse(why);
            co_return false;
        }
        Admitted admitted = std::get<Admitted>(std::move(looked_at));
        request_ = Request{.method = std::move(admitted.method),
                           .target = std::move(admitted.target),
                           .fields = std::move(admitted.fields),
                           .peer = connection_.peer,
                           .is_local = connection_.is_local};
        request_.id = request_id(request_.fields);
        if (!is_ours(admitted.host)) {
            const Refused why{421, "this server is not called " + admitted.host};
            co_await refuse(why);
            co_return false;
        }
        if (admitted.content_bytes.value_or(0) > limits_.body_bytes_max) {
            const Refused why{413, "the body is too long"};
            co_await refuse(why);
            co_return false;
        }
        bool keep_alive = false;
        const bool has_body = co_await read_body(admitted, keep_alive);
        if (!has_body) co_return false;

        stream_.expires_never();
        Response response = co_await router_.handle(request_);
        boost::system::error_code ignored;
        // No pipelining: who does not wait for the answer is answered once, and then let go.
        const bool has_more = buffer_.size() > 0 || stream_.socket().available(ignored) > 0;
        keep_alive = keep_alive && !has_more;
        const bool was_sent = co_await send(response, keep_alive);
        if (was_sent && !keep_alive) co_await linger();
        co_return was_sent&& keep_alive;
    }

    /// Reads the rest of the request through the parser, which the admitted head goes into as well.
    net::awaitable<bool> read_body(const Admitted& admitted, bool& keep_alive) {
        stream_.expires_after(limits_.body_max);
        if (admitted.expects_continue && buffer_.size() == head_bytes_) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            const auto bytes = net::buffer(go_on);
            const auto [error, sent] = co_await net::async_write(stream_, bytes, no_throw);
            if (error) co_return false;
        }
        beast::http::request_parser<beast::http::string_body> parser;
        parser.header_limit(static_cast<std::uint32_t>(limits_.head_bytes_max) + read_bytes);
        parser.body_limit(limits_.body_bytes_max);
        const auto [error, bytes] =
            co_await beast::http::async_read(stream_, buffer_, parser, no_throw);
        if (error == beast::http::error::body_limit) {
            const Refused why{413, "the body is too long"};
            co_await refuse(why);
            co_return false;
        }
        if (is_bad_http(error)) {
            const Refused why{400, error.message()};
            co_await refuse(why);
            co_return false;
        }
        if (error) co_return false;  // gone or slow
        keep_alive = parser.keep_alive();
        request_.body = std::move(parser.get().body());
        co_return true;
    }

    bool is_ours(const std::string& host) const {
        if (connection_.any_host_is_ours || host == "localhost" || is_address(host)) return true;
        return std::ranges::any_of(
            settings_.hosts, [&](const std::string& name) { return to_lower_ascii(name) == host; });
    }

    /// `refused` is named by the caller: g++ 12 destroys a temporary in a co_await twice.
    net::awaitable<void> refuse(const Refused& refused) {
        Response response = problem(refused.status, "request.refused", refused.why);
        if (request_.id.empty()) request_.id = fresh_request_id();
        response.note = refused.why;
        const bool was_sent = co_await send(response, false);
        if (was_sent) co_await linger();
    }

    net::awaitable<bool> send(Response& response, bool keep_alive) {
        const std::string head = finish(response, request_, keep_alive, date_now());
        const std::array<net::const_buffer, 2> bytes{net::buffer(head), net::buffer(response.body)};
        stream_.expires_after(limits_.write_max);
        const auto [error, sent] = co_await net::async_write(stream_, bytes, no_throw);
        if (settings_.observe) {
            settings_.observe({.method = request_.method,
                               .path = request_.path,
                               .status = response.status,
                               .peer = connection_.peer,
                               .id = request_.id,
                               .took = std::chrono::duration_cast<std::chrono::microseconds>(
                                   Clock::now() - began_),
                               .why = error ? "the answer could not be sent: " + error.message()
                                            : response.note});
        }
        request_ = {};
        co_return !error;
    }

    /// Lets the peer read our last answer: closing on unread bytes would reset the connection and
    /// take the answer with it.
    net::awaitable<void> linger() {
        stream_.expires_after(limits_.linger_max);
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            // Says the end and waits for the peer's; what it still sends is read on the way.
            const auto [error] = co_await stream_.async_shutdown(no_throw);
            if (!error) co_return;
        }
        boost::system::error_code ignored;
        stream_.socket().shutdown(net::socket_base::shutdown_send, ignored);
        std::array<char, read_bytes> scratch;
        for (std::size_t total = 0; total < linger_bytes_max;) {
            const auto data = net::buffer(scratch);
            const auto [error, bytes] = co_await lowest(stream_).async_read_some(data, no_throw);
            if (error) break;
            total += bytes;
        }
    }

    Stream& stream_;
    const Router& router_;
    const Server::Settings& settings_;
    const Limits& limits_;
    const Connection connection_;
    beast::flat_buffer buffer_;  ///< Outlives each read: what follows a head may already be in it.
    std::size_t head_bytes_ = 0;
    bool is_first_ = true;
    Clock::time_point began_{};
    Request request_;
};

}  // namespace

template <class Stream>
net::awaitable<void> serve(Stream& stream, const Router& router, const Server::Settings& settings,
                           Connection connection) {
    Session<Stream> session{stream, router, settings, std::move(connection)};
    co_await session.run();
}

net::awaitable<void> serve_tls(TlsStream& stream, const Router& router,
                               const Server::Settings& settings, Connection connection) {
    stream.expires_after(settings.limits.head_max);
    const auto [error] = co_await stream.async_handshake(net::ssl::stream_base::server, no_throw);
    if (error) {
        stream.close();
        co_return;
    }
    co_await serve(stream, router, settings, std::move(connection));
}

template net::awaitable<void> serve(TlsStream&, const Router&, const Server::Settings&, Connection);
template net::awaitable<void> serve(TcpStream&, const Router&, const Server::Settings&, Connection);
template net::awaitable<void> serve(LocalStream&, const Router&, const Server::Settings&,
                                    Connection);

}  // namespace saldo::http
