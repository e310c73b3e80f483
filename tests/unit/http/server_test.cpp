#include "common/http/server.hpp"

#include <fstream>
#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/http/client.hpp"
#include "tests/support/door.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::http {
namespace {

using test::Door;
using test::RawClient;
using test::status_of;

Router make_router(int* handled = nullptr) {
    Router router;
    router.add("GET", "/api/hello/{name}", [handled](const Request& request) {
        if (handled != nullptr) ++*handled;
        return text("hello " + request.params.at("name"));
    });
    router.add("POST", "/api/echo", [handled](const Request& request) {
        if (handled != nullptr) ++*handled;
        return text(request.body);
    });
    return router;
}

Limits short_limits() {
    Limits limits;
    limits.head_max = std::chrono::milliseconds{150};
    limits.body_max = std::chrono::milliseconds{150};
    limits.idle_max = std::chrono::milliseconds{150};
    limits.linger_max = std::chrono::milliseconds{100};
    limits.body_bytes_max = 1000;
    return limits;
}

std::chrono::milliseconds time_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 start);
}

}  // namespace

TEST_CASE("a request is answered, with what every answer carries", "[http][server]") {
    const Router router = make_router();
    Door door{router};
    door.open();
    RawClient client{door.port()};
    client.send("GET /api/hello/ma%C3%B1ana HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string first = client.read_answer();
    CHECK(status_of(first) == "200");
    CHECK_THAT(first, Catch::EndsWith("hello ma\xC3\xB1"
                                      "ana"));
    for (const char* field : {"X-Content-Type-Options: nosniff", "default-src 'self'",
                              "frame-ancestors 'none'", "X-Request-Id: ", "ETag: \"", "Date: ",
                              "Cache-Control: private, no-cache", "Connection: keep-alive"}) {
        CHECK_THAT(first, Catch::Contains(field));
    }
    const auto at = first.find("ETag: ") + 6;
    const std::string tag = first.substr(at, first.find('\r', at) - at);
    client.send(
        "GET /api/hello/ma%C3%B1ana HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: mine-1\r\n"
        "If-None-Match: W/" +
        tag + "\r\n\r\n");
    const std::string second = client.read_answer();
    CHECK(status_of(second) == "304");
    CHECK_THAT(second, Catch::Contains("X-Request-Id: mine-1\r\n"));
    client.send("GET /api/none HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: a b\r\n\r\n");
    const std::string third = client.read_answer();
    CHECK(status_of(third) == "404");
    CHECK_THAT(third, Catch::Contains("application/problem+json") && Catch::Contains("no-store") &&
                          Catch::Contains("\"path.unknown\"") &&
                          !Catch::Contains("X-Request-Id: a b"));
    client.send("PUT /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    CHECK_THAT(client.read_answer(), Catch::Contains("405") && Catch::Contains("Allow: POST\r\n"));
    client.send("HEAD /api/hello/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const std::string head = client.read_all();
    CHECK_THAT(head, Catch::Contains("Content-Length: 7\r\n") && Catch::EndsWith("\r\n\r\n"));
}

TEST_CASE("the eight hostile shapes end in 400 and a close, and reach no handler",
          "[http][server][hostile]") {
    int handled = 0;
    const Router router = make_router(&handled);
    // What would be the next request, if the body were read as one.
    const std::string smuggled = "GET /api/hello/evil HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const auto start = GENERATE(values<std::string>({
        "GET /api/hello/a HTTP/1.1\r\n\r\n",
        "GET /api/hello/a HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /api/hello/a HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 5\r\n"
        "\r\n",
        "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5, 5\r\n\r\n",
        "GET /api/hello/\xFF HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, "
        "identity\r\n\r\n",
    }));
    INFO(start);
    {
        Door door{router, {.limits = short_limits()}};
        door.open();
        RawClient client{door.port()};
        client.send(start + smuggled);
        const std::string answer = client.read_all();
        CHECK(status_of(answer) == "400");
        CHECK_THAT(answer, Catch::Contains("Connection: close"));
        CHECK(answer.find("HTTP/1.1", 5) == std::string::npos);
    }
    CHECK(handled == 0);
}

