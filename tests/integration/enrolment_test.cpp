// From a token to a scan at the hub over an ordinary mosquitto with mTLS; and everybody who must
// not get there.

#include <filesystem>
#include <fstream>
#include <string>

#include "common/config/clock.hpp"
#include "common/config/enrol_messages.hpp"
#include "common/config/join_bundle.hpp"
#include "common/crypto/certificate.hpp"
#include "common/http/client.hpp"
#include "tests/integration/enrolment_rig.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

fs::path identity_of(const AgentProcess& agent) { return agent.data().parent_path() / "join.json"; }

/// The agent cannot enrol with this token: it ends with 77, says why in words, and the hub logged
/// the code.
void check_refused(const EnrolmentRig& rig, const AgentProcess& agent, const fs::path& token,
                   const std::string& words, const std::string& code) {
    const Ran ran = rig.enroll(agent, token);
    CAPTURE(ran.out);
    CHECK(ran.code == 77);
    CHECK(says(ran.out, words));
    CHECK(says(rig.hub_log(), "code=" + code));
    CHECK_FALSE(fs::exists(identity_of(agent)));
    CHECK_FALSE(fs::exists(identity_of(agent).string() + ".pending"));
}

}  // namespace

TEST_CASE("a token, an enrolment, and a scan is at the hub", "[integration][enrolment]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    const auto agent = rig.agent("a");
    const fs::path token = rig.token("gna-tij1");
    const Ran enrolled = rig.enroll(*agent, token);
    CAPTURE(enrolled.out);
    REQUIRE(enrolled.code == 0);
    // The keys are its owner's alone, and the token is nowhere but in its own file.
    CHECK((fs::status(identity_of(*agent)).permissions() & fs::perms(077)) == fs::perms::none);
    std::ifstream file{token};
    std::string secret;
    std::getline(file, secret);
    const std::string tail = secret.substr(secret.rfind('.') + 1);
    REQUIRE(tail.size() == 32);
    CHECK_FALSE(says(rig.hub_log(), tail));
    for (const auto& entry : fs::recursive_directory_iterator{rig.folder() / "hub"}) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in{entry.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        CAPTURE(entry.path());
        CHECK_FALSE(says(bytes, tail));
        CHECK((entry.path().extension() == ".crt" || entry.path().filename() == "crl.pem" ||
               (entry.status().permissions() & fs::perms(077)) == fs::perms::none));
    }

    agent->start();
    CHECK(scan(*agent, "E-1") == "OK 1");
    REQUIRE(wait_for(20s, [&] { return rig.movements_of("gna-tij1") == 1; }));
    CHECK(agent->command({"status"}).code == 0);

    // A hub that starts again knows its tokens and its agents.
    const fs::path second = rig.token("gna-tij2", "P02");
    rig.stop_hub();
    rig.start_hub();
    CHECK(scan(*agent, "E-2") == "OK 2");
    CHECK(wait_for(30s, [&] { return rig.movements_of("gna-tij1") == 2; }));
    const auto other = rig.agent("b");
    CHECK(rig.enroll(*other, second).code == 0);
    check_refused(rig, *rig.agent("c"), second, "was used already", "enrol.token_used");
    CHECK(rig.hub({"broker-config", "check"}).code == 0);
}

