#include "agent/sources/line_sink.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace saldo::agent {
namespace {

namespace net = boost::asio;
using net::ip::tcp;

constexpr std::time_t reply_seconds_max = 30;
constexpr std::size_t reply_line_bytes_max = 4096;

class TcpSink final : public LineSink {
public:
    Result<void> connect(const std::string& host, std::uint16_t port) {
        boost::system::error_code error;
        tcp::resolver resolver{io_};
        const auto endpoints = resolver.resolve(host, std::to_string(port), error);
        if (!error) net::connect(socket_, endpoints, error);
        if (error) {
            return Error{Errc::unavailable, fmt::format("{}:{}: {}; is the agent running?", host,
                                                        port, error.message())};
        }
        const timeval limit{.tv_sec = reply_seconds_max, .tv_usec = 0};
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        socket_.set_option(tcp::no_delay{true}, error);
        return {};
    }

    Result<void> send(std::string_view line) override {
        out_ += line;
        out_ += '\n';
        return {};
    }

    Result<std::string> receive() override {
        if (auto sent = flush(); !sent) return sent.error();
        for (;;) {
            const std::size_t end = in_.find('\n');
            if (end != std::string::npos) {
                std::string line = in_.substr(0, end);
                in_.erase(0, end + 1);
                if (line.ends_with('\r')) line.pop_back();
                return line;
            }
            if (in_.size() > reply_line_bytes_max) {
                return malformed("what answers there is no scanner port of an agent");
            }
            char chunk[2048];
            const ssize_t got = ::recv(socket_.native_handle(), chunk, sizeof chunk, 0);
            if (got <= 0) {
                return Error{Errc::unavailable,
                             "the agent went away, or gave no answer in 30 s; what it had "
                             "answered is kept, feed the file again for the rest"};
            }
            in_.append(chunk, static_cast<std::size_t>(got));
        }
    }

private:
    Result<void> flush() {
        boost::system::error_code error;
        if (!out_.empty()) net::write(socket_, net::buffer(out_), error);
        out_.clear();
        if (error) return Error{Errc::unavailable, "the agent went away: " + error.message()};
        return {};
    }

    net::io_context io_;
    tcp::socket socket_{io_};
    std::string out_;
    std::string in_;
};

}  // namespace

Result<std::unique_ptr<LineSink>> connect_sink(const std::string& host, std::uint16_t port) {
    auto sink = std::make_unique<TcpSink>();
    if (auto connected = sink->connect(host, port); !connected) return connected.error();
    return std::unique_ptr<LineSink>{std::move(sink)};
}

Result<void> CaptureSink::send(std::string_view line) {
    std::uint64_t ticket = 0;
    {
        const std::lock_guard lock{waiting_->mutex};
        ticket = waiting_->first + waiting_->taken.size();
        waiting_->taken.emplace_back();
    }
    const auto note = [waiting = waiting_, ticket](const Taken& taken) {
        const std::lock_guard lock{waiting->mutex};
        waiting->taken[ticket - waiting->first] = taken;
        waiting->changed.notify_one();
    };
    if (auto refusal = capture_.take(line, note)) {
        note({.state = Taken::State::refused, .sequence = 0, .refusal = std::move(*refusal)});
    }
    return {};
}

Result<std::string> CaptureSink::receive() {
    std::unique_lock lock{waiting_->mutex};
    waiting_->changed.wait(lock, [this] { return waiting_->taken.front().has_value(); });
    const Taken taken = *waiting_->taken.front();
    waiting_->taken.pop_front();
    ++waiting_->first;
    lock.unlock();
    std::string reply;
    switch (taken.state) {
        case Taken::State::recorded: reply = reply_ok(taken.sequence); break;
        case Taken::State::duplicate: reply = reply_dup(taken.sequence); break;
        case Taken::State::refused: reply = reply_err(taken.refusal, language_); break;
        case Taken::State::unknown: return Error{Errc::storage, "the journal's disk failed"};
    }
    reply.resize(reply.size() - 2);  // its CR LF
    return reply;
}

}  // namespace saldo::agent
