#include "common/http/tls.hpp"

#include <string>
#include <vector>

#include <boost/asio/ssl.hpp>

#include "common/crypto/certificate.hpp"
#include "common/http/client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/door.hpp"

using namespace saldo;
using namespace saldo::test;

namespace {

namespace net = boost::asio;

const Validity always{{0}, {4'000'000'000'000}};

/// A door over TLS, with a certificate of an authority of its own.
struct TlsDoor {
    Authority authority = Authority::create("hub", always);
    http::Router router;
    std::unique_ptr<Door> door;
    std::uint16_t port = 0;

    explicit TlsDoor(std::vector<std::string> names = {"localhost", "127.0.0.1"}) {
        router.add("POST", "/echo", [](const http::Request& request) {
            return http::text(request.body + "|" + request.peer);
        });
        door = std::make_unique<Door>(router);
        port = door->server().listen_tls("127.0.0.1", 0, identity(names)).value();
        door->open();
    }
    http::TlsIdentity identity(const std::vector<std::string>& names) const {
        const TlsKey key = TlsKey::generate();
        return {authority.issue_server(key.public_der(), names, always).value() +
                    authority.certificate_pem(),
                key.to_pem()};
    }
    Result<http::Answer> ask(http::TlsTrust trust, const std::string& host = "localhost") const {
        return http::request({.address = host, .port = port, .tls = std::move(trust)}, "POST",
                             "/echo", "hello");
    }
};

/// A bare handshake with limits of its own; gives whether the door takes it.
bool shakes_hands(std::uint16_t port, int version_max, const char* ciphers) {
    net::io_context io;
    net::ssl::context context{net::ssl::context::tls_client};
    SSL_CTX_set_security_level(context.native_handle(), 0);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.native_handle(), version_max);
    if (ciphers != nullptr) SSL_CTX_set_cipher_list(context.native_handle(), ciphers);
    net::ssl::stream<net::ip::tcp::socket> stream{io, context};
    stream.lowest_layer().connect({net::ip::make_address("127.0.0.1"), port});
    boost::system::error_code error;
    stream.handshake(net::ssl::stream_base::client, error);
    return !error;
}

}  // namespace

TEST_CASE("a request goes over TLS to whom we trust, by authority or by fingerprint",
          "[http][tls]") {
    const TlsDoor door;
    for (const std::string host : {"localhost", "127.0.0.1"}) {
        const auto by_authority = door.ask({.authorities = door.authority.certificate_pem()}, host);
        REQUIRE(by_authority);
        CHECK(by_authority->body == "hello|127.0.0.1");
        const auto by_fingerprint = door.ask({.fingerprint = door.authority.fingerprint()}, host);
        REQUIRE(by_fingerprint);
        CHECK(by_fingerprint->body == "hello|127.0.0.1");
    }
}

TEST_CASE("nothing is sent to a server that is not the one", "[http][tls]") {
    const TlsDoor door;
    const Authority other = Authority::create("hub", always);
    const auto refused = [&](const Result<http::Answer>& answer) {
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == Errc::forbidden);
    };
    refused(door.ask({.authorities = other.certificate_pem()}));
    refused(door.ask({.fingerprint = other.fingerprint()}));
    // The fingerprint of the server's own certificate is not the one of its authority.
    const TlsDoor named{{"hub.example"}};
    refused(named.ask({.authorities = named.authority.certificate_pem()}));
    refused(named.ask({.fingerprint = named.authority.fingerprint()}));
    CHECK(door.ask({}).error().code == Errc::malformed);
}

TEST_CASE("a door speaks TLS 1.2 with AEAD and 1.3, and nothing older or weaker", "[http][tls]") {
    const TlsDoor door;
    CHECK(shakes_hands(door.port, TLS1_3_VERSION, nullptr));
    CHECK(shakes_hands(door.port, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"));
    CHECK(shakes_hands(door.port, TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305"));
    CHECK_FALSE(shakes_hands(door.port, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256"));
    CHECK_FALSE(shakes_hands(door.port, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA"));
    CHECK_FALSE(shakes_hands(door.port, TLS1_1_VERSION, nullptr));
    CHECK_FALSE(shakes_hands(door.port, TLS1_VERSION, nullptr));
}

TEST_CASE("what is no TLS gets nothing from a TLS door", "[http][tls]") {
    const TlsDoor door;
    RawClient client{door.port};
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(client.read_all().find("HTTP/1.1") == std::string::npos);
}

TEST_CASE("a door shows a renewed certificate from the next connection on", "[http][tls]") {
    const TlsDoor door;
    const auto by_name = [&](const std::string& host) {
        return door.ask({.authorities = door.authority.certificate_pem()}, host).has_value();
    };
    CHECK(by_name("127.0.0.1"));
    REQUIRE(door.door->server().renew_tls(door.identity({"localhost"})));
    CHECK_FALSE(by_name("127.0.0.1"));
    CHECK(by_name("localhost"));
    CHECK_FALSE(door.door->server().renew_tls({"nothing", "nothing"}));
    CHECK(by_name("localhost"));
}

TEST_CASE("a door refuses a chain whose key is another's", "[http][tls]") {
    const TlsDoor door;
    http::TlsIdentity identity = door.identity({"localhost"});
    identity.key = TlsKey::generate().to_pem();
    CHECK(door.door->server().renew_tls(identity).error().code == Errc::malformed);
}
