#include "common/config/join_bundle.hpp"

#include <filesystem>
#include <string>

#include <unistd.h>

#include "common/crypto/certificate.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::config;

namespace {

/// Keys that are always the same: hexadecimal digits at random hold "8883" one time in 300.
SigningKey key_of(char digit) { return SigningKey::from_seed_hex(std::string(64, digit)).value(); }

JoinBundle sample() {
    return {.agent = AgentId{"gna-tij1"},
            .rfc = "GNA150301A00",
            .plant = "P01",
            .signing_key = key_of('1'),
            .hub_id = "hub-1",
            .hub_key = key_of('2').public_key(),
            .broker_host = "broker.example",
            .broker_port = 8883,
            .broker_user = "gna-tij1",
            .broker_password = "a \"quoted\" \\ word"};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("saldo_bundle_" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

JoinBundle enrolled() {
    const Authority ca = Authority::create("hub-1", {{0}, {4'000'000'000'000}});
    const TlsKey key = TlsKey::generate();
    JoinBundle bundle = sample();
    bundle.tls = BundleTls{
        .hub_url = "https://hub.example:9443",
        .hub_ca = {},
        .key = key.to_pem(),
        .certificate =
            ca.issue_client(key.public_der(), "gna-tij1", {{0}, {4'000'000'000'000}}).value(),
        .ca = ca.certificate_pem()};
    return bundle;
}

}  // namespace

TEST_CASE("an enrolled identity reads back, and only whole", "[config][join_bundle]") {
    const JoinBundle bundle = enrolled();
    const auto back = parse_join_bundle(format_join_bundle(bundle));
    REQUIRE(back);
    REQUIRE(back->tls);
    CHECK(back->tls->hub_url == bundle.tls->hub_url);
    CHECK(back->tls->key == bundle.tls->key);
    CHECK(back->tls->certificate == bundle.tls->certificate);
    CHECK(back->tls->ca == bundle.tls->ca);

    const auto refused = [](JoinBundle wrong, const std::string& named) {
        const auto got = parse_join_bundle(format_join_bundle(wrong));
        REQUIRE_FALSE(got);
        CHECK(got.error().what.find(named) != std::string::npos);
    };
    JoinBundle wrong = bundle;
    wrong.tls->key = TlsKey::generate().to_pem();
    refused(wrong, "tls.certificate");
    wrong = bundle;
    wrong.tls->ca = "nothing";
    refused(wrong, "tls.ca");
    wrong = bundle;
    wrong.tls->hub_url = "http://hub.example";
    refused(wrong, "tls.hub_url");
    CHECK_FALSE(
        parse_join_bundle(replaced(format_join_bundle(bundle), "saldo-join/2", "saldo-join/1")));
    CHECK_FALSE(
        parse_join_bundle(replaced(format_join_bundle(sample()), "saldo-join/1", "saldo-join/2")));
}

TEST_CASE("a hub's address is https and a place, nothing more", "[config][join_bundle]") {
    CHECK(parse_hub_url("https://hub.example:9000") == HostPort{"hub.example", 9000});
    CHECK(parse_hub_url("https://hub.example/") == HostPort{"hub.example", 9443});
    CHECK(parse_hub_url("https://[::1]:1") == HostPort{"::1", 1});
    for (const char* wrong : {"", "hub.example", "http://hub.example", "https://", "https://a/b",
                              "https://a?b", "https://u@a", "https://a b"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_hub_url(wrong));
    }
}

TEST_CASE("a join bundle reads back as it was written", "[config][join_bundle]") {
    const JoinBundle bundle = sample();
    const auto back = parse_join_bundle(format_join_bundle(bundle));
    REQUIRE(back);
    CHECK(back->agent == bundle.agent);
    CHECK(back->rfc == bundle.rfc);
    CHECK(back->plant == bundle.plant);
    CHECK(back->signing_key.public_key() == bundle.signing_key.public_key());
    CHECK(back->hub_id == bundle.hub_id);
    CHECK(back->hub_key == bundle.hub_key);
    CHECK(back->broker_host == bundle.broker_host);
    CHECK(back->broker_port == bundle.broker_port);
    CHECK(back->broker_user == bundle.broker_user);
    CHECK(back->broker_password == bundle.broker_password);
}

TEST_CASE("a join bundle with a wrong member is refused by the member's name",
          "[config][join_bundle]") {
    struct Case {
        std::string from, to, named;
    };
    const auto c = GENERATE(values<Case>({
        {"saldo-join/1", "saldo-join/9", "format"},
        {"\"gna-tij1\",\n  \"rfc\"", "\"GNA TIJ\",\n  \"rfc\"", "agent"},
        {"GNA150301A00", "GNA", "rfc"},
        {"\"P01\"", "\"\"", "plant"},
        {"8883", "0", "broker.port"},
        {"8883", "\"8883\"", "broker.port"},
        {"broker.example", "", "broker.host"},
        {"\"id\": \"hub-1\", ", "", "hub.id"},
        {"\"public_key\": \"", "\"public_key\": \"zz", "hub.public_key"},
        {"\"rfc\"", "\"extra\": 1, \"rfc\"", "member"},
        {"{\n", "[\n", "JSON"},
    }));
    INFO(c.named);
    const auto got = parse_join_bundle(replaced(format_join_bundle(sample()), c.from, c.to));
    REQUIRE_FALSE(got);
    CHECK(got.error().code == Errc::malformed);
    CHECK(got.error().what.find(c.named) != std::string::npos);
}

TEST_CASE("a join bundle file is private, never overwritten, and refused when others may read it",
          "[config][join_bundle]") {
    const Folder folder;
    const auto path = folder.path / "bundle.json";
    REQUIRE(write_join_bundle(path, sample()));
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::mask) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(read_join_bundle(path));
    const auto again = write_join_bundle(path, sample());
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::conflict);
    std::filesystem::permissions(path, std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    const auto open = read_join_bundle(path);
    REQUIRE_FALSE(open);
    CHECK(open.error().code == Errc::forbidden);
    CHECK(open.error().what.find("chmod 600") != std::string::npos);
    const auto missing = read_join_bundle(folder.path / "none.json");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == Errc::not_found);
}

TEST_CASE("host and port are read apart", "[config][join_bundle]") {
    CHECK(parse_host_port("broker:8883", 1883) == HostPort{"broker", 8883});
    CHECK(parse_host_port("broker", 1883) == HostPort{"broker", 1883});
    CHECK(parse_host_port("[::1]:99", 1) == HostPort{"::1", 99});
    CHECK(parse_host_port("127.0.0.1:0", 1) == HostPort{"127.0.0.1", 0});
    for (const char* bad : {"", ":99", "a:", "a:x", "a:65536", "::1", "[::1", "[::1]x"}) {
        INFO(bad);
        CHECK_FALSE(parse_host_port(bad, 1));
    }
}
