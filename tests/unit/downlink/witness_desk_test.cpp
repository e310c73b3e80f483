#include "hub/downlink/witness_desk.hpp"

#include "agent/witness/witness.hpp"
#include "common/tlog/add_checkpoint.hpp"
#include "common/wire/messages.hpp"
#include "tests/unit/proof_store/log_with_trees.hpp"

// The hub's desk and the agents' witnesses, with nothing between them but a test.

using namespace saldo;
using namespace saldo::test;
using namespace saldo::hub;

namespace {

const std::string agent_id = "gna-tij1";

bool holds(const PublicKey& by, ByteView message, const Signature& signature) {
    return verify(by, message, signature);
}

/// An agent, as far as it is a witness. Its key is fixed_key(3).
class AgentRig {
public:
    explicit AgentRig(const ProofStore& proofs)
        : witness{{.rfc = gna,
                   .key = {.name = agent_id,
                           .type = tlog::NoteKeyType::cosignature,
                           .key = fixed_key(3).public_key()},
                   .sign = [this](ByteView text) { return fixed_key(signs_with).sign(text); },
                   .verify = holds},
                  {}} {
        witness.on_log_key(tlog::format_vkey(proofs.log_key()));
    }
    sync::WitnessAnswer answer(const sync::WitnessRequest& request) {
        auto decision = witness.on_request(request, 1'780'000'100);
        if (decision.keep) witness.kept(decision.origin, *decision.keep);
        if (decision.accusation) accused = decision.accusation->code;
        return decision.answer;
    }
    unsigned char signs_with = 3;
    agent::Witness witness;
    std::string accused;
};

/// A hub: its log, trees, kept cosignatures and desk.
class HubRig {
public:
    HubRig() { open(); }
    void close() {
        desk.reset();
        cosigned.reset();
        proofs.reset();
    }
    void open() {
        proofs = world.open();
        cosigned.emplace(CosignedFile::open(world.folder.path() / "cosigned", 16U << 20).value());
        desk.emplace(fixed_key(99), *proofs, *cosigned, WitnessDesk::Options{});
        status(true);
    }
    void status(bool is_online) { desk->on_status(agent_id, entry, {.online = is_online}); }
    void grow(std::size_t parts, const std::string& rfc = gna) {
        world.append_parts(rfc, parts);
        proofs->advance();
    }
    /// What is asked in one turn, a minute after the last.
    std::vector<sync::WitnessRequest> asked(std::int64_t after_ms = 60'000) {
        std::vector<sync::WitnessRequest> requests;
        now_ms += after_ms;
        for (const Outgoing& out : desk->turn({now_ms}, SteadyTime{}.plus_ms(now_ms)).value()) {
            const auto body = wire::open_message(out.payload, wire::FrameKind::witness_request,
                                                 agent_id, fixed_key(99).public_key());
            requests.push_back(wire::decode_witness_request(body.value()).value());
        }
        return requests;
    }
    /// Asks and answers until nothing is asked any more; how often.
    int settle(AgentRig& agent) {
        int rounds = 0;
        for (auto requests = asked(); !requests.empty(); requests = asked(), ++rounds) {
            REQUIRE(rounds < 20);
            for (const auto& request : requests) tell(agent.answer(request));
        }
        return rounds;
    }
    void tell(const sync::WitnessAnswer& answer) {
        desk->on_answer(agent_id, entry, answer, {now_ms});
    }
    std::uint64_t held(const proof::TreeName& tree) const {
        const auto newest = cosigned->newest(tree, agent_id).value();
        return newest ? newest->size : 0;
    }

