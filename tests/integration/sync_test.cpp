#include <filesystem>

#include <fmt/format.h>

#include "tests/integration/sync_world.hpp"
#include "tests/support/catch.hpp"

namespace saldo::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

}  // namespace

TEST_CASE("every record reaches the log once, in order, over a real broker", "[sync]") {
    if (has_no_broker()) return;
    World world;
    world.start();
    world.capture(4000);
    REQUIRE(world.drained());
    CHECK(world.fault() == "");
    CHECK(world.hub.handed_over == world.hub.records());
    CHECK(world.hub.records() == 3 * 4001);
    for (const auto& agent : world.agents) {
        CHECK(run_until(world.io, seconds{5}, [&] {
            const auto held = agent->journal().held();
            return held && held->sequence == 4000;
        }));
    }

    SECTION("a single record is there soon after") {
        world.agents[0]->capture(1);
        CHECK(run_until(world.io, seconds{2}, [&] { return world.agents[0]->is_held_whole(); }));
    }
}

TEST_CASE("a broker that is killed again and again loses nothing", "[sync][broker]") {
    if (has_no_broker()) return;
    World world;
    world.start();
    for (int round = 0; round < 4; ++round) {
        world.capture(500);
        REQUIRE(run_until(world.io, seconds{10}, [&] {
            return std::ranges::all_of(world.agents,
                                       [](const auto& a) { return a->uplink().status().is_up; });
        }));
        run_for(world.io, milliseconds{10 * round});  // somewhere in the middle of the traffic
        world.broker.kill();
        world.capture(200);
        run_for(world.io, milliseconds{120});
        world.broker.start();
    }
    REQUIRE(world.drained());
    CHECK(world.fault() == "");
    std::uint64_t connects = 0;
    for (const auto& agent : world.agents) connects += agent->uplink().status().connects;
    CHECK(connects >= 4 * world.agents.size());  // the fault did happen
}

TEST_CASE("a link that loses and doubles messages loses and doubles no record", "[sync][link]") {
    if (has_no_broker()) return;
    World world;
    for (auto& agent : world.agents) {
        agent->faults->drop_every = 5;
        agent->faults->double_every = 3;
    }
    world.hub.faults->drop_every = 4;
    world.hub.faults->double_every = 3;
    world.start();
    for (int round = 0; round < 10; ++round) {
        world.capture(300);
        run_for(world.io, milliseconds{30});
    }
    REQUIRE(world.drained());
    CHECK(world.fault() == "");
    const auto& counters = world.hub.ingest().counters();
    CHECK(counters.frames_duplicate + counters.records_skipped > 0);
    CHECK(world.agents[0]->faults->dropped > 0);
    CHECK(world.agents[0]->faults->doubled > 0);
    CHECK(world.hub.faults->dropped > 0);
}

TEST_CASE("hub and agents may stop and start at any time", "[sync][restart]") {
    if (has_no_broker()) return;
    World world;
    world.start();
    for (int round = 0; round < 4; ++round) {
        world.capture(400);
        run_for(world.io, milliseconds{50});
        world.hub.stop();
        world.capture(100);
        run_for(world.io, milliseconds{60});
        world.agents[round % 3]->stop();
        world.hub.start();
        world.agents[round % 3]->start();
    }
    const bool drained = world.drained();
    INFO(world.standing());
    REQUIRE(drained);
    CHECK(world.fault() == "");
    CHECK(world.hub.ingest().incarnation() == 1);
}

// Control: a hub that does not drop repeats must be seen by the comparison that the others pass.
TEST_CASE("a hub without dedupe is caught", "[sync][control]") {
    if (has_no_broker()) return;
    World world{1};
    world.agents[0]->faults->double_every = 2;
    world.hub.start(true);
    world.hub.ingest().set_judge([](sync::Inbox& inbox, const sync::Batch& batch) {
        sync::Judgement judgement = inbox.judge(batch);
        if (judgement.verdict == sync::Verdict::duplicate || judgement.skip > 0) {
            judgement.verdict = sync::Verdict::accepted;
            judgement.skip = 0;
            judgement.count = batch.count;
        }
        return judgement;
    });
    world.agents[0]->start();
    for (int round = 0; round < 10; ++round) {
        world.capture(100);
        run_for(world.io, milliseconds{40});
    }
    REQUIRE(world.drained());
    CHECK(world.agents[0]->faults->doubled > 0);
    CHECK(world.fault() != "");
}

