#include "hub/downlink/catalog_desk.hpp"
#include "tests/property/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/downlink/downlink_rig.hpp"

using namespace saldo;
using namespace saldo::test;

TEST_CASE("the hub knows how each agent stands", "[hub][catalogs]") {
    DeskRig hub;
    ReceiverRig agent{hub};
    CHECK_FALSE(hub.desk->lag_of(downlink_agent));
    hub.rows.apply(downlink_part("RM-1"));
    hub.rows.apply(downlink_part("RM-2"));
    const auto first = hub.told({});
    CHECK_FALSE(hub.desk->lag_of(downlink_agent)->has_one);
    agent.take(first);
    hub.told(agent.place());
    CHECK(hub.desk->lag_of(downlink_agent)->has_one);
    CHECK(hub.desk->lag_of(downlink_agent)->behind == 0);
    hub.rows.apply(downlink_part("RM-3"));
    hub.turn();
    CHECK(hub.desk->lag_of(downlink_agent)->behind == 1);
    // A program that takes no catalogs is told nothing.
    hub.desk->on_status(downlink_agent, {.rfc = downlink_rfc}, {.online = true});
    CHECK_FALSE(hub.desk->lag_of(downlink_agent));
    hub.rows.apply(downlink_part("RM-4"));
    CHECK(hub.turn().empty());
    // Nor is one that is not there.
    hub.desk->on_status(downlink_agent, {.rfc = downlink_rfc},
                        {.online = false, .catalog = sync::CatalogPlace{}});
    CHECK(hub.turn().empty());
}

TEST_CASE("a start among many companies takes turns, and reaches each", "[hub][catalogs]") {
    constexpr int companies = 40;
    DeskRig hub;
    hub.rows.apply(Part{.part_number = "ALL-1", .umc = 6, .umt = 6});
    for (int i = 0; i < companies; ++i) {
        const std::string rfc = "GNA0101010" + std::to_string(10 + i);
        hub.rows.apply(Part{.rfc = rfc, .part_number = "OWN-1", .umc = 6, .umt = 6});
        hub.desk->on_status("agent-" + std::to_string(i), {.rfc = rfc},
                            {.online = true, .catalog = sync::CatalogPlace{}});
    }
    std::vector<std::size_t> told;
    for (int turn = 0; turn < 4; ++turn) told.push_back(hub.turn().size());
    CHECK(told == std::vector<std::size_t>{16, 16, 8, 0});
    // What comes later reaches those that it concerns, at once.
    hub.rows.apply(Part{.rfc = "GNA010101049", .part_number = "OWN-2", .umc = 6, .umt = 6});
    CHECK(hub.turn().size() == 1);
    hub.rows.apply(Part{.part_number = "ALL-2", .umc = 6, .umt = 6});
    CHECK(hub.turn().size() == companies);
}

TEST_CASE("many rows go as a snapshot, few as changes", "[hub][catalogs]") {
    DeskRig hub{3};
    ReceiverRig agent{hub};
    for (int i = 0; i < 4; ++i) hub.rows.apply(downlink_part("RM-" + std::to_string(i)));
    agent.settle();
    CHECK(agent.parts() == 4);
    const std::uint64_t served = agent.served;
    CHECK(served > 0);
    for (int i = 4; i < 7; ++i) hub.rows.apply(downlink_part("RM-" + std::to_string(i)));
    agent.settle();
    CHECK(agent.parts() == 7);
    CHECK(agent.served == served);
}

TEST_CASE("a hub that was put back never gives one number to two catalogs", "[hub][catalogs]") {
    DeskRig hub;
    ReceiverRig agent{hub};
    for (int i = 0; i < 9; ++i) hub.rows.apply(downlink_part("RM-" + std::to_string(i)));
    agent.settle();
    const auto before = agent.place();
    REQUIRE(before.sequence == 9);
    hub.lose_streams();
    hub.rows.apply(downlink_part("RM-1", 1));
    agent.settle();
    CHECK(agent.place().epoch != before.epoch);
    CHECK(agent.place().sequence > before.sequence);
    CHECK(agent.umc_of("RM-1") == 1);
    // A claim that is nonsense moves nothing.
    const auto head = agent.place();
    hub.told({.epoch = 5, .sequence = hub::CatalogDesk::sequence_max + 1});
    agent.settle();
    CHECK(agent.place() == head);
}

// Facts, losses, repeats, cut downloads, new starts of both and lost streams, at random: as soon as
// the way is free the agent holds what the hub derives, and at no time anything but a state that
// the hub published.
TEST_CASE("whatever was lost, the agent comes to hold what the hub derives",
          "[hub][agent][catalogs][property]") {
    const auto seed = GENERATE(range(1U, 200U));
    CAPTURE(seed);
    Random random{seed};
    DeskRig hub{static_cast<std::uint64_t>(random.between(2, 12))};
    ReceiverRig agent{hub};
    std::map<std::string, std::uint8_t> expected;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> sizes;  // of what was published
    std::uint64_t newest = 0;
    for (int step = 0; step < 60; ++step) {
        for (int i = random.below(3); i > 0; --i) {
            const std::string number = "RM-" + std::to_string(random.below(30));
            const auto umc = static_cast<std::uint8_t>(random.between(1, 20));
            hub.rows.apply(downlink_part(number, umc));
            expected[number] = umc;
        }
        auto frames = random.percent(30) ? hub.told(agent.place()) : hub.turn();
        std::erase_if(frames, [&](const Bytes&) { return random.percent(40); });
        if (!frames.empty() && random.percent(20)) frames.push_back(frames.front());
        agent.fails_at.reset();
        if (random.percent(50)) agent.fails_at = static_cast<std::uint64_t>(random.between(0, 600));
        agent.take(frames);
        agent.fetch(random.below(12));
        CHECK(agent.place().sequence >= newest);
        newest = agent.place().sequence;
        const auto [known, is_new] =
            sizes.try_emplace({agent.place().epoch, agent.place().sequence}, agent.parts());
        CHECK(known->second == agent.parts());
        if (random.percent(10)) agent.start();
        if (random.percent(5)) hub.start();
        if (random.percent(3)) hub.lose_streams();
    }
    agent.fails_at.reset();
    agent.settle();
    CHECK(agent.parts() == expected.size());
    for (const auto& [number, umc] : expected) CHECK(agent.umc_of(number) == umc);
    hub.told(agent.place());
    CHECK(hub.desk->lag_of(downlink_agent)->behind == 0);
    CHECK(agent.receiver->status().refused == 0);
}

TEST_CASE("a hub without a door tells all changes that it keeps, and no plant asks in vain",
          "[hub][agent][catalogs]") {
    DeskRig hub{3};
    hub.has_door = false;
    hub.changes_kept = 10;
    hub.start();
    ReceiverRig agent{hub};
    for (int i = 0; i < 9; ++i) hub.rows.apply(downlink_part("RM-" + std::to_string(i)));
    agent.settle();
    CHECK(agent.parts() == 9);
    ReceiverRig late{hub};
    for (int i = 9; i < 12; ++i) hub.rows.apply(downlink_part("RM-" + std::to_string(i)));
    agent.settle();
    CHECK(agent.parts() == 12);
    late.take(hub.told(late.place()));
    CHECK(late.parts() == 0);
    CHECK_FALSE(late.receiver->take_report());
    CHECK_FALSE(late.receiver->status().trouble.empty());
}
