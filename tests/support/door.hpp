#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "common/http/server.hpp"
#include "tests/support/catch.hpp"

namespace saldo::test {

/// A real server on a real port of this machine, on a thread of its own.
class Door {
public:
    explicit Door(const http::Router& router, http::Server::Settings settings = {})
        : server_{context_.get_executor(), router, observing(std::move(settings))},
          work_{context_.get_executor()} {
        auto port = server_.listen_tcp("127.0.0.1", 0);
        REQUIRE(port);
        port_ = *port;
    }
    ~Door() {
        boost::asio::post(context_, [this] {
            server_.stop();
            work_.reset();
        });
        if (!thread_.joinable()) thread_ = std::thread{[this] { context_.run(); }};
        thread_.join();
    }
    /// After every listener is there.
    void open() {
        thread_ = std::thread{[this] { context_.run(); }};
    }

    std::uint16_t port() const { return port_; }
    http::Server& server() { return server_; }
    /// What was observed, once there are `count` of them: that comes just after an answer.
    std::vector<http::Served> served(std::size_t count) {
        for (int i = 0; i < 500; ++i) {
            {
                const std::scoped_lock lock{mutex_};
                if (served_.size() >= count) return served_;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        FAIL("nobody saw " << count << " answers");
        return {};
    }

private:
    http::Server::Settings observing(http::Server::Settings settings) {
        settings.observe = [this](const http::Served& served) {
            const std::scoped_lock lock{mutex_};
            served_.push_back(served);
        };
        return settings;
    }

    std::mutex mutex_;
    std::vector<http::Served> served_;
    boost::asio::io_context context_{1};
    http::Server server_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// A client that sends what it likes, byte for byte.
class RawClient {
public:
    explicit RawClient(std::uint16_t port, const char* from = nullptr) {
        namespace net = boost::asio;
        socket_.open(net::ip::tcp::v4());
        if (from != nullptr) socket_.bind({net::ip::make_address(from), 0});
        socket_.connect({net::ip::make_address("127.0.0.1"), port});
    }
    void send(std::string_view bytes) {
        boost::system::error_code
            ignored;  // The server may have closed: its answer is what counts.
        boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
    }
    void end_sending() {
        boost::system::error_code ignored;
        socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    }
    /// Everything until the server closes.
    std::string read_all() {
        std::string out;
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::dynamic_buffer(out), error);
        return out;
    }
    /// One answer with a Content-Length.
    std::string read_answer() {
        std::string out;
        char byte = 0;
        boost::system::error_code error;
        while (!out.ends_with("\r\n\r\n") &&
               boost::asio::read(socket_, boost::asio::buffer(&byte, 1), error) == 1) {
            out += byte;
        }
        const auto at = out.find("Content-Length: ");
        if (at == std::string::npos) return out;
        std::string body(std::stoul(out.substr(at + 16)), '\0');
        boost::asio::read(socket_, boost::asio::buffer(body), error);
        return out + body;
    }

private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
};

/// "400" of "HTTP/1.1 400 Bad Request…"; empty when nothing came.
inline std::string status_of(std::string_view answer) {
    return std::string{answer.size() < 12 ? std::string_view{} : answer.substr(9, 3)};
}

}  // namespace saldo::test
