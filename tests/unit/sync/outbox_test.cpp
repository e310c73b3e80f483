#include <functional>

#include "tests/support/stream.hpp"
#include "tests/unit/sync/outbox_agent.hpp"

namespace saldo::sync {

TEST_CASE("an outbox greets, waits for its answer, then sends", "[sync][outbox]") {
    Agent agent{150, 0};
    CHECK(agent.give(Tick{}).empty());  // nothing without a link
    auto actions = agent.give(Connected{session});
    REQUIRE(actions.size() == 1);
    CHECK(only<SendHello>(actions).at(0).session == session);
    CHECK(agent.record(160).empty());  // no window was given yet

    // A retained receipt from before this HELLO is no answer to it.
    Receipt old = agent.receipt(0);
    old.session = 7;
    CHECK(agent.receive(old).empty());
    CHECK(agent.outbox.state() == Outbox::State::greeting);

    actions = agent.receive(agent.receipt(0));
    REQUIRE(only<SendRange>(actions).size() == 1);
    const SendRange range = only<SendRange>(actions).front();
    CHECK(range.from == 0);
    CHECK(range.records_max == 160);
    CHECK(range.pack);
}

TEST_CASE("a receipt that is no answer leaves the hello open", "[sync][outbox]") {
    // A retained receipt of a hub that the agent meets for the first time, or of a new life of it:
    // if our HELLO was lost beside it, only our own time-out brings us on.
    Agent agent{150, 100};
    agent.give(Connected{session});
    const std::uint64_t held = GENERATE(100, 120, 90);
    Receipt old = agent.receipt(held);
    old.session = 7;
    old.incarnation = 2;
    CHECK(only<Hold>(agent.receive(old, 10)).size() == 1);
    CHECK(agent.outbox.state() == Outbox::State::greeting);
    CHECK(only<SendHello>(agent.wait()).size() == 1);
    agent.receive(agent.receipt(held));
    CHECK(agent.outbox.state() == Outbox::State::streaming);
}

TEST_CASE("a halted agent goes on asking, whatever it hears", "[sync][outbox]") {
    Agent agent{150, 100};
    agent.stream_from(100);
    agent.receive(agent.receipt(100, Verdict::quarantined));
    REQUIRE(agent.outbox.state() == Outbox::State::halted);
    Receipt old = agent.receipt(110);
    old.session = 7;
    agent.receive(old, 10);
    CHECK(agent.outbox.state() == Outbox::State::halted);
    CHECK(only<SendHello>(agent.wait()).size() == 1);
}

TEST_CASE("a record waits for company, but not for long", "[sync][outbox]") {
    Agent agent{10, 10};
    agent.stream_from(10);
    CHECK(only<SendRange>(agent.record(11)).empty());
    CHECK(agent.outbox.deadline() == agent.now.plus_ms(200));
    CHECK(only<SendRange>(agent.give(Recorded{12}, 199)).empty());
    const auto ranges = only<SendRange>(agent.give(Tick{}, 1));
    REQUIRE(ranges.size() == 1);
    CHECK(ranges[0].from == 10);
    CHECK(ranges[0].records_max == 2);
    CHECK_FALSE(ranges[0].pack);

    SECTION("a full batch does not wait") {
        agent.give(Sent{12});
        CHECK(only<SendRange>(agent.record(112)).size() == 1);
    }
}

TEST_CASE("no more batches are on their way than the window allows", "[sync][outbox]") {
    Agent agent{2000, 0};
    agent.stream_from(0, 2);
    CHECK(only<SendRange>(agent.last).at(0).from == 0);
    CHECK(only<SendRange>(agent.give(Sent{500})).at(0).from == 500);
    CHECK(only<SendRange>(agent.give(Sent{1000})).empty());  // two are on their way
    const auto actions = agent.receive(agent.receipt(500, Verdict::accepted, 3));
    CHECK(only<Hold>(actions).at(0).receipt.held.next == 500);
    CHECK(only<SendRange>(actions).at(0).from == 1000);
    CHECK(only<SendRange>(agent.give(Sent{1500})).at(0).from == 1500);
    CHECK(only<SendRange>(agent.give(Sent{2000})).empty());
    CHECK(agent.outbox.in_flight() == 3);

    SECTION("a cumulative receipt answers for many batches") {
        agent.receive(agent.receipt(2000));
        CHECK(agent.outbox.held() == 2000);
        CHECK(agent.outbox.in_flight() == 0);
        CHECK(*agent.outbox.deadline() >=
              agent.now.plus_ms(Limits{}.silence_ms_max));  // nothing is owed
    }
}

TEST_CASE("the hub's credit scales the window, and 0 means wait", "[sync][outbox]") {
    Agent agent{2000, 0};
    agent.stream_from(0, 8);
    HubState state{.hub = "hub", .incarnation = 1, .run = 5, .online = true};
    state.credit_permille = 250;
    agent.give(HubSeen{state});
    CHECK(agent.outbox.window() == 2);
    state.credit_permille = 1;
    agent.give(HubSeen{state});
    CHECK(agent.outbox.window() == 1);
    state.credit_permille = 0;
    agent.give(HubSeen{state});
    CHECK(agent.outbox.window() == 0);
}

TEST_CASE("with a window of 0 an agent asks again instead of sending", "[sync][outbox]") {
    Agent agent{2000, 0};
    agent.stream_from(0, 0);
    CHECK(only<SendRange>(agent.last).empty());
    CHECK(only<SendHello>(agent.wait()).size() == 1);
    CHECK(only<SendHello>(agent.wait()).size() == 1);
    CHECK(only<DropLink>(agent.wait()).empty());  // nobody owed it a receipt
    CHECK(only<SendRange>(agent.receive(agent.receipt(0, Verdict::accepted, 2))).size() == 1);
}

TEST_CASE("a gap sends again from where the hub stands, once", "[sync][outbox]") {
    Agent agent{2000, 0};
    agent.stream_from(0, 3);
    agent.give(Sent{500});
    agent.give(Sent{1000});
    agent.give(Sent{1500});
    const auto actions = agent.receive(agent.receipt(500, Verdict::gap, 3));
    CHECK(only<SendRange>(actions).at(0).from == 500);
    agent.give(Sent{1000});
    const auto echo = agent.receive(agent.receipt(500, Verdict::gap, 3));
    for (const SendRange& range : only<SendRange>(echo)) CHECK(range.from != 500);
    CHECK(agent.outbox.resends() == 1);
    CHECK(agent.outbox.sent() >= 1000);
}

TEST_CASE("silence sends again from the last receipt, then drops the link", "[sync][outbox]") {
    Agent agent{2000, 0};
    agent.stream_from(0, 2);
    agent.give(Sent{500});
    agent.give(Sent{1000});
    auto actions = agent.wait();  // 5 s
    CHECK(only<SendRange>(actions).at(0).from == 0);
    CHECK(agent.outbox.window() == 2);
    agent.give(Sent{500});
    const SteadyTime before = agent.now;
    actions = agent.wait();  // twice as long
    CHECK((agent.now.ns - before.ns) / 1'000'000 == 10'000);
    CHECK(only<SendRange>(actions).at(0).from == 0);
    agent.give(Sent{500});
    actions = agent.wait();
    CHECK(only<DropLink>(actions).size() == 1);
    CHECK(agent.outbox.state() == Outbox::State::disconnected);
    CHECK(agent.outbox.recorded() == 2000);
}

TEST_CASE("a receipt that is old, doubled or of an older hub changes nothing", "[sync][outbox]") {
    Agent agent{1000, 600};
    agent.stream_from(600);
    const auto held = agent.outbox.held();
    CHECK(only<Hold>(agent.receive(agent.receipt(500))).empty());
    CHECK(only<Hold>(agent.receive(agent.receipt(600))).empty());
    Receipt older = agent.receipt(900);
    older.incarnation = 0;
    CHECK(agent.receive(older).empty());
    CHECK(agent.outbox.held() == held);
    CHECK(agent.outbox.state() == Outbox::State::streaming);
}

TEST_CASE("a hub that went back is refilled", "[sync][outbox]") {
    Agent agent{1000, 900};
    agent.give(Connected{session});
    Receipt receipt = agent.receipt(100);
    receipt.incarnation = 2;
    const auto actions = agent.receive(receipt);
    CHECK(only<Hold>(actions).size() == 1);
    CHECK(only<SendRange>(actions).at(0).from == 100);
    CHECK(agent.outbox.incarnation() == 2);
    CHECK(agent.outbox.held() == 100);
}

TEST_CASE("what the hub does not take stops sending, and capture goes on", "[sync][outbox]") {
    struct Case {
        std::string name;
        std::function<std::vector<Action>(Agent&)> contradict;
    };
    const auto c = GENERATE(values<Case>({
        {"a fork", [](Agent& a) { return a.receive(a.receipt(0, Verdict::fork)); }},
        {"fenced", [](Agent& a) { return a.receive(a.receipt(0, Verdict::fenced)); }},
        {"quarantined", [](Agent& a) { return a.receive(a.receipt(0, Verdict::quarantined)); }},
    }));
    INFO(c.name);
    Agent agent{2000, 0};
    agent.stream_from(0);
    agent.give(Sent{500});
    const auto actions = c.contradict(agent);
    CHECK(only<Alarm>(actions).size() == 1);
    CHECK(only<Hold>(actions).empty());
    CHECK(agent.outbox.state() == Outbox::State::halted);
    CHECK(agent.outbox.held() == 0);
    CHECK(agent.record(3000).empty());
    CHECK(agent.outbox.recorded() == 3000);
    CHECK(c.contradict(agent).empty());  // one alarm, not one for each receipt

    SECTION("it asks again, slowly, and goes on when the answer is clean") {
        const SteadyTime before = agent.now;
        CHECK(only<SendHello>(agent.wait()).size() == 1);
        CHECK((agent.now.ns - before.ns) / 1'000'000 == Limits{}.halted_hello_ms);
        agent.receive(agent.receipt(0));
        CHECK(agent.outbox.state() == Outbox::State::streaming);
        CHECK(agent.outbox.alarm() == Halt::none);
    }
}

TEST_CASE("a new run of the hub is greeted again", "[sync][outbox]") {
    Agent agent{1000, 0};
    agent.stream_from(0);
    HubState state{.hub = "hub", .incarnation = 1, .run = 5, .online = true};
    CHECK(only<SendHello>(agent.give(HubSeen{state})).empty());
    state.online = false;
    CHECK(agent.give(HubSeen{state}).empty());
    state.online = true;
    state.run = 6;
    CHECK(only<SendHello>(agent.give(HubSeen{state})).size() == 1);
    CHECK(agent.outbox.state() == Outbox::State::greeting);
}

// The whole way, cut at each step: whatever is lost, what is recorded ends up held.
TEST_CASE("an outbox cut at each step ends with everything held", "[sync][outbox]") {
    constexpr std::uint64_t total = 1700;
    std::size_t steps = 0;
    for (std::size_t cut = 0; cut == 0 || cut < steps; ++cut) {
        Agent agent{total, 0};
        std::uint64_t at_hub = 0;
        std::size_t step = 0;
        std::vector<Action> todo = agent.give(Connected{session});
        for (int guard = 0; guard < 1000 && agent.outbox.held() < total; ++guard) {
            if (todo.empty()) {
                todo = agent.outbox.state() == Outbox::State::disconnected
                           ? agent.give(Connected{session})
                           : agent.wait();
                continue;
            }
            const Action action = todo.front();
            todo.erase(todo.begin());
            const bool is_lost = ++step == cut;
            std::vector<Action> more;
            if (std::holds_alternative<SendHello>(action) && !is_lost) {
                more = agent.receive(agent.receipt(at_hub), 1);
            } else if (const auto* range = std::get_if<SendRange>(&action)) {
                const std::uint64_t end =
                    range->from + std::min<std::size_t>(range->records_max, 500);
                more = agent.give(Sent{end});
                todo.insert(todo.end(), more.begin(), more.end());
                more.clear();
                if (!is_lost) {
                    const bool is_gap = range->from > at_hub;
                    if (!is_gap) at_hub = std::max(at_hub, end);
                    more = agent.receive(
                        agent.receipt(at_hub, is_gap ? Verdict::gap : Verdict::accepted), 1);
                }
            } else if (std::holds_alternative<DropLink>(action)) {
                agent.give(Disconnected{});
            }
            todo.insert(todo.end(), more.begin(), more.end());
            if (is_lost && cut % 2 == 0) {  // every other cut takes the link with it
                todo.clear();
                agent.give(Disconnected{});
            }
        }
        INFO("cut at step " << cut);
        REQUIRE(agent.outbox.held() == total);
        REQUIRE(at_hub == total);
        if (cut == 0) steps = step;
    }
    CHECK(steps > 5);
}

}  // namespace saldo::sync
