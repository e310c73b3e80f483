#include "hub/prove/prove.hpp"

#include <algorithm>

#include "common/tlog/checkpoint.hpp"
#include "common/tlog/inclusion_proof.hpp"
#include "hub/prove/debt_answer.hpp"
#include "hub/prove/debt_rows.hpp"
#include "tests/support/stream.hpp"
#include "tests/unit/prove/story_hub.hpp"

using namespace saldo;
using namespace saldo::hub;
using test::StoryHub;
using test::two_parts;

namespace {

const std::string rfc = "AAA010101AAA";

book::Table table_of(const ProofAnswer& answer, std::string_view name) {
    for (const auto& [held, table] : answer.tables) {
        if (held == name) return table;
    }
    FAIL("no such table");
    return {};
}

Evidence evidence_of(StoryHub& story, const Positions& positions) {
    HubStore& hub = *story.hub;
    return gather({.log = hub.log(), .proofs = *hub.proofs(), .cosigned = hub.cosigned()},
                  positions, rfc, {})
        .value();
}

}  // namespace

TEST_CASE("a lot is answered with every take, and an exit with every lot", "[prove]") {
    StoryHub story{two_parts};
    book::Book& book = story.hub->book();
    const auto& places = story.hub->catalog_places();
    const auto lot = answer_debt(book, places, {.ref = "L1", .company = {}, .part = {}});
    REQUIRE(lot);
    CHECK(lot->kind == "lot");
    CHECK(table_of(*lot, "lots").rows.size() == 1);
    CHECK(table_of(*lot, "lots").rows[0][5] == "0.000");
    CHECK(table_of(*lot, "discharges").rows.size() == 2);  // 30 of R1, 70 of R2
    const auto exit = answer_debt(book, places, {.ref = "R2", .company = {}, .part = {}});
    REQUIRE(exit);
    CHECK(exit->kind == "exit");
    CHECK(table_of(*exit, "discharges").rows.size() == 3);  // 70 of L1, 50 of L2, 60 of L3
    CHECK(table_of(*exit, "uses").rows.size() == 2);
    CHECK_FALSE(answer_debt(book, places, {.ref = "L9", .company = {}, .part = {}}));
    CHECK_FALSE(answer_debt(book, places, {.ref = "L1", .company = "BBB", .part = {}}));
}

TEST_CASE("what was taken from a lot is what a walk over all takes finds", "[prove]") {
    std::string statements = two_parts;
    for (int i = 0; i < 60; ++i) {
        const auto n = std::to_string(i);
        const std::string day =
            "2026-03-" + std::string{i % 28 < 9 ? "0" : ""} + std::to_string(i % 28 + 1);
        statements += "import M" + n + " " + (i % 3 == 0 ? "Y" : "X") + " 20 IN " + day + "\n";
        statements += "outcome S" + n + " RT " + day + "\nuse S" + n + " X " +
                      std::to_string(1 + i % 13) + "\n";
    }
    StoryHub story{statements};
    const book::Derived& derived = story.hub->book().derived(rfc);
    for (std::uint32_t lot = 0; lot < derived.lots.size(); ++lot) {
        const std::string name = name_of(derived.lots[lot]);
        CHECK(lots_named(story.hub->book(), derived, rfc, {name, {}, {}}) == std::vector{lot});
        std::vector<std::uint32_t> all;
        for (std::uint32_t i = 0; i < derived.takes.size(); ++i) {
            if (derived.takes[i].lot == lot) all.push_back(i);
        }
        CHECK(rows_of_lots(derived, {lot}).takes == all);
    }
}

TEST_CASE("each fact of a proof stands in its tree, also what a witness cosigned", "[prove]") {
    StoryHub story{two_parts};
    HubStore& hub = *story.hub;
    const SigningKey witness = test::fixed_key(5);
    const tlog::NoteKey witness_key{
        .name = "auditor", .type = tlog::NoteKeyType::cosignature, .key = witness.public_key()};
    const proof::TreeName tree{rfc, 2026};
    const auto seen = tlog::parse_note(hub.proofs()->checkpoint(tree).value()).value();
    auto cosigned = seen;
    cosigned.lines.push_back(tlog::cosign_note(seen.text, 1'780'000'000, witness_key,
                                               [&](ByteView m) { return witness.sign(m); }));
    const auto older = tlog::parse_checkpoint(seen.text).value();
    hub.cosigned()->put(tree, "auditor", LocalDate::from_days(20'000),
                        {.size = older.size, .note = tlog::format_note(cosigned)});
    story.tell("outcome R3 RT 2026-03-01\nuse R3 Y 5\n");

    Positions positions;
    for (std::uint64_t i = 0; i < hub.book().known().value(); ++i) {
        positions.emplace(LogPosition{i}, Role::entry);
    }
    const Evidence evidence = evidence_of(story, positions);
    CHECK(evidence.facts.size() == positions.size());
    for (const ProvedFact& fact : evidence.facts) {
        const auto proof = tlog::parse_inclusion_proof(fact.proof).value();
        const std::string origin = proof::tree_origin(hub.log_key().name, fact.tree);
        CHECK(open_inclusion_proof(proof, fact.leaf, origin, hub.log_key(), saldo::verify));
    }
    const auto own = std::ranges::find(evidence.trees, tree, &ProvedTree::name);
    REQUIRE(own != evidence.trees.end());
    REQUIRE(own->cosigned.size() == 1);
    const auto note = tlog::parse_note(own->cosigned[0].note).value();
    CHECK(is_signed_by(note, witness_key, saldo::verify) == tlog::Signed::good);
    const auto newest =
        tlog::parse_checkpoint(tlog::parse_note(own->checkpoint).value().text).value();
    CHECK(newest.size > older.size);
    CHECK(tlog::verify_consistency(older.size, older.root, newest.size, newest.root,
                                   own->cosigned[0].consistency));
}

TEST_CASE("places that the log has not are no proof", "[prove]") {
    StoryHub story{two_parts};
    CHECK(story.run("prove", "@3").exit == 0);
    CHECK(story.run("prove", "@99").exit == 1);
    CHECK(story.run("prove", "@x").exit != 0);
    CHECK(story.run("prove", "L1", {{"company", "BBB010101BBB"}}).exit == 1);
    CHECK(story.run("prove", "return/2026-02").exit == 1);
}
