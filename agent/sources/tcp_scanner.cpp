#include "agent/sources/tcp_scanner.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "common/config/clock.hpp"
#include "common/config/log.hpp"
#include "common/crypto/sign.hpp"

namespace saldo::agent {
namespace {

namespace net = boost::asio;
using config::log_event;
using config::LogLevel;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);

FramingRules framing_of(const ScannerOptions& options) {
    FramingRules rules;
    if (!options.heartbeat_text.empty()) rules.heartbeats.push_back(options.heartbeat_text);
    if (!options.no_read_text.empty()) rules.no_reads.push_back(options.no_read_text);
    return rules;
}

Error listen_error(const ScannerOptions& options, const boost::system::error_code& error) {
    const bool is_forbidden = error == net::error::access_denied;
    return {is_forbidden ? Errc::forbidden : Errc::unavailable,
            fmt::format("scanner {}: cannot listen on {}:{}: {}", options.name, options.address,
                        options.port, error.message())};
}

}  // namespace

std::string_view to_string(ScannerState state) {
    switch (state) {
        case ScannerState::waiting: return "waiting";
        case ScannerState::connected: return "connected";
        case ScannerState::connecting: return "connecting";
        case ScannerState::silent: return "silent";
        case ScannerState::lost: return "lost";
    }
    return "lost";
}

TcpScanner::TcpScanner(net::io_context& io, ScannerOptions options, Language language,
                       Capture& capture, ScannerLimits limits)
    : io_{io},
      options_{std::move(options)},
      limits_{limits},
      framing_{framing_of(options_)},
      context_{.capture = capture,
               .framing = framing_,
               .limits = limits_,
               .language = language,
               .idle_seconds = options_.idle_seconds,
               .figures = {}},
      acceptor_{io},
      pause_{io},
      stop_timer_{io},
      backoff_{limits.back_off_ms_min, limits.back_off_ms_max},
      port_{options_.port} {}

TcpScanner::~TcpScanner() = default;

Result<void> TcpScanner::start() {
    if (!options_.listens) {
        net::co_spawn(io_, call_again_and_again(), net::detached);
        return {};
    }
    boost::system::error_code error;
    const auto address = net::ip::make_address(options_.address, error);
    if (error) {
        return malformed(fmt::format("scanner {}: '{}' is no address to listen on", options_.name,
                                     options_.address));
    }
    const tcp::endpoint endpoint{address, options_.port};
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(net::socket_base::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(net::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) return listen_error(options_, error);
    log_event(LogLevel::info, "scanner.listening",
              {{"scanner", options_.name}, {"address", options_.address}, {"port", port_}});
    net::co_spawn(io_, accept_all(), net::detached);
    return {};
}

void TcpScanner::stop() {
    if (std::exchange(is_stopped_, true)) return;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (const auto& session : sessions_) session->stop();
    stop_timer_.expires_after(std::chrono::milliseconds{limits_.stop_ms_max});
    stop_timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        for (const auto& session : sessions_) session->abort();
    });
    if (sessions_.empty()) stop_timer_.cancel();
}

net::awaitable<void> TcpScanner::accept_all() {
    while (!is_stopped_) {
        auto [error, socket] = co_await acceptor_.async_accept(no_throw);
        if (is_stopped_) break;
        if (error) {
            // Out of descriptors, or a peer that was gone before it was here.
            log_event(LogLevel::warn, "scanner.accept_failed",
                      {{"scanner", options_.name}, {"why", error.message()}});
            co_await wait_ms(100);
            continue;
        }
        if (sessions_.size() >= limits_.connections_max) {
            ++context_.figures.connections_refused;
            net::co_spawn(io_, turn_away(std::move(socket)), net::detached);
            continue;
        }
        net::co_spawn(io_, serve(std::move(socket)), net::detached);
    }
}

