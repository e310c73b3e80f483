// The generated ACL against a real mosquitto: agent × topic. MQTT 3.1.1 acknowledges what a broker
// refuses, so only what is delivered counts here.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "common/config/clock.hpp"
#include "common/mqtt/paho_link.hpp"
#include "hub/access/broker_files.hpp"
#include "tests/integration/enrolment_rig.hpp"
#include "tests/integration/sync_rig.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::test;
using namespace std::chrono_literals;

namespace {

constexpr UtcTime long_ago{1'000'000'000'000};

/// A client with a certificate of its own, and all that came to it.
class Client {
public:
    Client(boost::asio::io_context& io, const std::string& uri, mqtt::TlsFiles tls,
           const std::string& id)
        : io_{io}, alive_{std::make_shared<bool>(true)} {
        mqtt::LinkOptions options;
        options.uri = uri;
        options.client_id = id;
        options.tls = std::move(tls);
        auto link = mqtt::make_paho_link(
            io.get_executor(), options, [this, alive = alive_](const mqtt::Event& event) {
                if (!*alive) return;
                if (std::holds_alternative<mqtt::Up>(event)) is_up_ = true;
                if (std::holds_alternative<mqtt::Down>(event)) is_down_ = true;
                if (const auto* message = std::get_if<mqtt::Message>(&event)) {
                    received_.push_back(message->topic);
                }
            });
        REQUIRE(link);
        link_ = std::move(*link);
        REQUIRE(link_->connect());
        run_until(io_, 10s, [this] { return is_up_ || is_down_; });
    }
    ~Client() { *alive_ = false; }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool is_connected() const { return is_up_ && !is_down_; }
    bool publish(const std::string& topic) {
        return link_->publish(topic, as_bytes("x"), false).has_value();
    }
    void subscribe(const std::string& filter) { REQUIRE(link_->subscribe(filter)); }
    bool has(const std::string& topic) const {
        return std::ranges::find(received_, topic) != received_.end();
    }
    bool waits_for(const std::string& topic) {
        return run_until(io_, 5s, [&] { return has(topic) || is_down_; }) && has(topic);
    }
    std::vector<std::string> take() { return std::exchange(received_, {}); }

private:
    boost::asio::io_context& io_;
    std::unique_ptr<mqtt::MqttLink> link_;
    std::vector<std::string> received_;
    std::shared_ptr<bool> alive_;
    bool is_up_ = false;
    bool is_down_ = false;
};

/// A broker on the hub's files, with one user more who sees and says everything.
struct Rights {
    TempFolder folder;
    std::unique_ptr<hub::AccessStore> access;
    std::unique_ptr<Mosquitto> broker;
    boost::asio::io_context io;
    std::map<std::string, std::string> revoked;
    hub::BrokerPlan plan;
    UtcTime now = now_utc();

    Rights() {
        access = hub::AccessStore::open(folder.path() / "access", "hub-1", now).value();
        plan = {.folder = folder.path(),
                .address = "127.0.0.1",
                .port = Mosquitto::free_port(),
                .names = {"127.0.0.1"}};
        write();
        std::ifstream in{folder.path() / "saldo.conf"};
        broker = std::make_unique<Mosquitto>(
            folder.path(), plan.port,
            std::string{std::istreambuf_iterator<char>{in}, {}} + "sys_interval 1\n");
    }
    void write() {
        REQUIRE(hub::write_broker_files(*access, plan, "hub-1", revoked, now));
        std::ofstream{folder.path() / "saldo.acl", std::ios::app}
            << "\nuser watcher\ntopic readwrite #\ntopic readwrite $SYS/#\n";
    }
    mqtt::TlsFiles files(const std::string& certificate) const {
        return {(folder.path() / "ca.crt").string(), certificate, certificate};
    }
    std::string uri() const { return fmt::format("ssl://127.0.0.1:{}", plan.port); }
    std::unique_ptr<Client> client(const std::string& name) {
        const auto held = access->client_certificate(name, name, now).value();
        return std::make_unique<Client>(io, uri(), files(held.file), name);
    }
    /// A connection with whatever certificate; gives whether the broker takes it.
    bool takes(const std::string& certificate) {
        return Client{io, uri(), files(certificate), "anybody"}.is_connected();
    }
};

}  // namespace

