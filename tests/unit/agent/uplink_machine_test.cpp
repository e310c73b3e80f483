#include "agent/uplink/uplink_machine.hpp"

#include "common/wire/messages.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"

namespace saldo::agent {
namespace {

class EmptySource : public RecordSource {
public:
    sync::Place head() const override { return {.epoch = {.ordinal = 1, .nonce = 1}}; }
    std::uint64_t tail() const override { return 0; }
    Bytes newest_receipt() const override { return {}; }
    Result<RecordRange> read(std::uint64_t, std::size_t, std::size_t) const override {
        return RecordRange{};
    }
    Result<std::optional<Digest>> hash_at(std::uint32_t, std::uint64_t) const override {
        return std::optional<Digest>{};
    }
    Result<void> mark_held(const sync::Receipt&, ByteView) override { return {}; }
    Result<void> open_epoch(wire::EpochReason, std::uint32_t) override { return {}; }
    Result<std::vector<Unsettled>> unsettled(std::uint64_t) const override {
        return std::vector<Unsettled>{};
    }
    Result<void> settle(const Settlement&) override { return {}; }
    void go_on_rehoming() override {}
};

/// A journal of a few records.
class StreamSource final : public EmptySource {
public:
    explicit StreamSource(std::size_t records) { stream.add_many(records); }
    sync::Place head() const override { return stream.place(stream.next()); }
    Result<RecordRange> read(std::uint64_t from, std::size_t records_max,
                             std::size_t) const override {
        const auto count =
            static_cast<std::uint32_t>(std::min<std::size_t>(records_max, stream.next() - from));
        return RecordRange{.first = from,
                           .count = count,
                           .before = stream.hash_at(from),
                           .after = stream.hash_at(from + count),
                           .records = stream.body(from, count)};
    }
    Result<std::optional<Digest>> hash_at(std::uint32_t, std::uint64_t next) const override {
        return std::optional{stream.hash_at(next)};
    }
    test::Stream stream{"a"};
};

class CountingLink final : public mqtt::MqttLink {
public:
    explicit CountingLink(std::vector<std::string>& topics) : topics_{topics} {}
    Result<void> connect() override { return {}; }
    Result<void> publish(std::string_view topic, ByteView, bool) override {
        topics_.emplace_back(topic);
        return {};
    }
    Result<void> subscribe(std::string_view) override { return {}; }
    void disconnect() override {}

private:
    std::vector<std::string>& topics_;
};

class SilentLink final : public mqtt::MqttLink {
public:
    Result<void> connect() override { return {}; }
    Result<void> publish(std::string_view, ByteView, bool) override { return {}; }
    Result<void> subscribe(std::string_view) override { return {}; }
    void disconnect() override {}
};

}  // namespace

// Found by simulate --seed 3714: neither Up nor Down ever came, and the agent waited for ever.
TEST_CASE("a client of the agent that tells nothing is thrown away", "[agent][uplink]") {
    SteadyTime now{1'000'000'000};
    int links = 0;
    EmptySource source;
    UplinkMachine machine{
        {.agent = "a", .rfc = "GNA010101AAA", .program = "test"},
        test::fixed_key(1),
        source,
        {.steady_now = [&] { return now; },
         .utc_now = [] { return UtcTime{1}; },
         .random = [] { return std::uint64_t{0}; }},
        [&](const mqtt::LinkOptions&) -> Result<std::unique_ptr<mqtt::MqttLink>> {
            ++links;
            return std::unique_ptr<mqtt::MqttLink>{std::make_unique<SilentLink>()};
        },
        [](const Error&) {}};
    const auto pass_ms = [&](std::int64_t ms) {
        const SteadyTime end = now.plus_ms(ms);
        while (*machine.deadline() <= end) {
            now = std::max(now, *machine.deadline());
            machine.wake();
        }
        now = end;
    };
    machine.start();
    pass_ms(59'000);
    CHECK(links == 1);
    pass_ms(3'000);
    CHECK(links == 2);
    machine.on_event(mqtt::Up{});
    pass_ms(4'000);
    CHECK(links == 2);  // now the outbox watches over it
    machine.stop();
    CHECK_FALSE(machine.deadline());
}

TEST_CASE("a batch that is made elsewhere is sent over the link that asked for it, or not at all",
          "[agent][uplink]") {
    SteadyTime now{1'000'000'000};
    const SigningKey hub_key = test::fixed_key(9);
    StreamSource source{50};
    std::vector<std::string> topics;
    std::vector<std::pair<sync::SendRange, BatchDone>> orders;
    UplinkMachine machine{
        {.agent = "a",
         .rfc = "GNA010101AAA",
         .program = "test",
         .hub_key = hub_key.public_key(),
         .make_batch = [&](const sync::SendRange& range,
                           BatchDone done) { orders.emplace_back(range, std::move(done)); }},
        test::fixed_key(1),
        source,
        {.steady_now = [&] { return now; },
         .utc_now = [] { return UtcTime{1}; },
         .random = [] { return std::uint64_t{4}; }},
        [&](const mqtt::LinkOptions&) -> Result<std::unique_ptr<mqtt::MqttLink>> {
            return std::unique_ptr<mqtt::MqttLink>{std::make_unique<CountingLink>(topics)};
        },
        [](const Error&) {}};
    const auto batches = [&] {
        return std::ranges::count_if(topics, [](const auto& t) { return t.ends_with("/up"); });
    };
    const auto greet = [&] {
        machine.on_event(mqtt::Up{});
        const sync::Receipt receipt{.hub = "hub",
                                    .incarnation = 1,
                                    .agent = "a",
                                    .held = {.epoch = source.stream.epoch()},
                                    .window = 2,
                                    .session = 5};
        machine.on_event(mqtt::Message{
            .topic = wire::topic_of({wire::shard_of("GNA010101AAA"), "a", wire::Channel::receipt}),
            .payload = wire::seal_message(wire::FrameKind::receipt, "a",
                                          wire::encode(receipt).value(), hub_key)
                           .value()});
        now = now.plus_ms(1'000);  // the linger is over
        machine.wake();
    };
    const auto answer = [&](std::size_t order) {
        const auto& [range, done] = orders.at(order);
        done(make_batch(source, "a", test::fixed_key(1), range));
    };
    machine.start();
    greet();
    REQUIRE(orders.size() == 1);
    SECTION("over the same link") {
        answer(0);
        CHECK(batches() == 1);
        CHECK(machine.status().batches_sent == 1);
    }
    SECTION("over another link, which asks anew") {
        machine.on_event(mqtt::Down{"gone"});
        now = now.plus_ms(10'000);
        machine.wake();
        greet();
        REQUIRE(orders.size() == 2);
        answer(0);
        CHECK(batches() == 0);
        answer(1);
        CHECK(batches() == 1);
    }
    SECTION("never after the stop") {
        machine.stop();
        answer(0);
        CHECK(batches() == 0);
    }
}

}  // namespace saldo::agent
