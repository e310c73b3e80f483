#include "hub/outside/outside_witnesses.hpp"

#include "common/tlog/add_checkpoint.hpp"
#include "common/tlog/checkpoint.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/proof_store/log_with_trees.hpp"

// The hub's half of tlog-witness, answer by answer. The other half is a real saldo-witness in
// tests/verify.

namespace saldo::test {
namespace {

constexpr UtcTime now{ms_of_2026};

std::string line_of(const tlog::NoteLine& line) {
    return tlog::format_note({.text = "\n", .lines = {line}}).substr(2);
}

/// A hub's trees and one witness, whose answers the test writes.
struct Rig {
    Rig() {
        trees.append_parts(gna, 5);
        proofs = trees.open();
        reopen();
    }
    void reopen() {
        hub::OutsideWitness witness{.key = key, .url = "http://w"};
        desk.emplace(*proofs, cosigned, hub::OutsideWitnesses::Options{.witnesses = {witness}});
    }
    void grow(std::size_t count) {
        trees.append_parts(gna, count);
        proofs->advance();
    }
    SteadyTime at() const { return SteadyTime{}.plus_ms(clock_ms); }
    /// What is asked now; nothing where the desk asks nothing.
    std::optional<tlog::AddCheckpoint> ask() {
        auto errands = desk->turn(at()).value();
        if (errands.empty()) return std::nullopt;
        REQUIRE(errands.size() == 1);
        errand = std::move(errands[0]);
        CHECK(errand.parcel.url == "http://w/add-checkpoint");
        return tlog::parse_add_checkpoint(errand.parcel.body).value();
    }
    void answer(long status, const std::string& body, const std::string& why = {}) {
        errand.on_delivered({.status = status, .body = body, .why = why}, now, at());
    }
    std::string cosignature(const tlog::AddCheckpoint& asked, const SigningKey& by) const {
        const auto note = tlog::parse_note(asked.checkpoint).value();
        tlog::NoteKey with = key;
        with.key = by.public_key();
        return line_of(tlog::cosign_note(note.text, 1'780'000'000, with,
                                         [&](ByteView bytes) { return by.sign(bytes); }));
    }
    hub::OutsideWitnesses::State state() { return desk->states().value().at(0); }
    std::optional<hub::CosignedFile::Cosigned> kept() const {
        return cosigned.newest({gna, 2026}, hub::OutsideWitnesses::name_in_file(key)).value();
    }

