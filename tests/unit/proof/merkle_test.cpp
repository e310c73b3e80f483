#include "common/tlog/merkle.hpp"

#include "hub/proof/frontier.hpp"
#include "hub/proof/prove.hpp"
#include "hub/proof/tile_nodes.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::proof;

namespace {

// The leaves, roots and paths that Certificate Transparency has been tested with since RFC 6962.
const std::vector<std::string_view> leaves = {"",
                                              "00",
                                              "10",
                                              "2021",
                                              "3031",
                                              "40414243",
                                              "5051525354555657",
                                              "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string_view> roots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

Digest digest(std::string_view hex) { return array_of<32>(*from_hex(hex)); }
Digest leaf(std::size_t i) { return tlog::leaf_hash(*from_hex(leaves[i])); }

tlog::Proof path(std::initializer_list<std::string_view> hexes) {
    tlog::Proof proof;
    for (const auto hex : hexes) proof.push_back(digest(hex));
    return proof;
}

Result<Digest> node(unsigned level, std::uint64_t index) {
    std::vector<Digest> row;
    for (std::uint64_t i = index << level; i < (index + 1) << level; ++i) row.push_back(leaf(i));
    return subtree_root(row);
}

}  // namespace

TEST_CASE("trees have the roots of Certificate Transparency's test vectors", "[proof][merkle]") {
    Frontier frontier;
    CHECK(to_hex(frontier.root()) == roots[0]);
    for (std::size_t size = 1; size <= leaves.size(); ++size) {
        frontier.push(leaf(size - 1));
        CAPTURE(size);
        CHECK(to_hex(frontier.root()) == roots[size]);
        CHECK(to_hex(*root_at(size, node)) == roots[size]);
    }
}

TEST_CASE("proofs are those of Certificate Transparency's test vectors", "[proof][merkle]") {
    CHECK(prove_inclusion(0, 1, node)->empty());
    CHECK(*prove_inclusion(0, 8, node) ==
          path({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
    CHECK(*prove_inclusion(5, 8, node) ==
          path({"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
    CHECK(*prove_inclusion(2, 3, node) ==
          path({"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}));
    CHECK(*prove_inclusion(1, 5, node) ==
          path({"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
    CHECK(prove_consistency(1, 1, node)->empty());
    CHECK(*prove_consistency(1, 8, node) ==
          path({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
    CHECK(*prove_consistency(6, 8, node) ==
          path({"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
    CHECK(*prove_consistency(2, 5, node) ==
          path({"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
}

TEST_CASE("proofs of the vectors verify, and of nothing else", "[proof][merkle]") {
    for (std::uint64_t size = 1; size <= 8; ++size) {
        const Digest root = digest(roots[size]);
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto proof = prove_inclusion(index, size, node).value();
            CAPTURE(size, index);
            CHECK(tlog::verify_inclusion(leaf(index), index, size, proof, root));
            CHECK_FALSE(tlog::verify_inclusion(leaf((index + 1) % 8), index, size, proof, root));
            for (std::uint64_t other = 0; other < 10; ++other) {
                if (other == index) continue;
                CHECK_FALSE(tlog::verify_inclusion(leaf(index), other, size, proof, root));
            }
        }
        for (std::uint64_t old = 0; old <= size; ++old) {
            const auto proof = prove_consistency(old, size, node).value();
            CAPTURE(size, old);
            CHECK(tlog::verify_consistency(old, digest(roots[old]), size, root, proof));
            CHECK_FALSE(
                tlog::verify_consistency(old, digest(roots[(old + 1) % 9]), size, root, proof));
            if (old != size)
                CHECK_FALSE(tlog::verify_consistency(size, root, old, digest(roots[old]), proof));
        }
    }
    CHECK_FALSE(tlog::verify_inclusion(leaf(0), 0, 0, {}, digest(roots[0])));
    CHECK_FALSE(tlog::verify_inclusion(leaf(0), 0, UINT64_MAX, tlog::Proof(65), digest(roots[1])));
}
