#include "agent/witness/witness.hpp"

#include <vector>

#include "agent/uplink/witness_box.hpp"
#include "common/tlog/add_checkpoint.hpp"
#include "common/tlog/note.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::agent;

namespace {

constexpr const char* company = "GNA150301A00";
constexpr const char* origin = "hub-1/GNA150301A00/2026";

Digest leaf(const std::string& text) { return tlog::leaf_hash(as_bytes(text)); }

/// A hub's log of three leaves, written out by hand: its roots and proofs are what RFC 6962 says.
struct Log {
    SigningKey key = test::fixed_key(7);
    std::string name = "hub-1";
    std::string third = "c";

    tlog::NoteKey note_key() const {
        return {.name = name, .type = tlog::NoteKeyType::ed25519, .key = key.public_key()};
    }
    std::string vkey() const { return tlog::format_vkey(note_key()); }
    Digest root(std::uint64_t size) const {
        if (size == 0) return tlog::empty_root();
        if (size == 1) return leaf("a");
        const Digest two = tlog::node_hash(leaf("a"), leaf("b"));
        return size == 2 ? two : tlog::node_hash(two, leaf(third));
    }
    tlog::Proof proof(std::uint64_t from, std::uint64_t to) const {
        if (from == 0 || from == to) return {};
        if (from == 1 && to == 2) return {leaf("b")};
        if (from == 1) return {leaf("b"), leaf(third)};
        return {leaf(third)};  // 2 to 3
    }
    std::string checkpoint(std::uint64_t size, const std::string& of = origin) const {
        const std::string text =
            tlog::format_checkpoint({.origin = of, .size = size, .root = root(size)});
        const auto sign = [this](ByteView message) { return key.sign(message); };
        return tlog::format_note({.text = text, .lines = {sign_note(text, note_key(), sign)}});
    }
    sync::WitnessRequest request(std::uint64_t from, std::uint64_t to, std::int64_t at_ms) const {
        return {.at = {at_ms},
                .text = tlog::format_add_checkpoint(
                    {.old_size = from, .proof = proof(from, to), .checkpoint = checkpoint(to)})};
    }
};

tlog::NoteKey witness_key() {
    return {.name = "gna-tij1",
            .type = tlog::NoteKeyType::cosignature,
            .key = test::fixed_key(3).public_key()};
}

bool holds(const PublicKey& by, ByteView message, const Signature& signature) {
    return verify(by, message, signature);
}

Witness witness_of(const Log& log) {
    Witness witness{{.rfc = company,
                     .key = witness_key(),
                     .sign = [](ByteView message) { return test::fixed_key(3).sign(message); },
                     .verify = holds},
                    {}};
    witness.on_log_key(log.vkey());
    return witness;
}

/// Asks, and keeps what is to be kept.
Witness::Decision ask(Witness& witness, const sync::WitnessRequest& request) {
    Witness::Decision decision = witness.on_request(request, 1'700'000'000);
    if (decision.keep) witness.kept(decision.origin, *decision.keep);
    return decision;
}

}  // namespace

TEST_CASE("a witness cosigns a log that only grows", "[agent][witness]") {
    const Log log;
    Witness witness = witness_of(log);
    for (const auto& [from, to] :
         std::vector<std::pair<int, int>>{{0, 1}, {1, 2}, {2, 2}, {2, 3}}) {
        CAPTURE(from, to);
        const auto decision = ask(witness, log.request(from, to, to));
        CHECK(decision.answer.status == 200);
        CHECK_FALSE(decision.accusation);
        // The line is good behind the checkpoint, and behind no other.
        const auto note = tlog::parse_note(log.checkpoint(to) + decision.answer.text).value();
        CHECK(tlog::is_signed_by(note, witness_key(), holds) == tlog::Signed::good);
        CHECK(tlog::cosigned_at(note.lines.back()) == 1'700'000'000);
        const auto other =
            tlog::parse_note(log.checkpoint(to == 1 ? 2 : 1) + decision.answer.text).value();
        CHECK(tlog::is_signed_by(other, witness_key(), holds) == tlog::Signed::forged);
    }
    CHECK(witness.memory().seen.at(origin).size == 3);
}

TEST_CASE("a witness answers with its size where the hub asks from another", "[agent][witness]") {
    const Log log;
    Witness witness = witness_of(log);
    ask(witness, log.request(0, 2, 1));
    const auto decision = ask(witness, log.request(0, 3, 2));
    CHECK(decision.answer == sync::WitnessAnswer{.status = 409, .text = "2\n"});
    CHECK_FALSE(decision.accusation);
    CHECK(ask(witness, log.request(2, 3, 3)).answer.status == 200);
}

TEST_CASE("two histories are kept as evidence, and not cosigned", "[agent][witness]") {
    const Log log;
    Log other = log;
    other.third = "C";
    Witness witness = witness_of(log);
    ask(witness, log.request(0, 3, 1));

    SECTION("a root of the same size in a request") {
        const auto decision = ask(witness, other.request(3, 3, 2));
        CHECK(decision.answer.status == 409);
        REQUIRE(decision.accusation);
        CHECK(decision.accusation->code == "log.two_histories");
        CHECK(decision.accusation->held == log.checkpoint(3));
        CHECK(decision.accusation->told == other.checkpoint(3));
    }
    SECTION("and in a receipt") {
        CHECK(witness.on_checkpoint(other.checkpoint(3), {0})->code == "log.two_histories");
        CHECK_FALSE(witness.on_checkpoint(log.checkpoint(3), {2}));
    }
    SECTION("a proof that does not lead from what it had signed") {
        Witness young = witness_of(log);
        ask(young, log.request(0, 1, 1));
        sync::WitnessRequest wrong = log.request(1, 3, 2);
        wrong.text = tlog::format_add_checkpoint(
            {.old_size = 1, .proof = {leaf("x"), leaf("c")}, .checkpoint = log.checkpoint(3)});
        const auto decision = ask(young, wrong);
        CHECK(decision.answer.status == 422);
        CHECK(decision.accusation->code == "log.two_histories");
        CHECK(young.memory().seen.at(origin).size == 1);
    }
}

TEST_CASE("a log that went back is told from a word that is late", "[agent][witness]") {
    const Log log;
    Witness witness = witness_of(log);
    ask(witness, log.request(0, 3, 100));
    CHECK_FALSE(witness.on_checkpoint(log.checkpoint(2), {99}));  // said before
    CHECK_FALSE(witness.on_checkpoint(log.checkpoint(2), {100}));
    CHECK(witness.on_checkpoint(log.checkpoint(2), {101})->code == "log.went_back");
    const auto decision = ask(witness, log.request(2, 2, 200));
    CHECK(decision.answer == sync::WitnessAnswer{.status = 409, .text = "3\n"});
    CHECK(decision.accusation->code == "log.went_back");
}

TEST_CASE("what the log's key did not sign accuses nobody", "[agent][witness]") {
    const Log log;
    Witness witness = witness_of(log);
    ask(witness, log.request(0, 3, 1));
    Log forger = log;
    forger.key = test::fixed_key(8);
    forger.third = "C";
    CHECK_FALSE(witness.on_checkpoint(forger.checkpoint(3), {9}));
    CHECK(ask(witness, forger.request(3, 3, 9)).answer.status == 403);
    CHECK_FALSE(ask(witness, forger.request(3, 3, 9)).accusation);

    for (const std::string of : {"hub-1/GNA150301A01/2026", "hub-2/GNA150301A00/2026", "hub-1"}) {
        CAPTURE(of);
        sync::WitnessRequest foreign{.at = {9}, .text = {}};
        foreign.text = tlog::format_add_checkpoint(
            {.old_size = 0, .proof = {}, .checkpoint = log.checkpoint(2, of)});
        CHECK(ask(witness, foreign).answer.status == 404);
    }
    for (const std::string text :
         {"", "old", "old 01\n\n", "old 1\nnothing\n\n", "old 1\n", "old 9\n\n"}) {
        CAPTURE(text);
        CHECK(ask(witness, {.at = {9}, .text = text + log.checkpoint(3)}).answer.status == 400);
    }
    CHECK(witness.memory().seen.at(origin).size == 3);
}

TEST_CASE("the first key of the log stays", "[agent][witness]") {
    const Log log;
    Witness witness{{.rfc = company, .key = witness_key(), .sign = {}, .verify = holds}, {}};
    CHECK(ask(witness, log.request(0, 1, 1)).answer.status == 404);  // no key yet
    CHECK_FALSE(witness.on_log_key("nonsense").is_new);
    CHECK(witness.on_log_key(log.vkey()).is_new);
    CHECK_FALSE(witness.on_log_key(log.vkey()).is_new);
    Log other = log;
    other.key = test::fixed_key(8);
    const auto told = witness.on_log_key(other.vkey());
    CHECK_FALSE(told.is_new);
    CHECK(told.accusation->code == "log.key_changed");
    CHECK(witness.memory().log_key == log.vkey());
}

TEST_CASE("what a witness saw survives a restart, and so does what it found", "[agent][witness]") {
    const Log log;
    const test::TempFolder folder = test::TempFolder::in_memory();
    const auto open = [&] {
        return WitnessBox::open(folder / "witness", "gna-tij1", company, test::fixed_key(3),
                                [] { return UtcTime{1'700'000'000'000}; })
            .value();
    };
    {
        WitnessBox box = open();
        box.on_log_key(log.vkey());
        CHECK(box.on_request(log.request(0, 2, 1))->status == 200);
        CHECK(box.alarm().empty());
    }
    WitnessBox box = open();
    CHECK(box.trees() == 1);
    CHECK(box.on_request(log.request(0, 3, 2))->status == 409);
    CHECK(box.on_request(log.request(2, 3, 2))->status == 200);
    Log other = log;
    other.third = "C";
    box.on_checkpoint(other.checkpoint(3), {3});
    CHECK(box.alarm() == "log.two_histories");
    CHECK_FALSE(log_alarm_words(box.alarm()).es.empty());
    CHECK(open().alarm() == "log.two_histories");

    SECTION("a damaged memory is put aside, and begun anew") {
        for (const auto& file : std::filesystem::directory_iterator{folder / "witness"}) {
            if (file.path().extension() != ".seen") continue;
            std::filesystem::resize_file(file.path(), 40);
        }
        WitnessBox again = open();
        CHECK(again.trees() == 0);
        CHECK(again.on_request(log.request(0, 3, 4))->status == 200);
    }
}
