#include "hub/proof_store/proof_store.hpp"

#include <fstream>

#include "common/tlog/checkpoint.hpp"
#include "hub/log/log_entry.hpp"
#include "tests/unit/proof_store/log_with_trees.hpp"

using namespace saldo;
using namespace saldo::hub;
using namespace saldo::test;

namespace {

tlog::Checkpoint said(const ProofStore& proofs, const proof::TreeName& name) {
    const auto note = proofs.checkpoint(name);
    REQUIRE(note);
    const auto opened =
        tlog::open_checkpoint(*note, proof::tree_origin("hub-1", name), proofs.log_key(), verify);
    REQUIRE(opened);
    return *opened;
}

/// Every tree as text: size, root, and every position.
std::string told(const ProofStore& proofs) {
    std::string out;
    for (const TreeHead& tree : proofs.trees()) {
        out += std::to_string(tree.id) + " " + *proofs.checkpoint(tree.name);
        for (std::uint64_t i = 0; i * 256 < tree.size; ++i) {
            const Tile tile = proofs.tile(tree.name, 0, i).value();
            for (const auto at : tile.positions) out += std::to_string(at) + " ";
        }
    }
    return out;
}

/// A log that gives other bytes than it has, from a position on.
class LyingLog final : public LogStore {
public:
    explicit LyingLog(const LogStore& log) : log_{log} {}
    std::function<void(EntryView&, Bytes& payload)> lie;

    Result<LogPosition> append(LogPosition, std::span<const NewEntry>,
                               std::span<const StreamHead>) override {
        return Error{};
    }
    Result<void> read(LogPosition from,
                      const std::function<bool(const EntryView&)>& visit) const override {
        return log_.read(from, [&](const EntryView& entry) {
            EntryView told = entry;
            Bytes payload{entry.payload.begin(), entry.payload.end()};
            if (lie) lie(told, payload);
            told.payload = payload;
            return visit(told);
        });
    }
    Result<LogPosition> end() const override { return log_.end(); }
    Result<Digest> head_hash() const override { return log_.head_hash(); }
    Result<std::optional<LogPosition>> entry_at(const StreamPlace& p) const override {
        return log_.entry_at(p);
    }
    Result<std::vector<StreamHead>> heads() const override { return log_.heads(); }
    Result<std::optional<Bytes>> named_value(std::string_view name) const override {
        return log_.named_value(name);
    }
    Result<void> set_named_value(std::string_view, ByteView) override { return Error{}; }

private:
    const LogStore& log_;
};

}  // namespace

TEST_CASE("each company and year has a tree of its own, signed after each step", "[proof_store]") {
    LogWithTrees world;
    const auto proofs = world.open();
    CHECK(proofs->trees().empty());
    world.append_parts(gna, 3, ms_of_2025);
    world.append({part_of(gna, 7), part_of(otr, 7), part_of("", 7)});
    proofs->advance();
    CHECK(proofs->known() == LogPosition{6});
    CHECK(said(*proofs, {gna, 2025}).size == 3);
    CHECK(said(*proofs, {gna, 2026}).size == 1);
    CHECK(said(*proofs, {otr, 2026}).size == 1);
    CHECK(said(*proofs, {"", 2026}).size == 1);
    CHECK(proofs->trees().back().name.company.empty());
    CHECK_FALSE(proofs->checkpoint({otr, 2025}));
    // The same facts at other places are other leaves.
    CHECK(said(*proofs, {gna, 2026}).root != said(*proofs, {otr, 2026}).root);
    const auto before = said(*proofs, {gna, 2025});
    world.append_parts(gna, 1);
    proofs->advance();
    CHECK(said(*proofs, {gna, 2026}).size == 2);
    CHECK(said(*proofs, {gna, 2025}) == before);
}

TEST_CASE("the root is that of the leaves that the format says", "[proof_store]") {
    LogWithTrees world;
    Stream stream{"gna-tij1"};
    stream.add_many(5);
    world.append({enrolment("gna-tij1", gna)});
    world.append_frame(stream.frame(0, 5, fixed_key(1)), 5);
    const auto proofs = world.open();
    proof::Frontier expected;
    Bytes leaf;
    put_le(leaf, std::uint8_t{1});
    put_le(leaf, std::uint64_t{0});
    put_le(leaf, ms_of_2026);
    append(leaf, sha256(*wire::encode_fact(Fact{enrolment("gna-tij1", gna)})));
    expected.push(tlog::leaf_hash(leaf));
    for (std::uint64_t n = 0; n < 5; ++n) {
        leaf.clear();
        put_le(leaf, std::uint8_t{2});
        put_le(leaf, n + 1);
        put_le(leaf, ms_of_2026);
        append(leaf, stream.hash_at(n + 1));
        put_le(leaf, stream.epoch().ordinal);
        put_le(leaf, stream.epoch().nonce);
        put_le(leaf, n);
        append(leaf, as_bytes("gna-tij1"));
        expected.push(tlog::leaf_hash(leaf));
    }
    CHECK(said(*proofs, {gna, 2026}).size == 6);
    CHECK(said(*proofs, {gna, 2026}).root == expected.root());
}

