#include <cstdlib>

#include "common/base/text.hpp"
#include "common/crypto/sign.hpp"
#include "common/tlog/inclusion_proof.hpp"
#include "hub/proof/frontier.hpp"
#include "hub/proof/prove.hpp"
#include "hub/proof/tile_nodes.hpp"
#include "hub/proof/tile_path.hpp"
#include "tests/property/random.hpp"
#include "tests/support/catch.hpp"

// Proofs of trees of any size hold, and whatever is altered in one does not (promise P20).

using namespace saldo;
using test::Random;

namespace {

constexpr std::uint64_t leaves_max = 1'200;

Digest leaf_of(std::uint64_t index) { return tlog::leaf_hash(as_bytes(std::to_string(index))); }

/// A tree held whole, the plainest way there is.
class Tree {
public:
    Tree() {
        rows_.emplace_back();
        for (std::uint64_t i = 0; i < leaves_max; ++i) rows_[0].push_back(leaf_of(i));
        while (rows_.back().size() > 1) {
            std::vector<Digest> above;
            for (std::size_t i = 0; i + 1 < rows_.back().size(); i += 2) {
                above.push_back(tlog::node_hash(rows_.back()[i], rows_.back()[i + 1]));
            }
            rows_.push_back(std::move(above));
        }
    }
    Result<Digest> operator()(unsigned level, std::uint64_t index) const {
        return rows_.at(level).at(index);
    }
    /// RFC 6962, section 2.1, word for word.
    Digest mth(std::uint64_t begin, std::uint64_t end) const {
        if (begin == end) return sha256(ByteView{});
        if (end - begin == 1) return rows_[0][begin];
        std::uint64_t k = 1;
        while (k * 2 < end - begin) k *= 2;
        return tlog::node_hash(mth(begin, begin + k), mth(begin + k, end));
    }

private:
    std::vector<std::vector<Digest>> rows_;
};

const Tree& tree() {
    static const Tree made;
    return made;
}
proof::NodeReader nodes() {
    return [](unsigned level, std::uint64_t index) { return tree()(level, index); };
}

/// How many proofs are forged: SALDO_FORGED_PROOFS, else as the tier says.
std::uint64_t forged_count() {
    if (const char* told = std::getenv("SALDO_FORGED_PROOFS")) {
        return parse_unsigned(told).value();
    }
    return std::getenv("SALDO_DEEP") != nullptr ? 1'000'000 : 20'000;
}

void flip(Random& random, Digest& hash) {
    hash[static_cast<std::size_t>(random.below(32))] ^=
        static_cast<std::byte>(1 << random.below(8));
}

/// Alters the list of hashes in one of the ways that a list can be altered; false for no change.
bool alter(Random& random, tlog::Proof& hashes) {
    const tlog::Proof before = hashes;
    const int way = random.below(6);
    if (hashes.empty() || way == 0) {
        hashes.insert(hashes.begin() + random.below(static_cast<int>(hashes.size()) + 1),
                      leaf_of(random.next() % leaves_max));
        return true;
    }
    const auto at = static_cast<std::size_t>(random.below(static_cast<int>(hashes.size())));
    const auto other = static_cast<std::size_t>(random.below(static_cast<int>(hashes.size())));
    switch (way) {
        case 1: flip(random, hashes[at]); break;
        case 2: hashes.erase(hashes.begin() + static_cast<std::ptrdiff_t>(at)); break;
        case 3: std::swap(hashes[at], hashes[other]); break;
        case 4: hashes[at] = hashes[other]; break;
        default: hashes.push_back(hashes[at]); break;
    }
    return hashes != before;
}

struct Inclusion {
    Digest leaf{};
    std::uint64_t index = 0;
    std::uint64_t size = 0;
    tlog::Proof hashes;
    Digest root{};
    bool holds() const { return tlog::verify_inclusion(leaf, index, size, hashes, root); }
};

struct Growth {
    std::uint64_t old_size = 0;
    Digest old_root{};
    std::uint64_t new_size = 0;
    Digest new_root{};
    tlog::Proof hashes;
    bool holds() const {
        return tlog::verify_consistency(old_size, old_root, new_size, new_root, hashes);
    }
};

// A size and its root come together, signed: a proof alone does not bind the size (of three leaves
// and of four, the first has a path of the same shape). So what is forged is everything else, or
// the pair is one that the log never had.

/// A size with a root that is not its own: what a fork, or an older tree, would show.
bool other_root(Random& random, std::uint64_t size, Digest& root) {
    const Digest before = root;
    if (random.percent(50)) {
        flip(random, root);
    } else {
        root = tree().mth(0, random.next() % leaves_max);
    }
    return root != before && root != tree().mth(0, size);
}

Inclusion true_inclusion(Random& random) {
    Inclusion claim;
    claim.size = 1 + random.next() % leaves_max;
    claim.index = random.next() % claim.size;
    claim.leaf = leaf_of(claim.index);
    claim.root = tree().mth(0, claim.size);
    claim.hashes = proof::prove_inclusion(claim.index, claim.size, nodes()).value();
    return claim;
}

Growth true_growth(Random& random) {
    Growth claim;
    claim.new_size = 1 + random.next() % leaves_max;
    claim.old_size = random.next() % (claim.new_size + 1);
    claim.old_root = tree().mth(0, claim.old_size);
    claim.new_root = tree().mth(0, claim.new_size);
    claim.hashes = proof::prove_consistency(claim.old_size, claim.new_size, nodes()).value();
    return claim;
}

bool forge(Random& random, Inclusion& claim) {
    switch (random.below(4)) {
        case 0: claim.leaf = leaf_of(claim.index ^ (1 + random.next() % 64)); return true;
        case 1: claim.index ^= 1 + random.next() % 64; return true;
        case 2: return other_root(random, claim.size, claim.root);
        default: return alter(random, claim.hashes);
    }
}

bool forge(Random& random, Growth& claim) {
    switch (random.below(4)) {
        case 0: return other_root(random, claim.old_size, claim.old_root);
        case 1: return other_root(random, claim.new_size, claim.new_root);
        case 2: std::swap(claim.old_root, claim.new_root); return claim.old_root != claim.new_root;
        default: return alter(random, claim.hashes);
    }
}

}  // namespace