net::awaitable<void> TcpScanner::turn_away(tcp::socket socket) {
    log_event(LogLevel::warn, "scanner.connection_refused",
              {{"scanner", options_.name}, {"open", sessions_.size()}});
    const std::string reply = reply_err({.code = RefusalCode::busy}, context_.language);
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(net::buffer(reply), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
}

net::awaitable<void> TcpScanner::serve(tcp::socket socket) {
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    const std::string address = error ? "?" : peer.address().to_string();
    log_event(LogLevel::info, "scanner.connected", {{"scanner", options_.name}, {"peer", address}});
    const auto session = std::make_shared<ScannerSession>(std::move(socket), context_);
    sessions_.insert(session);
    last_end_.clear();
    context_.figures.heard = now_steady();
    std::string why = co_await session->run();
    sessions_.erase(session);
    if (!is_stopped_) {
        log_event(why.empty() ? LogLevel::info : LogLevel::warn, "scanner.gone",
                  {{"scanner", options_.name}, {"peer", address}, {"why", why}});
        last_end_ = std::move(why);
    } else if (sessions_.empty()) {
        stop_timer_.cancel();
    }
}

net::awaitable<void> TcpScanner::call_again_and_again() {
    while (!is_stopped_) {
        co_await call_once();
        if (is_stopped_) break;
        co_await wait_ms(backoff_.next_ms(random_u64()));
    }
}

net::awaitable<void> TcpScanner::call_once() {
    tcp::resolver resolver{io_};
    const auto [lookup_error, endpoints] =
        co_await resolver.async_resolve(options_.address, std::to_string(options_.port), no_throw);
    if (lookup_error) {
        last_end_ = lookup_error.message();
        co_return;
    }
    tcp::socket socket{io_};
    net::steady_timer timer{io_, std::chrono::milliseconds{limits_.connect_ms_max}};
    timer.async_wait([&socket](const boost::system::error_code& cancelled) {
        boost::system::error_code ignored;
        if (!cancelled) socket.close(ignored);
    });
    const auto [error, endpoint] = co_await net::async_connect(socket, endpoints, no_throw);
    const bool was_in_time = timer.cancel() > 0;
    if (error || !was_in_time) {
        const std::string why = error ? error.message() : "no answer in time";
        if (why != last_end_) {
            log_event(LogLevel::warn, "scanner.unreachable",
                      {{"scanner", options_.name}, {"why", why}});
        }
        last_end_ = why;
        co_return;
    }
    if (is_stopped_) co_return;
    backoff_.reset();
    co_await serve(std::move(socket));
}

net::awaitable<void> TcpScanner::wait_ms(std::int64_t ms) {
    pause_.expires_after(std::chrono::milliseconds{ms});
    co_await pause_.async_wait(no_throw);
}

ScannerState TcpScanner::state() const {
    if (sessions_.empty()) {
        if (!options_.listens) return ScannerState::connecting;
        return last_end_.empty() ? ScannerState::waiting : ScannerState::lost;
    }
    // Two heartbeats may get lost on the way; the third one missing is a dead reader.
    const std::int64_t silence_ms_max = std::int64_t{options_.heartbeat_seconds} * 3'000;
    if (silence_ms_max > 0 && context_.figures.heard.plus_ms(silence_ms_max) < now_steady()) {
        return ScannerState::silent;
    }
    return ScannerState::connected;
}

ScannerStatus TcpScanner::status() const {
    const ScannerState now = state();
    ScannerStatus status{.name = options_.name,
                         .listens = options_.listens,
                         .address = options_.address,
                         .port = port_,
                         .state = now,
                         .is_well = now == ScannerState::waiting || now == ScannerState::connected,
                         .connections = sessions_.size(),
                         .figures = context_.figures,
                         .heard_ms_ago = {},
                         .last_end = last_end_};
    if (context_.figures.heard != SteadyTime{}) {
        constexpr std::int64_t ns_per_ms = 1'000'000;
        status.heard_ms_ago = (now_steady().ns - context_.figures.heard.ns) / ns_per_ms;
    }
    return status;
}

}  // namespace saldo::agent