TEST_CASE("however it was written, stopped and made anew, the trees are the same",
          "[proof_store]") {
    LogWithTrees world{700};
    auto proofs = world.open();
    for (int round = 0; round < 40; ++round) {
        world.append_parts(round % 3 == 0 ? otr : gna, 1 + static_cast<std::size_t>(round) * 2);
        proofs->advance();
        if (round % 7 == 0) proofs = nullptr;  // it writes what waits, and opens again
        if (round % 7 == 0) proofs = world.open();
        CHECK_FALSE(proofs->stopped());
    }
    const std::string as_it_went = told(*proofs);
    CHECK(said(*proofs, {gna, 2026}).size > 512);
    CHECK(told(*world.rebuilt("other")) == as_it_went);
    proofs.reset();
    CHECK(told(*world.open()) == as_it_went);
    std::filesystem::remove_all(world.folder.path() / "proof");
    CHECK(told(*world.open()) == as_it_went);
}

TEST_CASE("a store that is damaged, or of another log, is made anew", "[proof_store]") {
    LogWithTrees world;
    world.append_parts(gna, 300);
    const std::string right = told(*world.open());
    const auto file = world.folder.path() / "proof" / "data.mdb";
    SECTION("damaged") {
        std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
        std::string all{std::istreambuf_iterator<char>{bytes}, {}};
        const std::size_t company = all.find(gna);
        REQUIRE(company != std::string::npos);
        // Every place at which the name stands: old pages of LMDB have it too.
        for (std::size_t at = company; at != std::string::npos; at = all.find(gna, at + 1)) {
            bytes.seekp(static_cast<std::streamoff>(at));
            bytes.put('X');
        }
        bytes.close();
        CHECK(told(*world.open()) == right);
    }
    SECTION("of another log") {
        LogWithTrees other;
        other.append_parts(otr, 400);
        const std::string others = told(*other.open());
        std::filesystem::copy_file(file, other.folder.path() / "proof" / "data.mdb",
                                   std::filesystem::copy_options::overwrite_existing);
        CHECK(told(*other.open()) == others);
    }
    SECTION("of a log that went back") {
        LogWithTrees older;
        older.append_parts(gna, 100);
        std::filesystem::create_directories(older.folder.path() / "proof");
        std::filesystem::copy_file(file, older.folder.path() / "proof" / "data.mdb");
        const auto proofs = older.open();
        CHECK(said(*proofs, {gna, 2026}).size == 100);
    }
}

TEST_CASE("nothing is signed over bytes that came back otherwise", "[proof_store]") {
    LogWithTrees world;
    LyingLog log{*world.log};
    const auto proofs = ProofStore::open(world.folder.path() / "proof", log, world.key,
                                         {.hub = "hub-1", .map_bytes = 64U << 20})
                            .value();
    world.append_parts(gna, 3);
    proofs->advance();
    const std::string before = *proofs->checkpoint({gna, 2026});
    Stream stream{"gna-tij1"};
    stream.add_many(4);
    SECTION("one bit of a fact, under a checksum that was made right") {
        world.append_parts(gna, 2);
        log.lie = [](EntryView& entry, Bytes& payload) {
            if (entry.first == LogPosition{3}) payload.at(20) ^= std::byte{1};
        };
    }
    SECTION("when it came") {
        world.append_parts(gna, 2);
        log.lie = [](EntryView& entry, Bytes&) { entry.received.ms += 1; };
    }
    SECTION("an entry that is chained to another past") {
        world.append_parts(gna, 2);
        log.lie = [](EntryView& entry, Bytes&) { entry.hash[0] ^= std::byte{1}; };
    }
    SECTION("everything of it made right, but it is not what was appended") {
        const Digest before_it = world.log->head_hash().value();
        world.append_parts(gna, 2);
        log.lie = [before_it](EntryView& entry, Bytes& payload) {
            if (entry.first != LogPosition{3}) return;
            payload.at(20) ^= std::byte{1};
            const NewEntry told{.kind = entry.kind,
                                .count = entry.count,
                                .received = entry.received,
                                .payload = payload};
            encode_entry(entry.first, told, before_it, entry.hash);
        };
    }
    SECTION("a batch whose records do not lead where it says") {
        Bytes body = stream.body(0, 4);
        body.at(sync::record_head_bytes + 2) ^= std::byte{1};
        world.append_frame(wire::seal_frame({.kind = wire::FrameKind::batch,
                                             .records = 4,
                                             .agent = sync::padded("gna-tij1"),
                                             .epoch = stream.epoch(),
                                             .first = 0,
                                             .before = stream.hash_at(0),
                                             .after = stream.hash_at(4)},
                                            body, wire::Pack::no, fixed_key(1))
                               .value(),
                           4);
    }
    proofs->advance();
    REQUIRE(proofs->stopped());
    CHECK(proofs->stopped()->find("position ") != std::string::npos);
    CHECK(*proofs->checkpoint({gna, 2026}) == before);
    CHECK(proofs->checkpoint_at({gna, 2026}, 1).error().code == Errc::unavailable);
    // It does not go on by itself, also when the bytes are right again.
    log.lie = {};
    proofs->advance();
    CHECK(proofs->stopped());
    CHECK(*proofs->checkpoint({gna, 2026}) == before);
}