    LogWithTrees trees;
    std::unique_ptr<hub::ProofStore> proofs;
    hub::CosignedFile cosigned =
        hub::CosignedFile::open(trees.folder / "cosigned", 16U << 20).value();
    SigningKey signer = fixed_key(5);
    tlog::NoteKey key{.name = "witness.example/w1",
                      .type = tlog::NoteKeyType::cosignature,
                      .key = signer.public_key()};
    std::optional<hub::OutsideWitnesses> desk;
    hub::Errand errand;
    std::int64_t clock_ms = 0;
};

}  // namespace

TEST_CASE("a cosignature of the key that was configured is kept, and nothing else",
          "[outside][witness]") {
    Rig rig;
    const auto asked = rig.ask();
    REQUIRE(asked);
    CHECK(asked->old_size == 0);
    CHECK(asked->proof.empty());
    CHECK_FALSE(rig.ask());  // one question at a time
    const std::string good = rig.cosignature(*asked, rig.signer);
    const std::string other = rig.cosignature(*asked, fixed_key(6));

    SECTION("with a line of somebody else beside it") {
        rig.answer(200, other + good);
        REQUIRE(rig.kept());
        CHECK(rig.kept()->size == 5);
        CHECK(rig.kept()->note == asked->checkpoint + good);
        CHECK(rig.state().behind == 0);
        CHECK(rig.state().trouble.empty());
        rig.clock_ms = 3'600'000;
        CHECK_FALSE(rig.ask());  // nothing grew
    }
    SECTION("of another key, of another checkpoint, or none") {
        auto elsewhere = *asked;
        elsewhere.checkpoint.replace(elsewhere.checkpoint.find("\n5\n"), 3, "\n6\n");
        const std::string moved = rig.cosignature(elsewhere, rig.signer);
        const std::string body = GENERATE_COPY(values<std::string>(
            {other, moved, "", "yes\n", good.substr(1), good + good.substr(0, 20)}));
        rig.answer(200, body);
        CHECK_FALSE(rig.kept());
        CHECK(rig.state().behind == 1);
        CHECK(rig.state().trouble == "GNA150301A00/2026: 200 without its cosignature");
    }
}

TEST_CASE("what grew is asked from what was cosigned, at most once a minute",
          "[outside][witness]") {
    Rig rig;
    rig.answer(200, rig.cosignature(*rig.ask(), rig.signer));
    rig.grow(4);
    rig.clock_ms = 59'999;
    CHECK_FALSE(rig.ask());
    rig.clock_ms = 60'000;
    const auto asked = rig.ask();
    REQUIRE(asked);
    CHECK(asked->old_size == 5);
    CHECK_FALSE(asked->proof.empty());
    rig.answer(200, rig.cosignature(*asked, rig.signer));
    CHECK(rig.kept()->size == 9);

    REQUIRE(rig.cosigned.write());
    rig.grow(1);
    rig.reopen();  // a hub that starts again knows it from the file
    CHECK(rig.ask()->old_size == 9);
}

TEST_CASE("a 409 is gone on from, at once, and not for ever", "[outside][witness]") {
    Rig rig;
    REQUIRE(rig.ask()->old_size == 0);
    rig.answer(409, "5\n");  // its answer of before was lost: the same size, cosigned again
    auto asked = rig.ask();
    REQUIRE(asked);
    CHECK(asked->old_size == 5);
    CHECK(asked->proof.empty());
    rig.answer(409, "3\n");
    CHECK_FALSE(rig.ask());  // one size after the other: not now
    rig.clock_ms = 60'000;
    asked = rig.ask();
    REQUIRE(asked);
    CHECK(asked->old_size == 3);
    rig.answer(200, rig.cosignature(*asked, rig.signer));
    CHECK(rig.state().behind == 0);
    CHECK(rig.state().alarms.empty());
}

TEST_CASE("what a witness holds against the log is an alarm until the end", "[outside][witness]") {
    struct Case {
        long status;
        std::string body;
        std::string code;
        std::uint64_t held;
    };
    Rig rig;
    rig.answer(200, rig.cosignature(*rig.ask(), rig.signer));
    rig.grow(2);
    rig.clock_ms = 60'000;
    REQUIRE(rig.ask()->old_size == 5);
    const auto c = GENERATE(values<Case>({{409, "9\n", "log.went_back", 9},
                                          {409, "5\n", "log.two_histories", 5},
                                          {422, "", "log.two_histories", 5}}));
    rig.answer(c.status, c.body);
    REQUIRE(rig.state().alarms.size() == 1);
    CHECK(rig.state().alarms[0].code == c.code);
    CHECK(rig.state().alarms[0].held == c.held);
    CHECK(rig.state().alarms[0].told == 7);
    CHECK(rig.state().alarms[0].tree == proof::TreeName{gna, 2026});
    CHECK_FALSE(rig.ask());
    rig.clock_ms += 3'600'000;
    REQUIRE(rig.ask());
    rig.answer(c.status, c.body);
    CHECK(rig.state().alarms.size() == 1);
}

TEST_CASE("a log that is shorter than its own file asks what is held", "[outside][witness]") {
    Rig rig;
    rig.cosigned.put({gna, 2026}, hub::OutsideWitnesses::name_in_file(rig.key),
                     LocalDate::from_days(20'000), {.size = 50, .note = "gone"});
    rig.reopen();
    const auto asked = rig.ask();
    REQUIRE(asked);
    CHECK(asked->old_size == 0);
    rig.answer(409, "50\n");
    REQUIRE(rig.state().alarms.size() == 1);
    CHECK(rig.state().alarms[0].code == "log.went_back");
}

TEST_CASE("a restore that the log tells ends the alarm, and only new trees are asked of",
          "[outside][witness]") {
    Rig rig;
    REQUIRE(rig.ask());
    rig.answer(409, "50\n");
    REQUIRE(rig.state().alarms.size() == 1);
    rig.clock_ms = 3'600'000;
    rig.trees.append(
        {part_of(gna, 100), HubRestored{.backup = "b", .position = 6}, part_of(gna, 101)});
    rig.proofs->advance();
    CHECK(rig.state().alarms.empty());
    const auto asked = rig.ask();
    REQUIRE(asked);
    CHECK(asked->old_size == 0);
    CHECK(asked->checkpoint.starts_with("hub-1/GNA150301A00/2026-"));
    rig.answer(404, "");
    const auto common = rig.ask();
    REQUIRE(common);
    CHECK(common->checkpoint.starts_with("hub-1/common/2026-"));
    rig.answer(404, "");
    CHECK_FALSE(rig.ask());
}

TEST_CASE("no answer is waited for longer each time, and then told the newest",
          "[outside][witness]") {
    Rig rig;
    std::int64_t wait_ms = 5'000;
    for (int i = 0; i < 12; ++i) {
        REQUIRE(rig.ask());
        if (i % 2 == 0) {
            rig.answer(0, "", "timed out");
        } else {
            rig.answer(503, "busy\n");
        }
        rig.clock_ms += wait_ms - 1;
        CHECK_FALSE(rig.ask());
        ++rig.clock_ms;
        wait_ms = std::min<std::int64_t>(2 * wait_ms, 600'000);
    }
    rig.grow(3);
    const auto asked = rig.ask();
    REQUIRE(asked);
    CHECK(asked->checkpoint.find("\n8\n") != std::string::npos);
    rig.answer(200, rig.cosignature(*asked, rig.signer));
    CHECK(rig.state().trouble.empty());
}

TEST_CASE("a witness that does not want a tree is left alone for an hour", "[outside][witness]") {
    Rig rig;
    rig.trees.append_parts(otr, 2);
    rig.proofs->advance();
    REQUIRE(rig.ask());
    rig.answer(404, "unknown log\n");
    CHECK(rig.state().trouble == "GNA150301A00/2026: 404 unknown log");
    const auto other = rig.ask();  // the next tree may be wanted
    REQUIRE(other);
    CHECK(other->checkpoint.starts_with("hub-1/OTR150301A00/2026\n"));
    rig.answer(200, rig.cosignature(*other, rig.signer));
    rig.clock_ms = 3'599'999;
    CHECK_FALSE(rig.ask());
    rig.clock_ms = 3'600'000;
    CHECK(rig.ask());
}

TEST_CASE("no agent has the name of an outside witness", "[outside][witness]") {
    const Rig rig;
    const std::string name = hub::OutsideWitnesses::name_in_file(rig.key);
    CHECK(name.starts_with("witness.example/w1+"));
    CHECK(name.size() == rig.key.name.size() + 9);
}

}  // namespace saldo::test
