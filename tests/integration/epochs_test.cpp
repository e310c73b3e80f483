#include <filesystem>
#include <map>

#include "common/sync/rehomed.hpp"
#include "common/wire/frame.hpp"
#include "tests/integration/sync_world.hpp"
#include "tests/support/catch.hpp"

// Journals that came from a backup, a copy or another machine; a hub that came from a backup.

namespace saldo::test {
namespace {

using std::chrono::seconds;
namespace fs = std::filesystem;

void copy_folder(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

/// How often each movement stands in the log, by its body, wherever it was written again.
std::map<std::string, int> movements(const hub::LogStore& log) {
    std::map<std::string, int> counts;
    const auto read = log.read(LogPosition{0}, [&](const hub::EntryView& entry) {
        const auto frame = wire::stored_frame(entry.payload).value();
        Bytes scratch;
        ByteView left = wire::unpack(frame, scratch).value();
        for (std::uint32_t i = 0; i < entry.skip + entry.count; ++i) {
            const auto record = sync::read_record(left).value();
            left = left.subspan(record.whole.size());
            if (i < entry.skip) continue;
            if (record.head.type == sync::RecordType::movement) {
                ++counts[std::string{as_text(record.body)}];
            } else if (record.head.type == sync::RecordType::rehomed) {
                ++counts[std::string{as_text(sync::read_rehomed(record.body).value().body)}];
            }
        }
        return true;
    });
    REQUIRE(read);
    return counts;
}

/// One agent, its hub, and what a person would do.
struct Plant : World {
    Plant() : World{1} {}
    Agent& agent() { return *agents[0]; }
    hub::AgentLive live() { return hub.ingest().agents().at(agent().name()); }
    bool wait(const std::function<bool()>& done) {
        const bool is_done = run_until(io, drain_max, done);
        INFO(standing());
        CHECK(is_done);
        return is_done;
    }
    bool waits_for_a_person() {
        return wait([this] {
            return agent().uplink().status().halt == sync::Halt::epoch_waits &&
                   live().gate.waiting.has_value();
        });
    }
    /// Lets one epoch begin for this token, as an enrolment does.
    void give_token(const std::string& fresh) {
        agent().token = fresh;
        hub.ingest().set_redeem([this, fresh, is_used = false](std::string_view name,
                                                               const std::string& token) mutable {
            const bool holds = !is_used && name == agent().name() && token == fresh;
            is_used = is_used || holds;
            return holds;
        });
    }
    /// The agent's folder as it is; the agent stays stopped.
    void back_up() {
        agent().stop();
        copy_folder(agent().folder(), folder / "backup");
    }
    /// The agent starts with what the backup has.
    void restore() {
        agent().stop();
        copy_folder(folder / "backup", agent().folder());
        agent().start();
    }
    void admit(sync::Epoch epoch) {
        const auto told = hub.ingest().admit(agent().name(), epoch, {1});
        REQUIRE(told);
        hub.server().publish(*told);
    }
    /// Every movement that was accepted is at the hub, once.
    bool holds_each_once(std::size_t count) {
        return wait([&] { return movements(hub.log()).size() == count; }) &&
               std::ranges::all_of(movements(hub.log()),
                                   [](const auto& movement) { return movement.second == 1; });
    }
};

}  // namespace

TEST_CASE("an agent restored from its backup waits, is admitted, and nothing is lost or doubled",
          "[sync][epochs]") {
    if (has_no_broker()) return;
    Plant plant;
    plant.start();
    plant.capture(300);
    REQUIRE(plant.drained());
    // 50 more that the hub takes only after the backup was made: the copy cannot know that.
    plant.hub.stop();
    plant.capture(50);
    run_for(plant.io, std::chrono::milliseconds{100});
    plant.back_up();
    plant.hub.start();
    plant.agent().start();
    plant.capture(20);
    REQUIRE(plant.drained());

    plant.restore();
    plant.capture(40);
    REQUIRE(plant.waits_for_a_person());
    CHECK(plant.hub.records() == 1 + 370);
    plant.capture(5);  // capture goes on
    SECTION("also when the hub starts again meanwhile") {
        plant.hub.stop();
        plant.hub.start();
        REQUIRE(plant.waits_for_a_person());
    }
    const auto waiting = *plant.live().gate.waiting;
    CHECK(waiting.ordinal == 2);
    plant.admit(waiting);
    CHECK(plant.holds_each_once(370 + 45));
    CHECK(plant.agent().uplink().status().halt == sync::Halt::none);
    CHECK_FALSE(plant.agent().journal().verify()->first_fault);
}

TEST_CASE("a fresh token admits a restored agent without a person", "[sync][epochs]") {
    if (has_no_broker()) return;
    Plant plant;
    plant.start();
    plant.capture(100);
    REQUIRE(plant.drained());
    plant.back_up();
    plant.agent().start();
    plant.capture(10);
    REQUIRE(plant.drained());
    plant.give_token("fresh");
    plant.restore();
    plant.capture(7);
    CHECK(plant.holds_each_once(117));
}

TEST_CASE("a new box with an empty disk goes on by its fresh token, or when a person admits it",
          "[sync][epochs]") {
    if (has_no_broker()) return;
    Plant plant;
    plant.start();
    plant.capture(100);
    REQUIRE(plant.drained());
    plant.agent().stop();
    fs::remove_all(plant.agent().folder());
    const bool has_token = GENERATE(true, false);
    if (has_token) plant.give_token("fresh");
    plant.agent().start();
    plant.capture(7);
    if (!has_token) {
        REQUIRE(plant.waits_for_a_person());
        plant.admit(*plant.live().gate.waiting);
    }
    CHECK(plant.holds_each_once(107));
    CHECK(plant.agent().journal().head().epoch.ordinal == 2);
}

TEST_CASE("a disk in another machine goes on in a new epoch, with what was not sent",
          "[sync][epochs]") {
    if (has_no_broker()) return;
    Plant plant;
    plant.agent().machine = "old-box";
    plant.start();
    plant.capture(100);
    REQUIRE(plant.drained());
    plant.hub.stop();
    plant.capture(30);
    run_for(plant.io, std::chrono::milliseconds{100});
    plant.agent().stop();
    copy_folder(plant.agent().folder(), plant.folder / "old-box");
    plant.hub.start();
    plant.agent().machine = "new-box";
    plant.agent().start();
    REQUIRE(plant.waits_for_a_person());
    plant.admit(*plant.live().gate.waiting);
    REQUIRE(plant.holds_each_once(130));

    // The old machine is switched on once more: it has to ask, and nothing of it is taken.
    Agent old{plant.io, plant.folder / "old-box", "gna-0", plant.broker.uri(), plant.hub.key(), 1};
    old.machine = "old-box";
    plant.agent().stop();
    const std::uint64_t before = plant.hub.records();
    old.start();
    old.capture(5, "old ");
    REQUIRE(run_until(plant.io, drain_max,
                      [&] { return old.uplink().status().halt == sync::Halt::epoch_waits; }));
    CHECK(plant.hub.records() == before);
    old.stop();
    plant.admit({.ordinal = 2, .nonce = plant.live().held->epoch.nonce});
    plant.agent().start();
    plant.capture(4);
    CHECK(plant.holds_each_once(134));
}

TEST_CASE("two machines with one identity are both held, and a person chooses", "[sync][fork]") {
    if (has_no_broker()) return;
    Plant plant;
    plant.start();
    plant.capture(300);
    REQUIRE(plant.drained());
    plant.agent().stop();
    copy_folder(plant.agent().folder(), plant.folder / "clone");
    Agent clone{plant.io, plant.folder / "clone", "gna-0", plant.broker.uri(), plant.hub.key(), 1};
    plant.agent().start();
    plant.capture(20);
    REQUIRE(plant.drained());

    clone.start();
    clone.capture(40, "cloned ");
    plant.capture(3);
    REQUIRE(plant.wait([&] { return !plant.live().held_out_why.empty(); }));
    CHECK(plant.hub.records() <= 1 + 323);
    CHECK(plant.live().gate.waiting);
    clone.stop();
    plant.admit(plant.live().held->epoch);
    CHECK(plant.holds_each_once(323));
    // The copy comes back, and cannot hold up the chosen one again.
    clone.start();
    REQUIRE(plant.wait([&] { return clone.uplink().status().halt == sync::Halt::fenced; }));
    CHECK(clone.journal().head().epoch.ordinal == 2);  // what it captured is kept there
    clone.stop();
    plant.capture(4);
    CHECK(plant.holds_each_once(327));
}

TEST_CASE("a hub restored from before an epoch takes it by its own receipt, and is refilled",
          "[sync][epochs]") {
    if (has_no_broker()) return;
    Plant plant;
    plant.agent().machine = "old-box";
    plant.start();
    plant.capture(100);
    REQUIRE(plant.drained());
    plant.hub.stop();
    copy_folder(plant.folder / "hub", plant.folder / "hub-backup");
    plant.hub.start();
    plant.capture(60);
    REQUIRE(plant.drained());
    plant.agent().stop();
    plant.agent().machine = "new-box";
    plant.agent().start();
    REQUIRE(plant.waits_for_a_person());
    plant.admit(*plant.live().gate.waiting);
    plant.capture(25);
    REQUIRE(plant.holds_each_once(185));
    const auto before = plant.hub.ingest().incarnation();

    plant.hub.stop();
    copy_folder(plant.folder / "hub-backup", plant.folder / "hub");
    plant.hub.start();
    CHECK(plant.holds_each_once(185));
    CHECK(plant.hub.ingest().incarnation() > before);
    CHECK(plant.hub.ingest().counters().went_back >= 1);
    REQUIRE(plant.live().had);  // `plant list` says "refilling" until it is held again
    CHECK(plant.live().held->next >= plant.live().had->next);
}

}  // namespace saldo::test
