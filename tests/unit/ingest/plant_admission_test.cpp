#include "hub/commands/command.hpp"
#include "hub/ingest/gate_store.hpp"
#include "hub/ingest/live_agents.hpp"
#include "hub/ingest/quarantine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;

namespace {

constexpr sync::Epoch newer{.ordinal = 2, .nonce = 5};

/// What a running hub would know of one agent.
class OneLive final : public LiveAgents {
public:
    AgentLive live;
    std::map<std::string, AgentLive, std::less<>> agents() const override {
        return {{"gna-tij1", live}};
    }
    Result<void> admit(std::string_view, sync::Epoch) override { return {}; }
};

/// A hub that holds ten records of gna-tij1, whose journal came from a backup or was copied.
struct Office {
    Office() {
        const auto added = run("plant add", {},
                               {{"agent", "gna-tij1"},
                                {"company", "GNA010101AAA"},
                                {"plant", "P01"},
                                {"out", (folder.path() / "join.json").string()}});
        REQUIRE(added.exit == 0);
        stream.add_many(10);
        const Bytes frame = stream.frame(0, 10, test::fixed_key(1));
        const StreamPlace place{AgentId{"gna-tij1"}, 1, 0};
        const NewEntry entry{
            .kind = EntryKind::frame, .count = 10, .payload = frame, .stream = place};
        const StreamHead head{AgentId{"gna-tij1"}, stream.epoch(), 9, stream.hash_at(10)};
        REQUIRE(hub->log().append(hub->log().end().value(), {&entry, 1}, {&head, 1}));
    }
    CommandResult run(const std::string& command, std::vector<std::string> positionals = {},
                      std::map<std::string, std::string> flags = {}) {
        config::CommandLine line;
        line.command = command;
        line.positionals = std::move(positionals);
        for (auto& [name, value] : flags) line.flags[name] = value;
        line.language = language;
        line.format = config::Format::csv;
        return run_store_command(line, *hub, {1'000}, [](auto, auto, auto) {});
    }
    CommandResult admit(std::map<std::string, std::string> flags = {}) {
        flags.emplace("by", "rosa");
        flags.emplace("reason", "disk replaced");
        return run("plant admit", {"gna-tij1"}, std::move(flags));
    }
    sync::EpochGate gate() { return load_gate(hub->log(), "gna-tij1").value(); }
    void waits() { REQUIRE(store_gate(hub->log(), "gna-tij1", {.waiting = newer})); }
    void is_held() {
        auto quarantine = Quarantine::open(hub->folder() / "quarantine", {}).value();
        REQUIRE(quarantine.hold("gna-tij1", "two journals of one agent"));
    }
    std::string listed() { return run("plant list").out; }

    Language language = Language::en;
    test::TempFolder folder;
    std::unique_ptr<HubStore> hub =
        HubStore::open(folder.path() / "hub", {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20})
            .value();
    test::Stream stream{"gna-tij1"};
};

}  // namespace

TEST_CASE("an epoch that waits is listed, admitted, and its reason is a fact", "[ingest][admit]") {
    Office office;
    CHECK(office.listed().find("gna-tij1,GNA010101AAA,P01,taken,1,10") != std::string::npos);
    CHECK(office.admit().exit == 1);  // nothing waits
    office.waits();
    CHECK(office.listed().find("waiting,1,10") != std::string::npos);
    CHECK(office.admit({{"reason", " "}}).exit != 0);
    CHECK(office.gate().waiting == newer);

    REQUIRE(office.admit().exit == 0);
    CHECK(office.gate() == sync::EpochGate{.granted = newer});
    std::optional<AgentAdmission> told;
    REQUIRE(office.hub->read_facts([&](Recorded&& recorded) {
        if (auto* admission = std::get_if<AgentAdmission>(&recorded.fact)) told = *admission;
        return true;
    }));
    REQUIRE(told);
    CHECK(told->epoch == 2);
    CHECK(told->closed_next == 10);
    CHECK(told->by == "rosa");
    CHECK(told->reason == "disk replaced");
}

TEST_CASE("of two journals the person says which, and the other is refused", "[ingest][admit]") {
    Office office;
    office.waits();
    office.is_held();
    CHECK(office.listed().find("held,1,10") != std::string::npos);
    const CommandResult asked = office.admit();
    CHECK(asked.exit == 1);
    CHECK(asked.err.find("--epoch 1   goes on; 10 records held") != std::string::npos);
    CHECK(asked.err.find("--epoch 2   asks to begin") != std::string::npos);

    REQUIRE(office.admit({{"epoch", "1"}}).exit == 0);
    CHECK(office.gate().has_refused(newer));
    CHECK_FALSE(office.gate().waiting);
    CHECK(office.listed().find("taken,1,10") != std::string::npos);
    CHECK(office.run("plant admit", {"nobody"}, {{"by", "a"}, {"reason", "b"}}).exit != 0);
}

TEST_CASE("a clock is listed by the agent's own estimate, where it has one", "[ingest][clock]") {
    Office office;
    OneLive running;
    running.live.skew_ms = -200'000;  // an old status that the broker kept
    office.hub->set_live(&running);
    CHECK_THAT(office.listed(), Catch::Contains(",clock,") && Catch::Contains("-200 s off"));
    running.live.status = sync::Status{.online = true};
    CHECK_THAT(office.listed(), Catch::Contains(",clock,"));  // an older agent tells no estimate
    running.live.status->clock_offset_ms = 3'000;
    running.live.status->clock_uncertainty_ms = 20;
    CHECK_THAT(office.listed(), !Catch::Contains(",clock,") && Catch::Contains(",3,0,"));
    running.live.status->clock_offset_ms = 301'000;
    CHECK_THAT(office.listed(),
               Catch::Contains(",clock,") && Catch::Contains("its clock is 301 s off"));
    running.live.status->clock_uncertainty_ms = 200'000;  // it may still be right
    CHECK_THAT(office.listed(), !Catch::Contains(",clock,"));
    office.hub->set_live(nullptr);
}

TEST_CASE("a hub that was put back shows who refills it, until that is done", "[ingest][admit]") {
    Office office;
    OneLive running;
    running.live.held = sync::Place{.epoch = newer, .next = 4};
    running.live.had = sync::Place{.epoch = newer, .next = 10};
    office.hub->set_live(&running);
    CHECK_THAT(office.listed(), Catch::Contains(",refilling,2,4,") &&
                                    Catch::Contains("it held 10 records of this agent"));
    running.live.held = sync::Place{.epoch = {.ordinal = 3, .nonce = 6}, .next = 99};
    CHECK_THAT(office.listed(), Catch::Contains(",refilling,"));  // of another epoch
    running.live.held = sync::Place{.epoch = newer, .next = 10};
    CHECK_THAT(office.listed(), Catch::Contains(",taken,2,10,"));
    running.live.lost = {3, 7};  // neither has them: it will never be whole
    CHECK_THAT(office.listed(),
               Catch::Contains(",range_lost,") && Catch::Contains("records 3 to 6 are lost"));
    office.hub->set_live(nullptr);
}

TEST_CASE("the list says what to do, in both languages", "[ingest][admit]") {
    Office office;
    office.waits();
    CHECK_THAT(office.listed(), Catch::Contains("asks to begin: find out why") &&
                                    Catch::Contains("then plant admit"));
    office.language = Language::es;
    CHECK_THAT(office.listed(), Catch::Contains("pide comenzar: averigüe por qué"));
    office.is_held();
    CHECK_THAT(office.listed(), Catch::Contains("apague el equipo equivocado"));
}
