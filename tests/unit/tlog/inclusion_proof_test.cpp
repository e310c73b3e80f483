#include "common/tlog/inclusion_proof.hpp"

#include "common/crypto/sign.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::tlog;

namespace {

struct Log {
    SigningKey key = SigningKey::from_seed_hex(std::string(64, '8')).value();
    NoteKey name{.name = "hub-1", .key = key.public_key()};

    std::string checkpoint(std::uint64_t size, const Digest& root) const {
        const std::string text = format_checkpoint(
            {.origin = "hub-1/common/2026", .size = size, .root = root, .extensions = {}});
        const auto sign = [this](ByteView message) { return key.sign(message); };
        return format_note({text, {sign_note(text, name, sign)}});
    }
};

}  // namespace

TEST_CASE("a proof in one text is read, and holds for its leaf alone", "[tlog][proof]") {
    const Log log;
    const Digest left = leaf_hash(as_bytes("left"));
    const Digest right = leaf_hash(as_bytes("right"));
    InclusionProof proof{.extra = std::nullopt,
                         .index = 1,
                         .hashes = {left},
                         .checkpoint = log.checkpoint(2, node_hash(left, right))};
    for (const bool with_extra : {false, true}) {
        if (with_extra) proof.extra = Bytes{std::byte{1}, std::byte{2}};
        const std::string text = format_inclusion_proof(proof);
        CHECK(text.starts_with("c2sp.org/tlog-proof@v1\n"));
        const auto read = parse_inclusion_proof(text);
        REQUIRE(read);
        CHECK(*read == proof);
        CHECK(
            open_inclusion_proof(*read, as_bytes("right"), "hub-1/common/2026", log.name, verify));
        CHECK_FALSE(
            open_inclusion_proof(*read, as_bytes("left"), "hub-1/common/2026", log.name, verify));
        CHECK_FALSE(
            open_inclusion_proof(*read, as_bytes("right"), "hub-1/common/2025", log.name, verify));
    }
    const std::string plain = [&] {
        InclusionProof without = proof;
        without.extra.reset();
        return format_inclusion_proof(without);
    }();
    for (std::size_t at = 0; at < plain.size(); ++at) {
        std::string altered = plain;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        CAPTURE(at);
        const auto read = parse_inclusion_proof(altered);
        CHECK_FALSE((read && open_inclusion_proof(*read, as_bytes("right"), "hub-1/common/2026",
                                                  log.name, verify)));
    }
    for (std::size_t size = 0; size < plain.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(parse_inclusion_proof(plain.substr(0, size)));
    }
}

TEST_CASE("a proof is no longer than a path of a tree can be", "[tlog][proof]") {
    const Log log;
    InclusionProof proof{
        .extra = {}, .index = 0, .hashes = {}, .checkpoint = log.checkpoint(1, {})};
    proof.hashes.assign(64, Digest{});
    CHECK(parse_inclusion_proof(format_inclusion_proof(proof)));
    proof.hashes.push_back({});
    CHECK_FALSE(parse_inclusion_proof(format_inclusion_proof(proof)));
}
