#include "agent/uplink/uplink_machine.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"

namespace saldo::agent {
namespace {

class EmptySource final : public RecordSource {
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

}  // namespace saldo::agent