TEST_CASE("no wrong token gets a certificate", "[integration][enrolment]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    const auto agent = rig.agent("a");
    const fs::path good = rig.token("gna-tij1");
    const auto first_line = [](const fs::path& path) {
        std::ifstream file{path};
        std::string line;
        std::getline(file, line);
        return line;
    };
    const auto write = [&](const std::string& name, const std::string& text) {
        std::ofstream{rig.folder() / name} << text << "\n";
        return rig.folder() / name;
    };
    const std::string text = first_line(good);

    SECTION("one that this hub never made") {
        std::string other = text;
        other.back() = other.back() == '0' ? '1' : '0';
        check_refused(rig, *agent, write("t", other), "does not know this token",
                      "enrol.token_unknown");
    }
    SECTION("one of another hub: our agent does not even show it") {
        auto token = config::parse_enrol_token(text).value();
        token.authority[0] ^= std::byte{1};
        const Ran ran = rig.enroll(*agent, write("t", config::format_enrol_token(token)));
        CAPTURE(ran.out);
        CHECK(ran.code == 77);
        CHECK(says(ran.out, "not trusted"));
        CHECK_FALSE(says(rig.hub_log(), "enrol."));
    }
    SECTION("one that was altered to another agent") {
        auto token = config::parse_enrol_token(text).value();
        token.agent = "gna-tij9";
        check_refused(rig, *agent, write("t", config::format_enrol_token(token)),
                      "does not know this token", "enrol.token_unknown");
    }
    SECTION("one that was used") {
        CHECK(rig.enroll(*agent, good).code == 0);
        check_refused(rig, *rig.agent("b"), good, "was used already", "enrol.token_used");
        const Ran again = rig.enroll(*agent, good, {"--again"});
        CHECK(again.code == 77);
        CHECK(says(again.out, "was used already"));
    }
    SECTION("a second identity over the first, without being asked") {
        CHECK(rig.enroll(*agent, good).code == 0);
        const Ran again = rig.enroll(*agent, rig.token("gna-tij1"));
        CHECK(again.code == 1);
        CHECK(says(again.out, "--again"));
    }
    SECTION("no token at all, or half of one") {
        CHECK(rig.enroll(*agent, write("t", "")).code == 1);
        CHECK(rig.enroll(*agent, write("t", text.substr(0, 60))).code == 1);
        CHECK(rig.enroll(*agent, rig.folder() / "none").code == 1);
    }
    SECTION("eleven times wrong, and the address must wait") {
        std::string other = text;
        other.back() = other.back() == '0' ? '1' : '0';
        const fs::path wrong = write("t", other);
        for (int i = 0; i < 10; ++i) CHECK(rig.enroll(*agent, wrong).code == 77);
        const Ran late = rig.enroll(*agent, good);
        CHECK(late.code == 69);
        CHECK(says(late.out, "wait a minute"));
        CHECK(says(rig.hub_log(), "code=enrol.rate"));
    }
}

