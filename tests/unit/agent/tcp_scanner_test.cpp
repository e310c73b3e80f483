#include "agent/sources/tcp_scanner.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "agent/dock/reply.hpp"
#include "tests/unit/agent/bench_station.hpp"

using namespace saldo;
using namespace saldo::agent;
using namespace std::chrono_literals;
using saldo::test::BenchStation;
using saldo::test::line_of;
using saldo::test::value_of;

namespace {

namespace net = boost::asio;
using net::ip::tcp;

/// A scanner port on a thread of its own.
class Port {
public:
    Port(BenchStation& station, ScannerOptions options, ScannerLimits limits = {})
        : scanner_{std::make_unique<TcpScanner>(io_, std::move(options), Language::en,
                                                station.capture, limits)} {
        REQUIRE(scanner_->start());
        thread_ = std::thread{[this] { io_.run(); }};
    }
    ~Port() {
        net::post(io_, [this] { scanner_->stop(); });
        work_.reset();
        thread_.join();
    }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    ScannerStatus status() {
        std::promise<ScannerStatus> promise;
        net::post(io_, [&] { promise.set_value(scanner_->status()); });
        return promise.get_future().get();
    }
    void stop() {
        net::post(io_, [this] { scanner_->stop(); });
    }
    bool becomes(const std::function<bool(const ScannerStatus&)>& wanted) {
        for (int i = 0; i < 300; ++i) {
            if (wanted(status())) return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }

private:
    net::io_context io_{1};
    net::executor_work_guard<net::io_context::executor_type> work_ = net::make_work_guard(io_);
    std::unique_ptr<TcpScanner> scanner_;
    std::thread thread_;
};

/// A device: blocking, so that a test reads like a conversation.
class Device {
public:
    explicit Device(std::uint16_t port) : Device{} {
        socket_.connect({net::ip::make_address("127.0.0.1"), port});
    }
    explicit Device(tcp::acceptor& acceptor) : Device{} { acceptor.accept(socket_); }

