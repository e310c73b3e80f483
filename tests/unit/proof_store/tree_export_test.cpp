#include "hub/proof_store/tree_export.hpp"

#include <map>

#include "common/tlog/inclusion_proof.hpp"
#include "hub/proof/tile_path.hpp"
#include "tests/unit/proof_store/log_with_trees.hpp"

using namespace saldo;
using namespace saldo::hub;
using namespace saldo::test;

namespace {

/// Leaves of two companies, mixed entry by entry and within entries; 2,000 positions and more.
void fill(LogWithTrees& world) {
    Stream stream{"gna-tij1"};
    stream.add_many(600);
    world.append({enrolment("gna-tij1", gna)});
    for (std::size_t i = 0; i < 60; ++i) {
        world.append_parts(otr, 7 + i % 5);
        world.append({part_of(gna, 9'000 + i), part_of(otr, 9'000 + i), part_of("", i)});
        world.append_frame(stream.frame(i * 10, 10, fixed_key(1), wire::Pack::when_smaller), 10);
        world.append_parts(gna, 11);
    }
}

std::map<std::string, Bytes> files_of(const ProofStore& proofs, const LogStore& log,
                                      const proof::TreeName& name, std::uint64_t size) {
    std::map<std::string, Bytes> files;
    const auto put = [&](std::string_view path, ByteView bytes) -> Result<void> {
        CHECK(files.emplace(path, Bytes{bytes.begin(), bytes.end()}).second);
        return {};
    };
    REQUIRE(write_tree(proofs, log, name, size, put));
    return files;
}

}  // namespace

TEST_CASE("a tree is exported as it was known, to the byte", "[proof_store][export]") {
    LogWithTrees world{400};
    fill(world);
    const auto proofs = world.open();
    const LogPosition end = proofs->known();
    for (const std::uint64_t at :
         {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{777}, end.value() - 1, end.value()}) {
        CAPTURE(at);
        const auto trees = trees_as_known(*proofs, LogPosition{at});
        REQUIRE(trees);
        std::uint64_t leaves = 0;
        for (const TreeAt& tree : *trees) {
            leaves += tree.size;
            const auto files = files_of(*proofs, *world.log, tree.name, tree.size);
            const std::string folder = proof::tree_path(tree.name) + "/";
            const auto note = files.at(folder + "checkpoint");
            const auto said = tlog::open_checkpoint(
                as_text(note), proof::tree_origin("hub-1", tree.name), proofs->log_key(), verify);
            REQUIRE(said);
            CHECK(said->size == tree.size);
            CHECK(said->root == tree.root);
            // Leaves of the bundles, in order, make the root.
            proof::Frontier frontier;
            for (std::uint64_t i = 0; i * 256 < tree.size; ++i) {
                const auto width =
                    static_cast<std::uint32_t>(std::min<std::uint64_t>(256, tree.size - i * 256));
                const Bytes& bundle = files.at(
                    folder + proof::tile_path({.is_entries = true, .index = i, .width = width}));
                for (ByteView left{bundle}; !left.empty();) {
                    const auto size = get_be<std::uint16_t>(left);
                    frontier.push(tlog::leaf_hash(left.subspan(2, size)));
                    left = left.subspan(2U + size);
                }
            }
            CHECK(frontier.size() == tree.size);
            CHECK(frontier.root() == tree.root);
        }
        CHECK(leaves == at);  // every position stands in one tree
    }
    CHECK(trees_as_known(*proofs, LogPosition{0})->empty());
    CHECK(trees_as_known(*proofs, LogPosition{end.value() + 1}).error().code == Errc::not_found);
    CHECK(write_tree(*proofs, *world.log, {gna, 2026}, 1'000'000, {}).error().code ==
          Errc::not_found);
}

TEST_CASE("a hub that ran on gives the files that it gave at an earlier size",
          "[proof_store][export]") {
    LogWithTrees world;
    world.append_parts(gna, 300);
    auto proofs = world.open();
    const auto then = files_of(*proofs, *world.log, {gna, 2026}, 300);
    world.append_parts(gna, 700);
    proofs->advance();
    CHECK(files_of(*proofs, *world.log, {gna, 2026}, 300) == then);
}

TEST_CASE("each position has its place, and a proof of it that stands alone",
          "[proof_store][export]") {
    LogWithTrees world{400};
    fill(world);
    const auto proofs = world.open();
    const LogPosition end = proofs->known();
    std::map<proof::TreeName, std::uint64_t> next;
    REQUIRE(world.log->read(LogPosition{0}, [&](const EntryView& entry) {
        REQUIRE(visit_leaves(entry, [&](const LeafItem& item) {
            const auto place = place_of(*proofs, item.position);
            REQUIRE(place);
            CHECK(place->index == next[place->tree]++);
            if (item.position.value() % 37 != 0) return;
            const LogPosition known{std::min(end.value(), item.position.value() + 1 + 250)};
            const auto text = prove(*proofs, item.position, known);
            REQUIRE(text);
            const auto proof = tlog::parse_inclusion_proof(*text);
            REQUIRE(proof);
            const auto origin = proof::tree_origin("hub-1", place->tree);
            CHECK(tlog::open_inclusion_proof(*proof, item.leaf, origin, proofs->log_key(), verify));
            Bytes other = item.leaf;
            other[1] ^= std::byte{1};
            CHECK_FALSE(
                tlog::open_inclusion_proof(*proof, other, origin, proofs->log_key(), verify));
        }));
        return true;
    }));
    CHECK(place_of(*proofs, end).error().code == Errc::not_found);
    CHECK(prove(*proofs, LogPosition{5}, LogPosition{5}).error().code == Errc::not_found);
    std::uint64_t seen = 0;
    LogPosition last{0};
    REQUIRE(visit_positions(*proofs, {gna, 2026}, 100, [&](LogPosition at) {
        CHECK((seen == 0 || at > last));
        last = at;
        return ++seen < 500;
    }));
    CHECK(seen == 500);
}

TEST_CASE("a leaf commits to its content", "[proof_store][export]") {
    LogWithTrees world;
    Stream stream{"gna-tij1"};
    stream.add_many(6);
    world.append({part_of(gna, 1), part_of(gna, 2)});
    world.append_frame(stream.frame(1, 5, fixed_key(1)), 3, 2);
    std::vector<LeafItem> items;
    std::vector<Bytes> contents;
    REQUIRE(world.log->read(LogPosition{0}, [&](const EntryView& entry) {
        REQUIRE(visit_leaves(entry, [&](const LeafItem& item) {
            items.push_back(item);
            contents.emplace_back(item.content.begin(), item.content.end());
        }));
        return true;
    }));
    REQUIRE(items.size() == 5);
    CHECK(items[0].kind == 1);
    CHECK(contents[1] == *wire::encode_fact(part_of(gna, 2)));
    CHECK(items[2].kind == 2);
    CHECK(items[2].position == LogPosition{2});
    CHECK(contents[2] == stream.record(3));
    CHECK(items[2].before == stream.hash_at(3));
    CHECK(items[4].before == stream.hash_at(5));
}
