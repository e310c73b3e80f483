#include <functional>
#include <string>

#include "tests/unit/sync/outbox_agent.hpp"

namespace saldo::sync {

TEST_CASE("what contradicts our journal makes it go on in a new epoch", "[sync][outbox]") {
    struct Case {
        std::string name;
        std::function<std::vector<Action>(Agent&)> contradict;
        OpenEpoch::Why why;
        std::uint32_t after;
    };
    using Why = OpenEpoch::Why;
    const auto c = GENERATE(values<Case>({
        {"another hash", [](Agent& a) { return a.give(Received{a.receipt(500), Agent::hash(1)}); },
         Why::hub_ahead, 1},
        {"more than we have", [](Agent& a) { return a.receive(a.receipt(5000)); }, Why::hub_ahead,
         1},
        {"a place that we keep no more",
         [](Agent& a) { return a.give(Received{a.receipt(500), std::nullopt}); }, Why::range_lost,
         1},
        {"a later epoch",
         [](Agent& a) {
             Receipt r = a.receipt(500, Verdict::fenced);
             r.held.epoch.ordinal = 4;
             return a.receive(r);
         },
         Why::hub_ahead, 4},
        {"another journal of the same ordinal",
         [](Agent& a) {
             Receipt r = a.receipt(500, Verdict::fenced);
             r.held.epoch.nonce = 1;
             return a.receive(r);
         },
         Why::hub_ahead, 1},
    }));
    INFO(c.name);
    Agent agent{2000, 0};
    agent.stream_from(0);
    agent.give(Sent{500});
    const auto actions = c.contradict(agent);
    const auto opened = only<OpenEpoch>(actions);
    REQUIRE(opened.size() == 1);
    CHECK(opened[0].why == c.why);
    CHECK(opened[0].after == c.after);
    CHECK(c.contradict(agent).empty());  // once
    CHECK(agent.record(3000).empty());
    CHECK(agent.outbox.held() == 0);

    const Epoch next{.ordinal = c.after + 1, .nonce = 77};
    const auto hellos = only<SendHello>(agent.give(EpochOpened{next, 3, 43}));
    REQUIRE(hellos.size() == 1);
    CHECK(hellos[0].session == 43);
    CHECK(agent.outbox.recorded() == 3);
    Receipt waits = agent.receipt(0, Verdict::quarantined);
    waits.session = 43;
    REQUIRE(only<Alarm>(agent.receive(waits)).size() == 1);
    CHECK(agent.outbox.alarm() == Halt::epoch_waits);
    Receipt granted = agent.receipt(0);
    granted.session = 43;
    granted.held = {.epoch = next};
    agent.give(Received{granted, Digest{}});
    CHECK(agent.outbox.state() == Outbox::State::streaming);
    CHECK(agent.outbox.alarm() == Halt::none);
}

TEST_CASE("a receipt for another machine's epoch is not ours to judge", "[sync][outbox]") {
    Agent agent{2000, 0};
    agent.stream_from(0);
    Receipt other = agent.receipt(500);
    other.session = 4711;
    other.held.epoch.ordinal = 2;
    CHECK(agent.receive(other).empty());
    CHECK(agent.outbox.state() == Outbox::State::streaming);
}

}  // namespace saldo::sync
