#include "hub/outside/courier.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include "tests/support/catch.hpp"

namespace saldo::test {
namespace {

using boost::asio::ip::tcp;
using std::chrono::milliseconds;

/// Takes one connection at a time on a free port and does with it what the test says.
class Peer {
public:
    explicit Peer(std::function<void(tcp::socket&)> work)
        : work_{std::move(work)}, thread_{[this] { serve(); }} {}
    ~Peer() {
        is_ending_ = true;
        boost::system::error_code ignored;
        tcp::socket last{io_};
        last.connect(acceptor_.local_endpoint(), ignored);  // so that accept() returns
        thread_.join();
    }
    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

private:
    void serve() {
        for (;;) {
            boost::system::error_code error;
            tcp::socket socket{io_};
            acceptor_.accept(socket, error);
            if (is_ending_) return;
            if (!error) work_(socket);
        }
    }
    boost::asio::io_context io_;
    tcp::acceptor acceptor_{io_, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}};
    std::function<void(tcp::socket&)> work_;
    std::atomic<bool> is_ending_ = false;
    std::thread thread_;
};

std::string read_head(tcp::socket& socket) {
    boost::asio::streambuf buffer;
    boost::system::error_code ignored;
    boost::asio::read_until(socket, buffer, "\r\n\r\n", ignored);
    const auto bytes = buffer.data();
    return {static_cast<const char*>(bytes.data()), bytes.size()};
}

void say(tcp::socket& socket, const std::string& text) {
    boost::system::error_code ignored;
    boost::asio::write(socket, boost::asio::buffer(text), ignored);
}

/// Waits for one delivery; a test that hangs fails instead.
hub::Delivery one_of(hub::Courier& courier) {
    for (int i = 0; i < 1000; ++i) {
        auto got = courier.take();
        if (!got.empty()) return got.at(0);
        std::this_thread::sleep_for(milliseconds{10});
    }
    return {.why = "the test waited ten seconds"};
}

hub::Parcel post(const std::string& url) {
    return {.url = url, .content_type = "text/plain", .body = "old 0\n"};
}

}  // namespace

TEST_CASE("a POST is carried, and its answer comes back", "[outside][courier]") {
    std::string head;
    Peer peer{[&](tcp::socket& socket) {
        head = read_head(socket);
        say(socket, "HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n5\n");
    }};
    std::atomic<int> news = 0;
    hub::Courier courier{{}, [&] { ++news; }};
    const std::uint64_t id = courier.send(post(peer.url() + "/add-checkpoint"));
    REQUIRE(id != 0);
    const hub::Delivery got = one_of(courier);
    CHECK(got.why == "");
    CHECK(got.id == id);
    CHECK(got.status == 409);
    CHECK(got.body == "5\n");
    CHECK(news == 1);
    CHECK(head.starts_with("POST /add-checkpoint HTTP/1.1\r\n"));
    CHECK(head.find("Content-Type: text/plain\r\n") != std::string::npos);
}

TEST_CASE("who redirects, says too much or hangs up has answered nothing", "[outside][courier]") {
    const std::string answer =
        GENERATE(as<std::string>{},
                 "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
                 "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'x'), "",
                 "SSH-2.0\r\n");
    Peer peer{[&](tcp::socket& socket) {
        (void)read_head(socket);
        say(socket, answer);
    }};
    hub::Courier courier{{.answer_bytes_max = 1000}, [] {}};
    REQUIRE(courier.send(post(peer.url())) != 0);
    const hub::Delivery got = one_of(courier);
    CHECK((got.why != "" || got.status == 302));
    CHECK(got.why != "the test waited ten seconds");
}

TEST_CASE("one that never answers ends in time and holds up nobody", "[outside][courier]") {
    std::atomic<bool> is_over = false;
    Peer hung{[&](tcp::socket&) {
        while (!is_over) std::this_thread::sleep_for(milliseconds{5});
    }};
    Peer quick{[](tcp::socket& socket) {
        (void)read_head(socket);
        say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }};
    {
        hub::Courier courier{{.total_ms_max = 1'500, .parcels_max = 2}, [] {}};
        const std::uint64_t first = courier.send(post(hung.url()));
        const std::uint64_t second = courier.send(post(quick.url()));
        CHECK(courier.send(post(quick.url())) == 0);  // no room for a third
        CHECK(one_of(courier).id == second);
        const hub::Delivery late = one_of(courier);
        CHECK(late.id == first);
        CHECK(late.status == 0);
        CHECK(late.why != "the test waited ten seconds");
        CHECK(courier.send(post(hung.url())) != 0);  // given up at the end, which does not wait
    }
    is_over = true;
}

TEST_CASE("only web addresses are posted to, and only mail servers get letters",
          "[outside][courier]") {
    hub::Courier courier{{}, [] {}};
    hub::Parcel parcel = post(GENERATE(as<std::string>{}, "file:///etc/passwd",
                                       "gopher://127.0.0.1:1/", "smtp://127.0.0.1:1"));
    REQUIRE(courier.send(parcel) != 0);
    CHECK(one_of(courier).why.find("rotocol") != std::string::npos);
    parcel.url = "http://127.0.0.1:1/";
    parcel.from = "a@b";
    parcel.to = {"c@d"};
    REQUIRE(courier.send(parcel) != 0);
    CHECK(one_of(courier).why.find("rotocol") != std::string::npos);
}

}  // namespace saldo::test