TEST_CASE("a revoked agent is out at the hub at once, and at the broker within a minute",
          "[integration][enrolment]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    const auto agent = rig.agent("a");
    REQUIRE(rig.enroll(*agent, rig.token("gna-tij1")).code == 0);
    agent->start();
    CHECK(scan(*agent, "E-1") == "OK 1");
    REQUIRE(wait_for(20s, [&] { return rig.movements_of("gna-tij1") == 1; }));
    const fs::path before = rig.token("gna-tij1");  // made before: it must not help

    const auto began = std::chrono::steady_clock::now();
    const Ran revoked = rig.hub({"plant", "revoke", "gna-tij1", "--reason", "stolen box"});
    CAPTURE(revoked.out);
    REQUIRE(revoked.code == 0);
    // The hub alone, while the broker has heard nothing yet: capturing goes on, nothing is taken.
    CHECK(scan(*agent, "E-2") == "OK 2");
    rig.reload_broker();
    REQUIRE(wait_for(60s, [&] { return says(agent->log(), "uplink.broker_down"); }));
    const auto took = std::chrono::steady_clock::now() - began;
    CHECK(took < 60s);
    WARN("an agent that was connected was cut after "
         << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
    REQUIRE(wait_for(20s, [&] { return says(rig.hub_log(), "broker.session_taken"); }));
    std::this_thread::sleep_for(5s);  // it tries again, and stays out
    CHECK_FALSE(says(rig.hub_log(), "broker.lets_revoked_in"));
    CHECK(rig.movements_of("gna-tij1") == 1);
    // A hub that starts again knows it still, and takes the session once more.
    rig.stop_hub();
    rig.start_hub();
    CHECK(rig.movements_of("gna-tij1") == 1);
    // The agent says why, once it has asked the hub.
    REQUIRE(wait_for(60s, [&] { return says(agent->command({"status"}).out, "was revoked"); }));
    CHECK(says(agent->command({"status"}).out, "stolen box"));
    CHECK(says(rig.hub_log(), "code=enrol.revoked"));

    // A token from before does not bring it back; a new one does, and nothing was lost.
    agent->stop();
    CHECK(rig.enroll(*agent, before, {"--again"}).code == 77);
    REQUIRE(rig.enroll(*agent, rig.token("gna-tij1"), {"--again"}).code == 0);
    rig.reload_broker();
    agent->start();
    CHECK(wait_for(60s, [&] { return rig.movements_of("gna-tij1") == 2; }));
    CHECK(rig.hub({"broker-config", "check"}).code == 0);
}

namespace {

/// Puts a certificate of the hub's authority into an identity that lives from `from` on for 90
/// days: time passed, without a clock that lies.
void age(const EnrolmentRig& rig, const fs::path& identity, std::int64_t days) {
    constexpr std::int64_t day_ms = 86'400'000;
    std::ifstream in{rig.folder() / "hub" / "access" / "ca.pem"};
    const std::string pem{std::istreambuf_iterator<char>{in}, {}};
    const Authority authority = Authority::from_pem(pem).value();
    config::JoinBundle bundle = config::read_join_bundle(identity).value();
    const TlsKey key = TlsKey::from_pem(bundle.tls->key).value();
    const std::int64_t from = now_utc().ms - days * day_ms;
    bundle.tls->certificate =
        authority
            .issue_client(key.public_der(), bundle.agent.value(), {{from}, {from + 90 * day_ms}})
            .value();
    fs::remove(identity);
    REQUIRE(config::write_join_bundle(identity, bundle));
}

}  // namespace

TEST_CASE("an agent renews by itself, three times, and loses no scan", "[integration][enrolment]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    const auto agent = rig.agent("a");
    const fs::path identity = identity_of(*agent);
    REQUIRE(rig.enroll(*agent, rig.token("gna-tij1")).code == 0);
    long scans = 0;
    for (int round = 1; round <= 3; ++round) {
        CAPTURE(round);
        age(rig, identity, 61);
        const std::string before = config::read_join_bundle(identity).value().tls->certificate;
        agent->start();
        const auto renewals = [&] {
            const std::string log = agent->log();
            int count = 0;
            for (std::size_t at = 0; (at = log.find("identity.renewed", at)) != std::string::npos;
                 ++at) {
                ++count;
            }
            return count;
        };
        // Scans go on all the while.
        REQUIRE(wait_for(20s, [&] {
            ++scans;
            const std::string reply = scan(*agent, "E-" + std::to_string(scans));
            return reply.starts_with("OK ") && renewals() == round;
        }));
        const auto bundle = config::read_join_bundle(identity).value();
        CHECK(bundle.tls->certificate != before);
        const auto view = read_certificate(bundle.tls->certificate).value();
        CHECK(view.common_name == "gna-tij1");
        CHECK(view.not_after.ms - now_utc().ms > 89LL * 86'400'000);
        REQUIRE(wait_for(30s, [&] { return rig.movements_of("gna-tij1") == scans; }));
        CHECK(agent->command({"status"}).code == 0);
        CHECK(agent->stop() == 0);
    }
    // One that is past its end asks too, and says so while nobody answers.
    age(rig, identity, 91);
    rig.stop_hub();
    agent->start();
    CHECK(wait_for(10s, [&] { return says(agent->command({"status"}).out, "has expired"); }));
    CHECK(scan(*agent, "E-late").starts_with("OK "));
}

TEST_CASE("the door of enrolment refuses what it cannot read", "[integration][enrolment]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    const std::string ca = [&] {
        std::ifstream file{rig.broker_folder() / "ca.crt"};
        return std::string{std::istreambuf_iterator<char>{file}, {}};
    }();
    const auto place = config::parse_hub_url(rig.url()).value();
    const http::Peer peer{
        .address = place.host, .port = place.port, .tls = http::TlsTrust{.authorities = ca}};
    const auto status = [&](std::string_view route, std::string_view body) {
        const auto answer =
            http::request(peer, "POST", route, body, {}, {{"Content-Type", "application/json"}});
        REQUIRE(answer);
        return answer->status;
    };
    CHECK(status(config::enroll_route, "") == 400);
    CHECK(status(config::enroll_route, R"({"token":"saldo1.a.b.c"})") == 400);
    CHECK(status(config::renew_route, R"({"agent":"x","csr":"","proof":""})") == 400);
    CHECK(status("/api/v1/balances", "") == 404);  // nothing else is served there
    // Without TLS there is nothing at all.
    const auto plain = http::request({.address = place.host, .port = place.port}, "GET", "/");
    CHECK_FALSE(plain);
    // A server that is not whom we trust is told nothing.
    const std::string other =
        Authority::create("other", {{0}, {4'000'000'000'000}}).certificate_pem();
    const auto stranger = http::request(
        {.address = place.host, .port = place.port, .tls = http::TlsTrust{.authorities = other}},
        "GET", "/");
    REQUIRE_FALSE(stranger);
    CHECK(stranger.error().code == Errc::forbidden);
    // Nor one under a name that its certificate does not carry.
    const auto renamed = http::request(
        {.address = "127.0.0.2", .port = place.port, .tls = http::TlsTrust{.authorities = ca}},
        "GET", "/");
    REQUIRE_FALSE(renamed);
}
