#include "common/base/check.hpp"
#include "common/crypto/sign.hpp"
#include "common/tlog/checkpoint.hpp"
#include "tests/fuzz/input.hpp"

// A signed note, the checkpoint in it, and a verifier key: what a witness is sent, and what whoever
// checks an export reads first.

using namespace saldo;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    if (const auto key = tlog::parse_vkey(text)) {
        const auto again = tlog::parse_vkey(tlog::format_vkey(*key));
        SALDO_CHECK(again.has_value() && *again == *key);
    }
    if (const auto checkpoint = tlog::parse_checkpoint(text)) {
        SALDO_CHECK(tlog::format_checkpoint(*checkpoint) == text);
    }
    const auto note = tlog::parse_note(text);
    if (!note) return 0;
    SALDO_CHECK(tlog::format_note(*note) == text);
    SALDO_CHECK(note->lines.size() <= tlog::NoteLimits{}.signatures_max);
    static const SigningKey stranger = SigningKey::generate();
    for (const tlog::NoteLine& line : note->lines) {
        (void)tlog::cosigned_at(line);
        for (const auto type : {tlog::NoteKeyType::ed25519, tlog::NoteKeyType::cosignature}) {
            const tlog::NoteKey key{line.name, type, stranger.public_key()};
            SALDO_CHECK(tlog::is_signed_by(*note, key, verify) != tlog::Signed::good);
        }
    }
    return 0;
}