TEST_CASE("a hub that lost its log says so, and is refilled", "[sync][restore]") {
    if (has_no_broker()) return;
    World world;
    world.start();
    world.capture(700);
    REQUIRE(world.drained());
    world.hub.stop();
    std::filesystem::remove_all(world.folder / "hub");
    world.hub.start();
    world.capture(50);
    REQUIRE(run_until(world.io, drain_max, [&] { return world.hub.records() == 3 * 751; }));
    REQUIRE(world.drained());
    CHECK(world.fault() == "");
    CHECK(world.hub.ingest().incarnation() >= 2);
    CHECK(world.hub.ingest().counters().went_back >= 1);
}

TEST_CASE("what strangers and forgers send is refused and kept for a person", "[sync][forged]") {
    if (has_no_broker()) return;
    World world{1};
    world.start();
    world.capture(10);
    REQUIRE(world.drained());
    const std::uint64_t before = world.hub.records();

    Stream forged{"gna-0"};
    forged.add_many(30);
    Stream stranger{"nobody"};
    stranger.add_many(5);
    Stream revoked{"gna-9"};
    revoked.add_many(5);
    const SigningKey revoked_key = fixed_key(60);
    world.hub.directory.entries["gna-9"] = {
        .rfc = rig_rfc, .plant = "P09", .key = revoked_key.public_key(), .is_revoked = true};
    const auto shard = wire::shard_of(rig_rfc);
    const auto topic = [&](const std::string& agent, std::uint8_t of_shard) {
        return wire::topic_of({.shard = of_shard, .agent = agent, .channel = wire::Channel::batch});
    };
    Bytes altered = forged.frame(0, 30, world.agents[0]->key());
    altered[200] ^= std::byte{1};
    const std::vector<std::pair<std::string, Bytes>> attempts = {
        {topic("gna-0", shard), forged.frame(0, 30, fixed_key(50))},  // another key
        {topic("gna-0", shard), altered},
        {topic("gna-0", shard), Bytes(10, std::byte{7})},
        {topic("nobody", shard), stranger.frame(0, 5, fixed_key(51))},
        {topic("gna-9", shard), revoked.frame(0, 5, revoked_key)},
        {topic("gna-0", static_cast<std::uint8_t>(shard + 1)),
         forged.frame(0, 30, world.agents[0]->key())},                         // another shard
        {topic("gna-9", shard), forged.frame(0, 30, world.agents[0]->key())},  // another agent
    };
    bool is_up = false;
    auto link = mqtt::make_paho_link(world.io.get_executor(),
                                     {.uri = world.broker.uri(), .client_id = "forger"},
                                     [&](const mqtt::Event& event) {
                                         if (std::holds_alternative<mqtt::Up>(event)) is_up = true;
                                     })
                    .value();
    REQUIRE(link->connect());
    REQUIRE(run_until(world.io, seconds{5}, [&] { return is_up; }));
    for (const auto& [name, payload] : attempts) REQUIRE(link->publish(name, payload, false));
    REQUIRE(run_until(world.io, seconds{5},
                      [&] { return world.hub.ingest().counters().refused == attempts.size(); }));
    CHECK(world.hub.records() == before);
    CHECK(world.hub.quarantine().kept() == attempts.size());
    CHECK(world.hub.ingest().counters().stopped == 0);
    world.capture(10);  // and the true agent goes on
    REQUIRE(world.drained());
    CHECK(world.fault() == "");
}

}  // namespace saldo::test