TEST_CASE("proofs of trees of every size hold, out of nodes and out of tiles", "[proof]") {
    proof::Frontier frontier;
    proof::TileNodes tiles{[&](unsigned level, std::uint64_t index) -> Result<std::vector<Digest>> {
        std::vector<Digest> row;
        const std::uint64_t whole = leaves_max >> (proof::tile_height * level);
        for (std::uint64_t i = index * 256; i < std::min(whole, (index + 1) * 256); ++i) {
            row.push_back(*tree()(proof::tile_height * level, i));
        }
        return row;
    }};
    const auto from_tiles = [&](unsigned level, std::uint64_t index) {
        return tiles.node(level, index);
    };
    Random random{20'261'123};
    for (std::uint64_t size = 1; size <= leaves_max; ++size) {
        frontier.push(leaf_of(size - 1));
        const Digest root = tree().mth(0, size);
        REQUIRE(frontier.root() == root);
        REQUIRE(*proof::root_at(size, from_tiles) == root);
        const std::uint64_t index = random.next() % size;
        const auto proof = proof::prove_inclusion(index, size, nodes()).value();
        REQUIRE(proof == proof::prove_inclusion(index, size, from_tiles).value());
        REQUIRE(tlog::verify_inclusion(leaf_of(index), index, size, proof, root));
        const std::uint64_t old_size = random.next() % (size + 1);
        const auto growth = proof::prove_consistency(old_size, size, nodes()).value();
        REQUIRE(growth == proof::prove_consistency(old_size, size, from_tiles).value());
        REQUIRE(tlog::verify_consistency(old_size, tree().mth(0, old_size), size, root, growth));
    }
}

TEST_CASE("no forged proof is accepted", "[proof][forged]") {
    const std::uint64_t count = forged_count();
    Random random{42};
    std::uint64_t accepted = 0;
    std::uint64_t forged = 0;
    while (forged < count) {
        Inclusion inclusion = true_inclusion(random);
        REQUIRE(inclusion.holds());
        Growth growth = true_growth(random);
        REQUIRE(growth.holds());
        for (int i = 0; i < 16; ++i) {
            Inclusion other = inclusion;
            if (forge(random, other)) {
                ++forged;
                accepted += other.holds() ? 1 : 0;
            }
            Growth another = growth;
            // Of an empty old tree there is nothing to prove: only its root and an empty list
            // count.
            if (growth.old_size > 0 && forge(random, another) && another.old_size > 0) {
                ++forged;
                accepted += another.holds() ? 1 : 0;
            }
        }
    }
    INFO(forged << " forged");
    CHECK(accepted == 0);
}

TEST_CASE("an altered leaf, note or proof text is refused", "[proof][forged]") {
    const SigningKey key = SigningKey::from_seed_hex(std::string(64, 'a')).value();
    const tlog::NoteKey log{.name = "hub-1", .key = key.public_key()};
    const auto sign = [&key](ByteView message) { return key.sign(message); };
    Random random{7};
    const std::uint64_t count = forged_count() / 50;
    std::uint64_t accepted = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Inclusion claim = true_inclusion(random);
        const std::string text = tlog::format_checkpoint({.origin = "hub-1/common/2026",
                                                          .size = claim.size,
                                                          .root = claim.root,
                                                          .extensions = {}});
        const std::string told = tlog::format_inclusion_proof(
            {.extra = std::nullopt,
             .index = claim.index,
             .hashes = claim.hashes,
             .checkpoint = tlog::format_note({text, {tlog::sign_note(text, log, sign)}})});
        const auto opens = [&](const std::string& proof_text) {
            const auto proof = tlog::parse_inclusion_proof(proof_text);
            return proof &&
                   tlog::open_inclusion_proof(*proof, as_bytes(std::to_string(claim.index)),
                                              "hub-1/common/2026", log, verify);
        };
        REQUIRE(opens(told));
        std::string altered = told;
        const auto at = static_cast<std::size_t>(random.below(static_cast<int>(told.size())));
        switch (random.below(3)) {
            case 0: altered[at] = static_cast<char>(altered[at] ^ (1 << random.below(8))); break;
            case 1: altered.erase(at, 1 + static_cast<std::size_t>(random.below(3))); break;
            default: altered.insert(at, 1, static_cast<char>(random.below(256))); break;
        }
        accepted += opens(altered) ? 1 : 0;
    }
    CHECK(accepted == 0);
}
