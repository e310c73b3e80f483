#include "hub/ingest/link_machine.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/messages.hpp"
#include "hub/log/lmdb_log.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::hub {
namespace {

constexpr const char* rfc = "GNA010101AAA";

/// What was asked of a link; it says nothing by itself.
struct Asked {
    int links = 0;
    std::vector<mqtt::Message> published;
    bool fails = false;
};

class SilentLink final : public mqtt::MqttLink {
public:
    explicit SilentLink(Asked& asked) : asked_{asked} { ++asked_.links; }
    Result<void> connect() override { return {}; }
    Result<void> publish(std::string_view topic, ByteView payload, bool) override {
        asked_.published.push_back(
            {.topic = std::string{topic}, .payload = {payload.begin(), payload.end()}});
        return {};
    }
    Result<void> subscribe(std::string_view) override { return {}; }
    void disconnect() override {}

private:
    Asked& asked_;
};

class OneAgent final : public AgentDirectory {
public:
    std::optional<AgentEntry> find(std::string_view agent) const override {
        if (agent != "a") return std::nullopt;
        return AgentEntry{.rfc = rfc, .plant = "P01", .key = test::fixed_key(1).public_key()};
    }
};

/// A hub's end of MQTT whose clock and broker are the test's.
class Hub {
public:
    Hub()
        : ingest{Ingest::open({.hub = "hub", .key = test::fixed_key(2), .run = 7}, *log, directory,
                              quarantine, {})
                     .value()},
          machine{{},
                  {.steady_now = [this] { return now; },
                   .utc_now = [] { return UtcTime{1}; },
                   .random = [] { return std::uint64_t{0}; }},
                  [this](const mqtt::LinkOptions&) -> Result<std::unique_ptr<mqtt::MqttLink>> {
                      return std::unique_ptr<mqtt::MqttLink>{std::make_unique<SilentLink>(asked)};
                  },
                  *ingest,
                  nullptr,
                  [this](const Error&) { asked.fails = true; }} {}

    /// Wakes it whenever it wants to be woken, for so long.
    void pass_ms(std::int64_t ms) {
        const SteadyTime end = now.plus_ms(ms);
        while (machine.deadline() && *machine.deadline() <= end) {
            now = std::max(now, *machine.deadline());
            machine.wake();
        }
        now = end;
    }
    void hear(std::string topic, Bytes payload, bool is_retained = false) {
        machine.on_event(mqtt::Message{
            .topic = std::move(topic), .payload = std::move(payload), .is_retained = is_retained});
        machine.drain();
    }
    std::size_t states() const {
        return static_cast<std::size_t>(
            std::ranges::count(asked.published, wire::hub_state_topic, &mqtt::Message::topic));
    }