    LogWithTrees world;
    AgentEntry entry{.rfc = gna, .plant = "P01", .key = fixed_key(3).public_key()};
    std::unique_ptr<ProofStore> proofs;
    std::optional<CosignedFile> cosigned;
    std::optional<WitnessDesk> desk;
    std::int64_t now_ms = ms_of_2026;
};

Fact restored(std::uint64_t position) {
    return HubRestored{.backup = "b", .position = position, .by = "it", .reason = "disk"};
}

}  // namespace

TEST_CASE("the hub asks for each tree of the agent's company and for common, and keeps the lines",
          "[hub][witness]") {
    HubRig hub;
    AgentRig agent{*hub.proofs};
    CHECK(hub.asked().empty());
    hub.world.append_parts(gna, 2, ms_of_2025);
    hub.grow(3);
    hub.grow(1, "");
    hub.grow(5, otr);
    CHECK(hub.settle(agent) == 3);
    CHECK(hub.held({gna, 2025}) == 2);
    CHECK(hub.held({gna, 2026}) == 3);
    CHECK(hub.held({"", 2026}) == 1);
    CHECK(hub.held({otr, 2026}) == 0);
    const auto notes = hub.cosigned->all({gna, 2026}).value();
    REQUIRE(notes.size() == 1);
    const tlog::NoteKey key{
        .name = agent_id, .type = tlog::NoteKeyType::cosignature, .key = fixed_key(3).public_key()};
    CHECK(tlog::is_signed_by(notes.at(3), key, holds) == tlog::Signed::good);
    CHECK(tlog::is_signed_by(notes.at(3), hub.proofs->log_key(), holds) == tlog::Signed::good);
    CHECK(hub.desk->accusation_of(agent_id).empty());
}

TEST_CASE("an agent is asked once a minute, while it is there, and anew when no answer comes",
          "[hub][witness]") {
    HubRig hub;
    AgentRig agent{*hub.proofs};
    hub.grow(3);
    CHECK(hub.asked().size() == 1);
    CHECK(hub.asked(29'999).empty());
    const auto again = hub.asked(1);
    REQUIRE(again.size() == 1);
    hub.tell(agent.answer(again.front()));
    hub.grow(1);
    CHECK(hub.asked(59'999).empty());
    CHECK(hub.asked(1).size() == 1);
    hub.status(false);
    CHECK(hub.asked().empty());
    hub.status(true);
    const auto last = hub.asked();
    REQUIRE(last.size() == 1);
    CHECK(tlog::parse_add_checkpoint(last.front().text)->old_size == 3);
}

TEST_CASE("a hub that forgot what was cosigned is told the size, and goes on from there",
          "[hub][witness]") {
    HubRig hub;
    AgentRig agent{*hub.proofs};
    hub.grow(3);
    hub.settle(agent);
    hub.grow(4);
    hub.close();
    std::filesystem::remove_all(hub.world.folder.path() / "cosigned");
    hub.open();
    CHECK(hub.held({gna, 2026}) == 0);
    const auto first = hub.asked();
    REQUIRE(first.size() == 1);
    hub.tell(agent.answer(first.front()));
    const auto second = hub.asked(0);  // at once
    REQUIRE(second.size() == 1);
    hub.tell(agent.answer(second.front()));
    CHECK(hub.held({gna, 2026}) == 7);
    CHECK(hub.desk->accusation_of(agent_id).empty());
    CHECK(agent.accused.empty());
    // Also where nothing was added since: the line itself is asked for again.
    hub.close();
    std::filesystem::remove_all(hub.world.folder.path() / "cosigned");
    hub.open();
    CHECK(hub.settle(agent) == 2);
    CHECK(hub.held({gna, 2026}) == 7);
}

TEST_CASE("a line that is not of the agent's key is not kept", "[hub][witness]") {
    HubRig hub;
    AgentRig agent{*hub.proofs};
    agent.signs_with = 4;
    hub.grow(3);
    const auto request = hub.asked();
    hub.tell(agent.answer(request.front()));
    CHECK(hub.held({gna, 2026}) == 0);
    // Nor one for a question that was not asked.
    agent.signs_with = 3;
    hub.tell(agent.answer(request.front()));
    CHECK(hub.held({gna, 2026}) == 0);
}

TEST_CASE("another history under the same key is found out at both ends", "[hub][witness]") {
    HubRig hub;
    AgentRig agent{*hub.proofs};
    hub.grow(5);
    hub.settle(agent);
    HubRig other;
    other.now_ms = hub.now_ms;  // later, by its clock
    SECTION("that went back") {
        other.grow(3);
        other.settle(agent);
        CHECK(other.desk->accusation_of(agent_id) == "log.went_back");
        CHECK(agent.accused == "log.went_back");
    }
    SECTION("of the same size") {
        other.world.next_part = 100;
        other.grow(5);
        other.settle(agent);
        CHECK(other.desk->accusation_of(agent_id) == "log.two_histories");
        CHECK(agent.accused == "log.two_histories");
    }
    SECTION("that is longer") {
        other.world.next_part = 100;
        other.grow(9);
        other.settle(agent);
        CHECK(other.desk->accusation_of(agent_id) == "log.two_histories");
        CHECK(agent.accused == "log.two_histories");
    }
    SECTION("control: the same one, longer") {
        other.grow(9);
        other.settle(agent);
        CHECK(other.desk->accusation_of(agent_id).empty());
        CHECK(agent.accused.empty());
        CHECK(other.held({gna, 2026}) == 9);
    }
}

TEST_CASE("after a restore that the log tells, new trees are cosigned and nobody is accused",
          "[hub][witness]") {
    HubRig hub;
    AgentRig agent{*hub.proofs};
    hub.grow(5);
    hub.settle(agent);
    HubRig restored_hub;  // from a backup of its first three facts
    restored_hub.grow(3);
    restored_hub.world.append({restored(3)});
    restored_hub.grow(4);
    const std::string era = restored_hub.proofs->era();
    REQUIRE(era.size() == 8);
    restored_hub.settle(agent);
    CHECK(restored_hub.held({gna, 2026, era}) == 4);
    CHECK(restored_hub.held({"", 2026, era}) == 1);
    CHECK(restored_hub.held({gna, 2026}) == 0);
    CHECK(restored_hub.desk->accusation_of(agent_id).empty());
    CHECK(agent.accused.empty());
}

TEST_CASE("of each witness the newest of each day is kept, also over a restart", "[hub][witness]") {
    const TempFolder folder;
    const proof::TreeName tree{gna, 2026};
    const auto note = [](std::uint64_t size, char who) {
        return CosignedFile::Cosigned{.size = size,
                                      .note = "hub-1/GNA150301A00/2026\n" + std::to_string(size) +
                                              "\n\n— hub-1 AAAAAAAA\n— " + std::string(1, who) +
                                              " BBBBBBBB\n"};
    };
    const auto day = [](int n) { return LocalDate::from_days(20'000 + n); };
    const auto sizes = [&](const CosignedFile& file) {
        std::string out;
        const auto notes = file.all(tree).value();
        for (const auto& [size, all] : notes) {
            out += std::to_string(size) + ":" + std::to_string(all.lines.size()) + " ";
        }
        return out;
    };
    {
        auto file = CosignedFile::open(folder.path(), 16U << 20).value();
        file.put(tree, "a", day(1), note(3, 'a'));
        file.put(tree, "a", day(1), note(5, 'a'));
        CHECK(sizes(file) == "5:2 ");
        REQUIRE(file.write());
        file.put(tree, "b", day(1), note(5, 'b'));
        file.put(tree, "a", day(1), note(6, 'a'));
        CHECK(sizes(file) == "5:2 6:2 ");
        file.put(tree, "a", day(2), note(9, 'a'));
        file.put({gna, 2027}, "a", day(2), note(1, 'a'));
        CHECK(file.newest(tree, "a").value()->size == 9);
        REQUIRE(file.write());
        file.put(tree, "b", day(2), note(9, 'b'));  // not written
    }
    const auto file = CosignedFile::open(folder.path(), 16U << 20).value();
    CHECK(sizes(file) == "5:2 6:2 9:2 ");
    CHECK(file.newest(tree, "b").value()->size == 5);
    CHECK_FALSE(file.newest(tree, "c").value());
    CHECK(file.newest({gna, 2027}, "a").value()->size == 1);
}