TEST_CASE("heads and bodies past their limits are refused", "[http][server][hostile]") {
    const Router router = make_router();
    Door door{router, {.limits = short_limits()}};
    door.open();
    const auto ask = [&](const std::string& bytes) {
        RawClient client{door.port()};
        client.send(bytes);
        return status_of(client.read_all());
    };
    const std::string host = "Host: localhost\r\nConnection: close\r\n";
    CHECK(ask("GET /api/hello/a HTTP/1.1\r\n" + host + "X: " + std::string(8200, 'x') +
              "\r\n\r\n") == "431");
    CHECK(ask("GET /" + std::string(20'000, 'x')) == "431");
    CHECK(ask("POST /api/echo HTTP/1.1\r\n" + host + "Content-Length: 1000\r\n\r\n" +
              std::string(1000, 'b')) == "200");
    CHECK(ask("POST /api/echo HTTP/1.1\r\n" + host + "Content-Length: 1001\r\n\r\n" +
              std::string(1001, 'b')) == "413");
    CHECK(ask("POST /api/echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" +
              std::string(1000, 'b') + "\r\n0\r\n\r\n") == "200");
    CHECK(ask("POST /api/echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" +
              std::string(1001, 'b') + "\r\n0\r\n\r\n") == "413");
    CHECK(ask("POST /api/echo HTTP/1.1\r\n" + host +
              "Transfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n0\r\n\r\n") == "400");
    CHECK(ask("GET / HTTP/1.1\nHost: a\n\n") == "400");
    CHECK(ask("POST /api/echo HTTP/1.1\r\n" + host +
              "Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n") == "413");
    const auto served = door.served(9);
    REQUIRE(served.size() == 9);
    CHECK(served[0].status == 431);
    CHECK(served[0].method.empty());
    CHECK(served[2].path == "/api/echo");
    CHECK(served[2].peer == "127.0.0.1");
}

TEST_CASE("who is slow is let go in time, whatever it drips", "[http][server][hostile]") {
    const Router router = make_router();
    Door door{router, {.limits = short_limits()}};
    door.open();
    const auto soon = std::chrono::milliseconds{1500};
    SECTION("a connection that says nothing") {
        RawClient client{door.port()};
        CHECK(time_of([&] { CHECK(client.read_all().empty()); }) < soon);
    }
    SECTION("a head, a byte at a time") {
        RawClient client{door.port()};
        std::thread dripper{[&] {
            for (const char c : std::string_view{"GET /api/hello/a HTTP/1.1\r\nHost: local"}) {
                client.send({&c, 1});
                std::this_thread::sleep_for(std::chrono::milliseconds{20});
            }
        }};
        CHECK(time_of([&] { CHECK(client.read_all().empty()); }) < std::chrono::milliseconds{600});
        dripper.join();
    }
    SECTION("a body that never comes") {
        RawClient client{door.port()};
        client.send("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc");
        CHECK(time_of([&] { CHECK(client.read_all().empty()); }) < soon);
    }
    SECTION("silence after an answer") {
        RawClient client{door.port()};
        client.send("GET /api/hello/a HTTP/1.1\r\nHost: localhost\r\n\r\n");
        CHECK(status_of(client.read_answer()) == "200");
        CHECK(time_of([&] { CHECK(client.read_all().empty()); }) < soon);
    }
}

TEST_CASE("a second request before the answer is never handled", "[http][server][hostile]") {
    int handled = 0;
    const Router router = make_router(&handled);
    {
        Door door{router, {.limits = short_limits()}};
        door.open();
        RawClient client{door.port()};
        client.send(
            "GET /api/hello/a HTTP/1.1\r\nHost: localhost\r\n\r\n"
            "GET /api/hello/b HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const std::string answer = client.read_all();
        CHECK(status_of(answer) == "200");
        CHECK_THAT(answer, Catch::Contains("Connection: close") && Catch::EndsWith("hello a"));
    }
    CHECK(handled == 1);
}

TEST_CASE("one address has its share of connections, and another one its own",
          "[http][server][hostile]") {
    const Router router = make_router();
    Limits limits;
    limits.connections_per_address_max = 3;
    limits.connections_max = 5;
    Door door{router, {.limits = limits}};
    door.open();
    const std::string ask = "GET /api/hello/a HTTP/1.1\r\nHost: localhost\r\n\r\n";
    std::vector<std::unique_ptr<RawClient>> held;
    const auto is_served = [&](const char* from) {
        auto client = std::make_unique<RawClient>(door.port(), from);
        client->send(ask);
        const bool answered = status_of(client->read_answer()) == "200";
        if (answered) held.push_back(std::move(client));
        return answered;
    };
    for (int i = 0; i < 3; ++i) CHECK(is_served("127.0.0.1"));
    CHECK_FALSE(is_served("127.0.0.1"));
    CHECK(is_served("127.0.0.2"));
    CHECK(is_served("127.0.0.2"));
    CHECK_FALSE(is_served("127.0.0.3"));  // the total
    held.clear();
    bool is_free = false;
    for (int i = 0; i < 100 && !is_free; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        is_free = is_served("127.0.0.1");
    }
    CHECK(is_free);
}

TEST_CASE("a server on loopback answers to no foreign name", "[http][server]") {
    const Router router = make_router();
    Door door{router, {.limits = short_limits(), .hosts = {"saldo.example"}}};
    door.open();
    struct Case {
        std::string host;
        std::string status;
    };
    const auto c = GENERATE(values<Case>({{"localhost", "200"},
                                          {"127.0.0.1:80", "200"},
                                          {"[::1]", "200"},
                                          {"Saldo.Example", "200"},
                                          {"evil.example", "421"}}));
    INFO(c.host);
    RawClient client{door.port()};
    client.send("GET /api/hello/a HTTP/1.1\r\nConnection: close\r\nHost: " + c.host + "\r\n\r\n");
    CHECK(status_of(client.read_all()) == c.status);
}

TEST_CASE("handlers may hop to another executor, and may throw", "[http][server]") {
    boost::asio::thread_pool pool{1};
    Router router;
    router.add(
        "GET", "/api/far", [&pool](const Request& request) -> boost::asio::awaitable<Response> {
            const std::string id = co_await boost::asio::co_spawn(
                pool, [&request]() -> boost::asio::awaitable<std::string> { co_return request.id; },
                boost::asio::use_awaitable);
            co_return text("far " + id);
        });
    router.add("GET", "/api/bug",
               [](const Request&) -> Response { throw std::runtime_error{"a secret of ours"}; });
    router.add("GET", "/api/far-bug", [](const Request&) -> boost::asio::awaitable<Response> {
        throw std::runtime_error{"a secret of ours"};
        co_return text("");
    });
    Door door{router};
    door.open();
    const Peer peer{.port = door.port()};
    const auto far = request(peer, "GET", "/api/far", {}, {}, {{"X-Request-Id", "r-7"}});
    REQUIRE(far);
    CHECK(far->body == "far r-7");
    std::size_t count = 1;
    for (const char* path : {"/api/bug", "/api/far-bug"}) {
        const auto bug = request(peer, "GET", path);
        REQUIRE(bug);
        CHECK(bug->status == 500);
        CHECK_THAT(bug->body, Catch::Contains("server.bug") && !Catch::Contains("secret"));
        CHECK(door.served(++count).back().why == "a secret of ours");
    }
}

TEST_CASE("commands reach a running program over its socket file", "[http][client]") {
    const test::TempFolder folder;
    const std::string path = folder.path().string() + "/door.sock";
    const Peer peer{.unix_path = path};
    CHECK(request(peer, "GET", "/livez").error().code == Errc::not_found);

    Router router = make_router();
    router.add("GET", "/api/who", [](const Request& request) {
        return text(request.is_local ? "local" : "remote " + request.peer);
    });
    {
        Door door{router};
        REQUIRE(door.server().listen_unix(path));
        CHECK(door.server().listen_unix(path).error().code == Errc::conflict);
        door.open();
        struct stat info{};
        REQUIRE(::stat(path.c_str(), &info) == 0);
        CHECK((info.st_mode & 0777) == 0600);
        const auto who = request(peer, "GET", "/api/who");
        REQUIRE(who);
        CHECK(who->status == 200);
        CHECK(who->body == "local");
        CHECK(request({.port = door.port()}, "GET", "/api/who")->body == "remote 127.0.0.1");
        const std::string body(500'000, 'x');
        CHECK(request(peer, "POST", "/api/echo", body)->body == body);
        CHECK(request(peer, "POST", "/api/echo", std::string(2'000'000, 'x'))->status == 413);
        CHECK(request(peer, "HEAD", "/api/who")->body.empty());
        CHECK(request(peer, "POST", "/api/echo", body, {.body_bytes_max = 1000}).error().code ==
              Errc::malformed);
    }
    CHECK(request(peer, "GET", "/api/who").error().code == Errc::not_found);
    // A file that a killed process left behind is in nobody's way; one that is no socket is.
    {
        boost::asio::io_context context;
        boost::asio::local::stream_protocol::acceptor dead{context, {path}};
    }
    CHECK(request(peer, "GET", "/api/who").error().code == Errc::unavailable);
    Door door{router};
    CHECK(door.server().listen_unix(path));
    std::ofstream{folder.path().string() + "/file"} << "x";
    CHECK(door.server().listen_unix(folder.path().string() + "/file").error().code ==
          Errc::conflict);
    CHECK(door.server().listen_unix(std::string(108, 'p')).error().code == Errc::malformed);
    CHECK(door.server().listen_tcp("nowhere", 1).error().code == Errc::malformed);
    CHECK(door.server().listen_tcp("127.0.0.1", door.port()).error().code == Errc::unavailable);
}

TEST_CASE("a program that does not answer in time is unavailable", "[http][client]") {
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor silent{context, {boost::asio::ip::address_v4::loopback(), 0}};
    const Peer peer{.port = silent.local_endpoint().port()};
    const ClientLimits limits{.answer_max = std::chrono::milliseconds{100}};
    CHECK(request(peer, "GET", "/livez", {}, limits).error().code == Errc::unavailable);
}

}  // namespace saldo::http