    test::TempFolder folder = test::TempFolder::in_memory();
    SteadyTime now{1'000'000'000};
    Asked asked;
    OneAgent directory;
    std::unique_ptr<LmdbLog> log =
        LmdbLog::open(folder / "log", {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20}).value();
    Quarantine quarantine = Quarantine::open(folder / "quarantine", {}).value();
    std::unique_ptr<Ingest> ingest;
    LinkMachine machine;
};

const std::string up_topic =
    wire::topic_of({.shard = wire::shard_of(rfc), .agent = "a", .channel = wire::Channel::batch});

}  // namespace

TEST_CASE("the hub says each minute how it is", "[ingest]") {
    Hub hub;
    hub.machine.start();
    hub.pass_ms(10);
    CHECK(hub.states() == 0);
    hub.machine.on_event(mqtt::Up{});
    CHECK(hub.states() == 1);
    hub.pass_ms(121'000);
    CHECK(hub.states() == 3);
}

// Found by simulate: a client that never told what became of its connect held the hub for ever.
TEST_CASE("a client of the hub that tells nothing is thrown away", "[ingest]") {
    Hub hub;
    hub.machine.start();
    hub.pass_ms(59'000);
    CHECK(hub.asked.links == 1);
    hub.pass_ms(4'000);
    CHECK(hub.asked.links == 2);
}

TEST_CASE("a hub that hears no agent looks for another link, ever less often", "[ingest]") {
    Hub hub;
    hub.machine.start();
    hub.machine.on_event(mqtt::Up{});
    SECTION("what is retained is no sign of life") {
        hub.pass_ms(100'000);
        hub.hear(up_topic, {}, true);
        hub.pass_ms(79'000);
        CHECK(hub.asked.links == 1);
        hub.pass_ms(10'000);
        CHECK(hub.asked.links == 2);
        hub.machine.on_event(mqtt::Up{});
        hub.pass_ms(350'000);
        CHECK(hub.asked.links == 2);
        hub.pass_ms(15'000);
        CHECK(hub.asked.links == 3);
    }
    SECTION("one that is heard is enough") {
        for (int minute = 0; minute < 30; ++minute) {
            hub.pass_ms(60'000);
            hub.hear(up_topic, {});
        }
        CHECK(hub.asked.links == 1);
    }
    CHECK_FALSE(hub.asked.fails);
}

TEST_CASE("a receipt tells what the newest two backups hold", "[ingest]") {
    Hub hub;
    test::Stream stream{"a"};
    stream.add_many(10);
    hub.machine.start();
    hub.machine.on_event(mqtt::Up{});
    const auto backed_up = [&] {
        hub.asked.published.clear();
        hub.hear(up_topic, stream.frame(0, 10, test::fixed_key(1)));
        const auto body =
            wire::open_message(hub.asked.published.at(0).payload, wire::FrameKind::receipt, "a",
                               test::fixed_key(2).public_key());
        return wire::decode_receipt(body.value()).value().backed_up;
    };
    CHECK(backed_up() == 0);
    const auto note = [&](std::uint64_t next, sync::Epoch epoch) {
        const StreamHead head{.agent = AgentId{"a"}, .epoch = epoch, .last_sequence = next - 1};
        hub.ingest->note_backup({&head, 1});
    };
    note(4, stream.epoch());
    CHECK(backed_up() == 0);  // one copy is none
    note(7, stream.epoch());
    CHECK(backed_up() == 4);
    note(9, stream.epoch());
    CHECK(backed_up() == 7);
    note(9, {.ordinal = 2, .nonce = 1});  // of another epoch: it says nothing of this one
    CHECK(backed_up() == 0);
    note(99, stream.epoch());
    note(99, stream.epoch());
    CHECK(backed_up() == 10);  // never more than is held
}

// Found by simulate --seed 13613: a copy wrote on in its name and was taken away before the agent
// heard of it; with nothing to send it would not have known for ever.
TEST_CASE("an agent that recorded less than the hub holds is told by a receipt", "[ingest]") {
    Hub hub;
    hub.machine.start();
    hub.machine.on_event(mqtt::Up{});
    test::Stream stream{"a"};
    stream.add_many(5);
    hub.hear(up_topic, stream.frame(0, 5, test::fixed_key(1)));
    const auto receipts = [&] {
        return std::ranges::count_if(hub.asked.published, [](const mqtt::Message& message) {
            return message.topic.ends_with("dn/ack");
        });
    };
    REQUIRE(receipts() == 1);
    const auto tell = [&](std::uint64_t next) {
        const sync::Status status{.online = true, .at = {1}, .head = stream.place(next)};
        const Bytes body = wire::encode(status).value();
        hub.hear(
            wire::topic_of({wire::shard_of(rfc), "a", wire::Channel::status}),
            wire::seal_message(wire::FrameKind::status, "a", body, test::fixed_key(1)).value());
    };
    tell(5);
    CHECK(receipts() == 1);
    tell(4);
    CHECK(receipts() == 2);
}

}  // namespace saldo::hub