    void send(const std::string& bytes) { net::write(socket_, net::buffer(bytes)); }
    /// The next reply line without its end; empty when the agent hung up.
    std::string reply() {
        boost::system::error_code error;
        const std::size_t bytes = net::read_until(socket_, net::dynamic_buffer(in_), "\r\n", error);
        if (error) return {};
        std::string line = in_.substr(0, bytes - 2);
        in_.erase(0, bytes);
        return line;
    }
    bool has_reply_within(std::chrono::milliseconds wait) {
        const auto until = std::chrono::steady_clock::now() + wait;
        while (socket_.available() == 0 && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(1ms);
        }
        return socket_.available() > 0;
    }
    void say_goodbye() { socket_.shutdown(tcp::socket::shutdown_send); }
    void hang_up() { socket_.close(); }

private:
    Device() : socket_{io_} {}
    net::io_context io_;
    tcp::socket socket_;
    std::string in_;
};

const ScannerOptions listening{
    .name = "dock-1", .address = "127.0.0.1", .heartbeat_text = "HB", .no_read_text = "NR"};

/// True when a reply left before the commit of what it answers returned.
bool answers_before_the_commit(bool journal_lies) {
    BenchStation station;
    station.journal.lies = journal_lies;
    Port port{station, listening};
    station.journal.close();
    Device device{port.status().port};
    device.send(line_of(1) + "\n");
    const bool is_early = device.has_reply_within(300ms);
    station.journal.open();
    CHECK(device.reply() == "OK 1");
    return is_early;
}

}  // namespace

TEST_CASE("each frame gets one reply, in the order of the frames", "[agent][scanner]") {
    BenchStation station;
    Port port{station, listening};
    Device device{port.status().port};
    device.send(line_of(1) + "\r" + line_of(2) + "\n" + "nonsense\r\n" + line_of(1) + "\n" +
                line_of(2, "9") + "\n" + std::string(2000, 'x') + "\n" + "HB\nNR\n" + line_of(3) +
                "\r\n");
    CHECK(device.reply() == "OK 1");
    CHECK(device.reply() == "OK 2");
    CHECK(device.reply().starts_with("ERR BAD_LINE "));
    CHECK(device.reply() == "DUP 1");
    CHECK(device.reply() == "ERR CONFLICT this event_id was used with other data: event_id=E-2");
    CHECK(device.reply().starts_with("ERR TOO_LONG "));
    CHECK(device.reply() == "OK 3");
    const ScannerStatus status = port.status();
    CHECK(status.figures.frames == 9);
    CHECK(status.figures.ok == 3);
    CHECK(status.figures.dup == 1);
    CHECK(status.figures.err == 3);
    CHECK(status.figures.heartbeats == 1);
    CHECK(status.figures.no_reads == 1);
    CHECK(status.state == ScannerState::connected);
    CHECK(station.movements() == 3);
}

TEST_CASE("no reply leaves before the commit of what it answers", "[agent][scanner]") {
    CHECK_FALSE(answers_before_the_commit(false));
    // The control: a journal that answers before it wrote is seen.
    CHECK(answers_before_the_commit(true));
}

TEST_CASE("many frames may be on their way, and past the limit nothing more is read",
          "[agent][scanner]") {
    BenchStation station;
    Port port{station, listening, {.replies_waiting_max = 100}};
    station.journal.close();
    Device device{port.status().port};
    std::string bytes;
    for (int i = 1; i <= 500; ++i) bytes += line_of(i) + "\n";
    device.send(bytes);
    CHECK_FALSE(device.has_reply_within(200ms));
    CHECK(port.status().figures.frames == 100);
    station.journal.open();
    for (int i = 1; i <= 500; ++i) REQUIRE(device.reply() == fmt::format("OK {}", i));
}

TEST_CASE("a device that says goodbye still gets its replies; a half frame is no scan",
          "[agent][scanner]") {
    BenchStation station;
    Port port{station, listening};
    Device device{port.status().port};
    device.send(line_of(1) + "\n" + line_of(2));
    device.say_goodbye();
    CHECK(device.reply() == "OK 1");
    CHECK(device.reply().empty());
    CHECK(station.movements() == 1);
    CHECK(port.becomes([](const ScannerStatus& s) { return s.state == ScannerState::waiting; }));
}

TEST_CASE("a stopping agent answers what it read", "[agent][scanner]") {
    BenchStation station;
    Port port{station, listening};
    station.journal.close();
    Device device{port.status().port};
    device.send(line_of(1) + "\n");
    REQUIRE(port.becomes([](const ScannerStatus& s) { return s.figures.frames == 1; }));
    port.stop();
    std::this_thread::sleep_for(50ms);
    station.journal.open();
    CHECK(device.reply() == "OK 1");
    CHECK(device.reply().empty());
}

TEST_CASE("a connection past the limit hears so and is closed", "[agent][scanner]") {
    BenchStation station;
    Port port{station, listening, {.connections_max = 2}};
    Device first{port.status().port};
    Device second{port.status().port};
    REQUIRE(port.becomes([](const ScannerStatus& s) { return s.connections == 2; }));
    Device third{port.status().port};
    CHECK(third.reply().starts_with("ERR BUSY "));
    CHECK(third.reply().empty());
    first.hang_up();
    REQUIRE(port.becomes([](const ScannerStatus& s) { return s.connections == 1; }));
    Device fourth{port.status().port};
    fourth.send(line_of(1) + "\n");
    CHECK(fourth.reply() == "OK 1");
}

TEST_CASE("a silent connection is closed when the settings say so", "[agent][scanner]") {
    BenchStation station;
    ScannerOptions options = listening;
    options.idle_seconds = 1;
    Port port{station, options};
    Device device{port.status().port};
    CHECK(device.reply().empty());
    CHECK(port.becomes([](const ScannerStatus& s) {
        return s.state == ScannerState::lost && s.last_end == "silent for too long";
    }));
}

TEST_CASE("a reader that is a server is called, and called again when it comes back",
          "[agent][scanner]") {
    BenchStation station;
    net::io_context io;
    tcp::acceptor reader{io, {net::ip::make_address("127.0.0.1"), 0}};
    const std::uint16_t reader_port = reader.local_endpoint().port();
    Port port{station,
              {.name = "dock-2", .listens = false, .address = "127.0.0.1", .port = reader_port},
              {.back_off_ms_min = 20, .back_off_ms_max = 100}};
    {
        Device device{reader};
        device.send(line_of(1) + "\r\n");
        CHECK(device.reply() == "OK 1");
    }
    Device again{reader};
    again.send(line_of(1) + "\r\n" + line_of(2) + "\r\n");
    CHECK(again.reply() == "DUP 1");
    CHECK(again.reply() == "OK 2");
    again.hang_up();
    reader.close();
    CHECK(port.becomes([](const ScannerStatus& s) {
        return s.state == ScannerState::connecting && !s.is_well && !s.last_end.empty();
    }));
}

TEST_CASE("a port that is taken is told at the start", "[agent][scanner]") {
    BenchStation station;
    Port port{station, listening};
    net::io_context io;
    ScannerOptions options = listening;
    options.port = port.status().port;
    TcpScanner second{io, options, Language::en, station.capture, {}};
    const auto started = second.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().code == Errc::unavailable);
    options.address = "not an address";
    TcpScanner third{io, options, Language::en, station.capture, {}};
    CHECK(third.start().error().code == Errc::malformed);
}