TEST_CASE("a log that says it is shorter than its trees stops the signing", "[proof_store]") {
    LogWithTrees world;
    world.append_parts(gna, 3);
    auto proofs = world.open();
    LogWithTrees shorter;
    shorter.append_parts(gna, 1);
    CHECK_FALSE(proofs->stopped());
    // The same trees over a log that lost its end: known only after a new start, and then anew.
    proofs.reset();
    std::filesystem::create_directories(shorter.folder.path() / "proof");
    std::filesystem::copy_file(world.folder.path() / "proof" / "data.mdb",
                               shorter.folder.path() / "proof" / "data.mdb");
    CHECK(said(*shorter.open(), {gna, 2026}).size == 1);
}

TEST_CASE("records go to the tree of the company that their agent was enrolled for",
          "[proof_store]") {
    LogWithTrees world;
    Stream stream{"gna-tij1"};
    stream.add_many(10);
    world.append_frame(stream.frame(0, 4, fixed_key(1)), 4);  // before the enrolment
    world.append({enrolment("gna-tij1", gna)});
    world.append_frame(stream.frame(2, 8, fixed_key(1)), 6, 2);
    {
        const auto proofs = world.open();
        CHECK(said(*proofs, {"", 2026}).size == 4);
        CHECK(said(*proofs, {gna, 2026}).size == 7);
    }
    world.append_frame(stream.frame(9, 1, fixed_key(1)), 1);  // the name is known after a new start
    CHECK(said(*world.open(), {gna, 2026}).size == 8);
}

TEST_CASE("a restore that the log tells ends the trees, and begins others", "[proof_store]") {
    LogWithTrees world;
    world.append_parts(gna, 3);
    auto proofs = world.open();
    const auto before = said(*proofs, {gna, 2026});
    const auto restore = [&](std::int64_t ms) {
        const std::uint64_t at = world.log->end()->value();
        world.append({part_of("", 900 + at), HubRestored{.backup = "b", .position = at},
                      part_of(gna, 500 + at), part_of("", 700 + at)},
                     ms);
        proofs->advance();
        REQUIRE_FALSE(proofs->stopped());
        return proofs->era();
    };
    const std::string first = restore(ms_of_2026);
    CHECK(said(*proofs, {gna, 2026}) == before);
    CHECK(said(*proofs, {"", 2026}).size == 1);
    CHECK(said(*proofs, {"", 2026, first}).size == 2);
    CHECK(said(*proofs, {gna, 2026, first}).size == 1);
    world.append_parts(gna, 4);
    const std::string second = restore(ms_of_2026 + 1);
    CHECK(second != first);
    world.append_parts(gna, 2);
    proofs->advance();
    CHECK(said(*proofs, {gna, 2026, first}).size == 5);
    CHECK(said(*proofs, {gna, 2026, second}).size == 3);
    CHECK(proofs->trees_of(gna).back().name.era == second);
    const std::string as_it_went = told(*proofs);
    CHECK(told(*world.rebuilt("other")) == as_it_went);
    proofs.reset();
    proofs = world.open();
    CHECK(proofs->era() == second);
    CHECK(told(*proofs) == as_it_went);
    // The same backup restored again, a moment later: other names.
    LogWithTrees again;
    again.append_parts(gna, 3);
    again.append({part_of("", 903), HubRestored{.backup = "b", .position = 3}}, ms_of_2026 + 5);
    CHECK(again.open()->era() != first);
}
