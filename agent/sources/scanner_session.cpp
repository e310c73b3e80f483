#include "agent/sources/scanner_session.hpp"

#include <array>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "common/config/clock.hpp"

namespace saldo::agent {
namespace {

namespace net = boost::asio;
using net::ip::tcp;

constexpr auto no_throw = net::as_tuple(net::use_awaitable);
constexpr std::size_t read_bytes = 2048;

/// A reader keeps a dead connection for hours after a switch was restarted; the kernel need not.
void watch_the_peer(tcp::socket& socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    socket.set_option(net::socket_base::keep_alive{true}, ignored);
    const auto set = [&socket](int option, int value) {
        ::setsockopt(socket.native_handle(), IPPROTO_TCP, option, &value, sizeof value);
    };
    set(TCP_KEEPIDLE, 10);
    set(TCP_KEEPINTVL, 5);
    set(TCP_KEEPCNT, 3);
    set(TCP_USER_TIMEOUT, 30'000);
}

}  // namespace

ScannerSession::ScannerSession(tcp::socket socket, ScannerContext& context)
    : socket_{std::move(socket)},
      context_{context},
      framing_{context.framing},
      changed_{socket_.get_executor(), net::steady_timer::time_point::max()},
      silence_{socket_.get_executor()},
      heard_{now_steady()} {
    watch_the_peer(socket_);
}

net::awaitable<std::string> ScannerSession::run() {
    const auto self = shared_from_this();
    net::co_spawn(socket_.get_executor(), [self] { return self->read_frames(); }, net::detached);
    if (context_.idle_seconds > 0) {
        net::co_spawn(
            socket_.get_executor(), [self] { return self->watch_silence(); }, net::detached);
    }
    co_await write_replies();
    silence_.cancel();
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    co_return why_;
}

void ScannerSession::stop() {
    is_reading_ = false;
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_receive, ignored);
    changed_.cancel();
}

void ScannerSession::abort() { end("stopped"); }

void ScannerSession::end(std::string why) {
    if (why_.empty()) why_ = std::move(why);
    is_broken_ = true;
    is_reading_ = false;
    boost::system::error_code ignored;
    socket_.close(ignored);
    changed_.cancel();
}

net::awaitable<void> ScannerSession::read_frames() {
    const auto self = shared_from_this();
    std::array<char, read_bytes> chunk{};
    while (is_reading_) {
        const auto [error, bytes] = co_await socket_.async_read_some(net::buffer(chunk), no_throw);
        if (error) {
            if (error != net::error::eof && why_.empty()) why_ = error.message();
            break;
        }
        std::string_view rest{chunk.data(), bytes};
        while (is_reading_) {
            while (is_reading_ && replies_.size() >= context_.limits.replies_waiting_max) {
                co_await changed_.async_wait(no_throw);
            }
            if (!is_reading_) break;
            const auto frame = framing_.next(rest);
            if (!frame) break;
            on_frame(*frame);
        }
    }
    is_reading_ = false;
    changed_.cancel();
}

void ScannerSession::on_frame(const Frame& frame) {
    heard_ = now_steady();
    ScannerFigures& figures = context_.figures;
    figures.heard = heard_;
    ++figures.frames;
    if (frame.kind == FrameKind::heartbeat) {
        ++figures.heartbeats;
        return;
    }
    if (frame.kind == FrameKind::no_read) {
        ++figures.no_reads;
        return;
    }
    const ReplyQueue::Ticket ticket = replies_.open();
    std::optional<Refusal> refusal;
    if (frame.kind == FrameKind::too_long) {
        refusal = Refusal{.code = RefusalCode::too_long};
    } else {
        auto done = [self = shared_from_this(), ticket](const Taken& taken) {
            net::post(self->socket_.get_executor(),
                      [self, ticket, taken] { self->answer(ticket, taken); });
        };
        refusal = context_.capture.take(frame.bytes, std::move(done));
    }
    if (refusal) {
        answer(ticket,
               {.state = Taken::State::refused, .sequence = 0, .refusal = std::move(*refusal)});
    }
}

void ScannerSession::answer(ReplyQueue::Ticket ticket, const Taken& taken) {
    ScannerFigures& figures = context_.figures;
    switch (taken.state) {
        case Taken::State::recorded:
            ++figures.ok;
            replies_.fill(ticket, reply_ok(taken.sequence));
            break;
        case Taken::State::duplicate:
            ++figures.dup;
            replies_.fill(ticket, reply_dup(taken.sequence));
            break;
        case Taken::State::refused:
            ++figures.err;
            replies_.fill(ticket, reply_err(taken.refusal, context_.language));
            break;
        case Taken::State::unknown: end("the journal failed"); return;
    }
    changed_.cancel();
}

net::awaitable<void> ScannerSession::write_replies() {
    while (!is_broken_) {
        const std::string ready = replies_.take_ready();
        if (ready.empty()) {
            if (!is_reading_ && replies_.size() == 0) break;
            co_await changed_.async_wait(no_throw);
            continue;
        }
        changed_.cancel();  // The reader may go on.
        const auto [error, bytes] =
            co_await net::async_write(socket_, net::buffer(ready), no_throw);
        if (error) end(error.message());
    }
}

net::awaitable<void> ScannerSession::watch_silence() {
    const auto self = shared_from_this();
    const std::int64_t idle_ms = std::int64_t{context_.idle_seconds} * 1000;
    while (is_reading_) {
        const std::int64_t left_ns = heard_.plus_ms(idle_ms).ns - now_steady().ns;
        if (left_ns <= 0) {
            end("silent for too long");
            break;
        }
        silence_.expires_after(std::chrono::nanoseconds{left_ns});
        const auto [error] = co_await silence_.async_wait(no_throw);
        if (error) break;
    }
}

}  // namespace saldo::agent