TEST_CASE("an agent writes its own topics up and no other", "[integration][enrolment][acl]") {
    if (!has_broker()) return;
    Rights rights;
    const auto watcher = rights.client("watcher");
    REQUIRE(watcher->is_connected());
    watcher->subscribe("#");
    watcher->subscribe("$SYS/#");
    auto agent = rights.client("gna-tij1");
    REQUIRE(agent->is_connected());
    const std::string own = "saldo/1/7a/gna-tij1/up";
    // Until the watcher hears, nothing that is not delivered means anything.
    REQUIRE(run_until(rights.io, 10s, [&] {
        agent->publish(own);
        run_for(rights.io, 50ms);
        return watcher->has(own);
    }));

    int sent = 0;
    const auto is_delivered = [&](const std::string& topic) {
        if (!agent->is_connected()) agent = rights.client("gna-tij1");
        REQUIRE(agent->is_connected());
        const std::string marker = own + "/hello";
        watcher->take();
        // In order: when what was sent after it is there, it is there or will never be.
        const bool was_sent = agent->publish(topic);
        if (!agent->publish(marker) || !watcher->waits_for(marker)) {
            agent = rights.client("gna-tij1");  // the broker closed on it
            REQUIRE(agent->is_connected());
            REQUIRE(run_until(rights.io, 10s, [&] {
                agent->publish(marker);
                run_for(rights.io, 50ms);
                return watcher->has(marker);
            }));
        }
        ++sent;
        return was_sent && watcher->has(topic);
    };
    for (const std::string& topic : {own, own + "/st", own + "/refill", own + "/wit"}) {
        CAPTURE(topic);
        CHECK(is_delivered(topic));
    }
    // Of another shard the broker knows nothing; the hub refuses it.
    CHECK(is_delivered("saldo/1/00/gna-tij1/up"));

    const std::vector<std::string> forbidden{
        "saldo/1/7a/gna-jrz1/up",
        "saldo/1/7a/gna-jrz1/up/hello",
        "saldo/1/7a/gna-jrz1/up/st",
        "saldo/1/7a/gna-tij1/dn/ack",
        "saldo/1/7a/gna-tij1/dn/cat",
        "saldo/1/7a/gna-tij1/dn/cfg",
        "saldo/1/7a/gna-jrz1/dn/ack",
        "saldo/1/hub/state",
        "saldo/1/7a/gna-tij1/up/",
        "saldo/1/7a/gna-tij1/up/x",
        "saldo/1/7a/gna-tij1/up/hello/x",
        "saldo/1/7a/gna-tij1",
        "saldo/1/7a//up",
        "saldo/1/7a/7b/gna-tij1/up",
        "saldo/2/7a/gna-tij1/up",
        "/saldo/1/7a/gna-tij1/up",
        "saldo",
        "/",
        "gna-tij1",
        "saldo/1/7a/GNA-TIJ1/up",
        "saldo/1/7a/gna-tij1 /up",
        "$SYS/broker/clients/connected",
        "$share/g/saldo/1/7a/gna-tij1/up",
        "$CONTROL/dynamic-security/v1",
        // Wildcards and too much are no topics: the broker ends the connection.
        "saldo/1/+/gna-tij1/up",
        "saldo/1/7a/+/up",
        "saldo/1/7a/gna-tij1/#",
        "#",
        std::string(65'535, 'a'),
        fmt::format("saldo/1/{}/gna-jrz1/up", std::string(65'000, 'a')),
    };
    for (const std::string& topic : forbidden) {
        CAPTURE(topic.substr(0, 80), topic.size());
        CHECK_FALSE(is_delivered(topic));
    }
    CHECK(sent == 4 + static_cast<int>(forbidden.size()));
}

TEST_CASE("an agent hears its own topics down and no other", "[integration][enrolment][acl]") {
    if (!has_broker()) return;
    Rights rights;
    const auto watcher = rights.client("watcher");
    REQUIRE(watcher->is_connected());
    const std::vector<std::string> own{
        "saldo/1/7a/gna-tij1/dn/ack",    "saldo/1/7a/gna-tij1/dn/cat", "saldo/1/7a/gna-tij1/dn/cfg",
        "saldo/1/7a/gna-tij1/dn/refill", "saldo/1/7a/gna-tij1/dn/wit", "saldo/1/hub/state"};
    const std::vector<std::string> others{
        "saldo/1/7a/gna-jrz1/dn/ack", "saldo/1/7a/gna-jrz1/up",       "saldo/1/7a/gna-tij1/up",
        "saldo/1/7a/gna-jrz1/up/st",  "saldo/1/7a/gna-tij1/dn/x",     "saldo/1/7a//dn/ack",
        "saldo/1/hub/other",          "saldo/1/7a/gna-tij1/dn/ack/x", "other"};
    const std::string marker = "saldo/1/7a/gna-tij1/dn/ack";
    for (const std::string filter :
         {"#", "+/+/+/+/+/+", "+/#", "saldo/#", "saldo/1/+/+/dn/#", "saldo/1/7a/gna-jrz1/#",
          "saldo/1/+/+/up/#", "$SYS/#", "$share/g/#", "/#", "saldo/1/7a/gna-tij1/dn/#"}) {
        CAPTURE(filter);
        const auto agent = rights.client("gna-tij1");
        REQUIRE(agent->is_connected());
        agent->subscribe(filter);
        agent->subscribe(marker);
        REQUIRE(run_until(rights.io, 10s, [&] {
            watcher->publish(marker);
            run_for(rights.io, 20ms);
            return agent->has(marker);
        }));
        run_for(rights.io, 50ms);
        agent->take();
        const auto publish = [&](const std::string& topic) {  // a slow broker has to be waited for
            REQUIRE(run_until(rights.io, 10s, [&] { return watcher->publish(topic); }));
        };
        for (const std::string& topic : others) publish(topic);
        for (const std::string& topic : own) publish(topic);
        publish(marker);
        REQUIRE(agent->waits_for(marker));
        run_for(rights.io, filter == "$SYS/#" ? 1'500ms : 50ms);
        for (const std::string& topic : agent->take()) {
            CAPTURE(topic);
            CHECK(std::ranges::find(own, topic) != own.end());
        }
    }
    // The other way round: what it may hear it does hear.
    const auto agent = rights.client("gna-tij1");
    agent->subscribe("saldo/1/+/gna-tij1/dn/#");
    agent->subscribe("saldo/1/hub/state");
    REQUIRE(run_until(rights.io, 10s, [&] {
        for (const std::string& topic : own) watcher->publish(topic);
        run_for(rights.io, 20ms);
        return std::ranges::all_of(own, [&](const auto& topic) { return agent->has(topic); });
    }));
}

TEST_CASE("the broker takes certificates of the hub's agents alone",
          "[integration][enrolment][acl]") {
    if (!has_broker()) return;
    Rights rights;
    const std::string folder = rights.folder.path().string();
    const auto write = [&](const std::string& name, const std::string& pem) {
        std::ofstream{folder + "/" + name} << pem;
        return folder + "/" + name;
    };
    const TlsKey key = TlsKey::generate();
    const Validity year{long_ago, {rights.now.ms + 86'400'000}};
    const std::string good =
        rights.access->issue_to_agent("gna-tij1", key.public_der(), rights.now).value();
    const std::string file = write("good.pem", good + key.to_pem());
    CHECK(rights.takes(file));
    CHECK_FALSE(rights.takes(""));
    const Authority other = Authority::create("Saldo hub-1", year);
    CHECK_FALSE(rights.takes(
        write("other.pem",
              other.issue_client(key.public_der(), "gna-tij1", year).value() + key.to_pem())));
    const auto& own = rights.access->authority();
    CHECK_FALSE(
        rights.takes(write("old.pem", own.issue_client(key.public_der(), "gna-tij1",
                                                       {long_ago, {rights.now.ms - 3'600'000}})
                                              .value() +
                                          key.to_pem())));
    const std::vector<std::string> names{"gna-tij1"};
    CHECK_FALSE(rights.takes(write(
        "server.pem", own.issue_server(key.public_der(), names, year).value() + key.to_pem())));

    SECTION("and none that was revoked, once it was told") {
        const auto agent =
            std::make_unique<Client>(rights.io, rights.uri(), rights.files(file), "gna-tij1");
        REQUIRE(agent->is_connected());
        const auto watcher = rights.client("watcher");
        watcher->subscribe("#");
        const std::string own_topic = "saldo/1/7a/gna-tij1/up";
        REQUIRE(run_until(rights.io, 10s, [&] {
            agent->publish(own_topic);
            run_for(rights.io, 20ms);
            return watcher->has(own_topic);
        }));
        // Another one that is revoked shows when the broker has read its list: whoever connects in
        // the name of the first would take its session.
        const TlsKey probe_key = TlsKey::generate();
        const std::string probe = write(
            "probe.pem",
            rights.access->issue_to_agent("probe", probe_key.public_der(), rights.now).value() +
                probe_key.to_pem());
        CHECK(rights.takes(probe));
        CHECK(rights.access->revoke_agent("probe", rights.now).value() == 1);
        CHECK(rights.access->revoke_agent("gna-tij1", rights.now).value() == 1);
        rights.revoked["gna-tij1"] = "stolen";
        rights.write();
        rights.broker->reload();
        // Who is connected stays so, and is heard by nobody: that is why the hub takes the session.
        REQUIRE(run_until(rights.io, 10s, [&] { return !rights.takes(probe); }));
        run_for(rights.io, 100ms);
        watcher->take();
        CHECK(agent->is_connected());
        agent->publish(own_topic);
        watcher->publish("end");
        REQUIRE(watcher->waits_for("end"));
        CHECK_FALSE(watcher->has(own_topic));
        CHECK(rights.client("gna-jrz1")->is_connected());
        // A newer certificate in that name takes the session, and the agent is out.
        const auto passing =
            rights.access
                ->passing_certificate(rights.folder.path() / "passing.pem", "gna-tij1", rights.now)
                .value();
        const Client taker{rights.io, rights.uri(), rights.files(passing.file), "gna-tij1"};
        CHECK(taker.is_connected());
        CHECK(run_until(rights.io, 5s, [&] { return !agent->is_connected(); }));
    }
}
