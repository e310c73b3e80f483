#include "common/base/check.hpp"
#include "common/crypto/sign.hpp"
#include "common/tlog/inclusion_proof.hpp"
#include "hub/proof/tile_path.hpp"
#include "hub/proof/tree_name.hpp"
#include "tests/fuzz/input.hpp"

// A proof as text, and the paths under which trees are asked for.

using namespace saldo;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    if (const auto tile = proof::parse_tile_path(text)) {
        SALDO_CHECK(proof::tile_path(*tile) == text);
        SALDO_CHECK(tile->width >= 1 && tile->width <= proof::tile_width);
    }
    if (const auto name = proof::parse_tree_path(text)) {
        SALDO_CHECK(proof::tree_path(*name) == text);
    }
    const auto proof = tlog::parse_inclusion_proof(text);
    if (!proof) return 0;
    SALDO_CHECK(proof->hashes.size() <= tlog::proof_hashes_max);
    SALDO_CHECK(tlog::format_inclusion_proof(*proof) == text);
    static const SigningKey stranger = SigningKey::generate();
    const tlog::NoteKey log{.name = "hub-1", .key = stranger.public_key()};
    SALDO_CHECK(
        !tlog::open_inclusion_proof(*proof, as_bytes("leaf"), "hub-1/common/2026", log, verify));
    return 0;
}
