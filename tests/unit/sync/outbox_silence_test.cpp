#include "tests/unit/sync/outbox_agent.hpp"

// Links that died without a word, and a hub that was put back: what an agent must find out itself.

namespace saldo::sync {

// Found by simulate --seed 640: agents with nothing to send never told it what it had lost.
TEST_CASE("a hub put back to before its last incarnation is greeted", "[sync][outbox]") {
    Agent agent{1000, 1000};
    agent.stream_from(1000);
    HubState state{.hub = "hub", .incarnation = 1, .run = 5, .online = true};
    agent.give(HubSeen{state});
    Receipt went_back = agent.receipt(1000);
    went_back.incarnation = 2;
    agent.receive(went_back);
    REQUIRE(agent.outbox.incarnation() == 2);
    state.run = 6;
    state.credit_permille = 0;
    CHECK(only<SendHello>(agent.give(HubSeen{state})).size() == 1);
    CHECK(agent.outbox.state() == Outbox::State::greeting);
    CHECK(agent.outbox.incarnation() == 2);
    went_back.incarnation = 3;
    agent.receive(went_back);
    CHECK(agent.outbox.state() == Outbox::State::streaming);
    CHECK(agent.outbox.window() == 2);          // the old word's credit did not count
    CHECK(agent.give(HubSeen{state}).empty());  // heard again, it is not new
    state.online = false;
    state.run = 7;
    CHECK(agent.give(HubSeen{state}).empty());
}

// Found by simulate --seed 1565: the word of the run that answered was lost, and so was the next
// one's; what came at last was taken for the run that had answered.
TEST_CASE("a run that is heard of only after the answer is greeted", "[sync][outbox]") {
    Agent agent{1000, 1000};
    HubState state{.hub = "hub", .incarnation = 1, .run = 5, .online = true};
    agent.give(Connected{session});
    SECTION("heard before the answer it is the one that answers") {
        CHECK(agent.give(HubSeen{state}).empty());
        agent.receive(agent.receipt(1000));
        CHECK(agent.give(HubSeen{state}).empty());
    }
    SECTION("heard after it, it may be another") {
        agent.receive(agent.receipt(1000));
        CHECK(only<SendHello>(agent.give(HubSeen{state})).size() == 1);
        agent.receive(agent.receipt(1000));
        CHECK(agent.give(HubSeen{state}).empty());
    }
    SECTION("a new incarnation is greeted, whatever its run") {
        agent.give(HubSeen{state});
        agent.receive(agent.receipt(1000));
        state.incarnation = 2;
        CHECK(only<SendHello>(agent.give(HubSeen{state})).size() == 1);
    }
}

// Found by simulate --seed 8724: the will of a new run came before its first word.
TEST_CASE("a new run is greeted, though its will was heard before it", "[sync][outbox]") {
    Agent agent{1000, 1000};
    agent.stream_from(1000);
    HubState state{.hub = "hub", .incarnation = 1, .run = 6, .online = false};
    CHECK(agent.give(HubSeen{state}).empty());
    state.online = true;
    CHECK(only<SendHello>(agent.give(HubSeen{state})).size() == 1);
}

TEST_CASE("while the hub is away an agent asks, and is patient with its link", "[sync][outbox]") {
    Agent agent{1000, 0};
    agent.stream_from(0);
    agent.give(Sent{500});
    agent.give(HubSeen{{.hub = "hub", .incarnation = 1, .run = 5, .online = false}});
    for (std::uint32_t i = 0; i < Limits{}.hellos_unanswered_max; ++i) {
        const auto actions = agent.wait();
        CHECK(only<DropLink>(actions).empty());
        CHECK(only<SendHello>(actions).size() == 1);
    }
    // The link may be dead without a word: then the hub's return would never reach us over it.
    CHECK(only<DropLink>(agent.wait()).size() == 1);
    CHECK(agent.outbox.state() == Outbox::State::disconnected);
}

// Found by simulate --seed 59: the window stayed 0, the link was dead, and nobody ever looked.
TEST_CASE("a link that answers no hello is dropped, though no batch is on its way",
          "[sync][outbox]") {
    Agent agent{2000, 0};
    agent.stream_from(0, 0);
    for (int round = 0; round < 20; ++round) {  // each answer begins the count anew
        CHECK(only<SendHello>(agent.wait()).size() == 1);
        agent.receive(agent.receipt(0, Verdict::accepted, 0));
    }
    for (std::uint32_t i = 0; i < Limits{}.hellos_unanswered_max; ++i) {
        CHECK(only<SendHello>(agent.wait()).size() == 1);
    }
    CHECK(only<DropLink>(agent.wait()).size() == 1);
}

// Found by simulate --seed 1525: an agent with nothing to send never saw that its link was dead,
// and a hub that was put back waited for its records for ever.
TEST_CASE("an agent with nothing to send asks a hub that it has not heard for long",
          "[sync][outbox]") {
    Agent agent{1000, 1000};
    agent.stream_from(1000);
    HubState state{.hub = "hub", .incarnation = 1, .run = 5, .online = true};
    for (int minute = 0; minute < 10; ++minute) {  // a hub that is heard is asked nothing
        CHECK(agent.give(HubSeen{state}, 60'000).empty());
        CHECK(*agent.outbox.deadline() > agent.now.plus_ms(60'000));
    }
    CHECK(only<SendHello>(agent.wait()).size() == 1);
    CHECK(agent.outbox.state() == Outbox::State::streaming);
    CHECK(agent.receive(agent.receipt(1000)).empty());
    CHECK(agent.wait().empty());  // answered: the time-out of the question asks nothing more
    for (std::uint32_t i = 0; i < Limits{}.hellos_unanswered_max; ++i) {
        CHECK(only<SendHello>(agent.wait()).size() == 1);
    }
    CHECK(only<DropLink>(agent.wait()).size() == 1);
}

// Found by simulate --seed 3333: what was on its way at the halt was never sent again.
TEST_CASE("an agent that is let in again sends what was on its way when it was halted",
          "[sync][outbox]") {
    Agent agent{10, 0};
    agent.stream_from(0);
    REQUIRE(only<SendRange>(agent.wait()).size() == 1);
    agent.give(Sent{10});
    agent.receive(agent.receipt(0, Verdict::quarantined));
    REQUIRE(agent.outbox.state() == Outbox::State::halted);
    CHECK(only<SendHello>(agent.wait()).size() == 1);
    const auto sent = only<SendRange>(agent.receive(agent.receipt(0)));
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].from == 0);
}

// Found by simulate --seed 365: a record that could not be read was tried again without a pause.
TEST_CASE("what cannot be sent is not tried again at once", "[sync][outbox]") {
    Agent agent{10, 0};
    agent.stream_from(0);
    REQUIRE(only<SendRange>(agent.wait()).size() == 1);
    agent.give(Sent{0});
    CHECK(*agent.outbox.deadline() >= agent.now.plus_ms(1'000));
}

TEST_CASE("a halted agent whose question is not answered looks for another link",
          "[sync][outbox]") {
    Agent agent{10, 0};
    agent.stream_from(0);
    agent.receive(agent.receipt(0, Verdict::fork));
    REQUIRE(agent.outbox.state() == Outbox::State::halted);
    CHECK(only<SendHello>(agent.wait()).size() == 1);
    CHECK(only<DropLink>(agent.wait()).size() == 1);
    agent.give(Connected{session});
    agent.receive(agent.receipt(0, Verdict::quarantined));
    CHECK(agent.outbox.state() == Outbox::State::halted);
    CHECK(agent.outbox.alarm() != Halt::none);
}

}  // namespace saldo::sync
