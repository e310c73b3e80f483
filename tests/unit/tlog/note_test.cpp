#include "common/tlog/note.hpp"

#include "common/crypto/sign.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::tlog;

namespace {

SigningKey key_of(char digit) { return SigningKey::from_seed_hex(std::string(64, digit)).value(); }

NoteKey named(const SigningKey& key, std::string name, NoteKeyType type = NoteKeyType::ed25519) {
    return {.name = std::move(name), .type = type, .key = key.public_key()};
}

SignEd25519 signer(const SigningKey& key) {
    return [key](ByteView message) { return key.sign(message); };
}

const std::string text =
    "hub-1/GNA150301A00/2026\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

}  // namespace

// The example of the standard's own page and of golang.org/x/mod/sumdb/note.
TEST_CASE("a note that others signed is read and verified", "[tlog][note]") {
    const auto key =
        parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    REQUIRE(key);
    CHECK(key->name == "PeterNeumann");
    CHECK(format_vkey(*key) ==
          "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    const std::string bytes =
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJn"
        "AM=\n";
    const auto note = parse_note(bytes);
    REQUIRE(note);
    CHECK(format_note(*note) == bytes);
    CHECK(is_signed_by(*note, *key, verify) == Signed::good);
    Note other = *note;
    other.text[0] = 'i';
    CHECK(is_signed_by(other, *key, verify) == Signed::forged);
}

TEST_CASE("who signed is told apart by name, key and kind of signature", "[tlog][note]") {
    const SigningKey ours = key_of('1');
    const SigningKey theirs = key_of('2');
    const NoteKey log = named(ours, "hub-1");
    const Note note{text, {sign_note(text, log, signer(ours))}};
    CHECK(is_signed_by(note, log, verify) == Signed::good);
    CHECK(is_signed_by(note, named(theirs, "hub-1"), verify) == Signed::absent);
    CHECK(is_signed_by(note, named(ours, "hub-2"), verify) == Signed::absent);
    CHECK(is_signed_by(note, named(ours, "hub-1", NoteKeyType::cosignature), verify) ==
          Signed::absent);
    // A line that claims to be of a known key and is not spoils the note, wherever it stands.
    Note forged = note;
    forged.lines.push_back(sign_note("other\n", log, signer(ours)));
    CHECK(is_signed_by(forged, log, verify) == Signed::forged);
    Note cut = note;
    cut.lines[0].bytes.pop_back();
    CHECK(is_signed_by(cut, log, verify) == Signed::forged);
}

TEST_CASE("a cosignature is over the time and the text", "[tlog][note]") {
    const SigningKey key = key_of('3');
    const NoteKey witness = named(key, "gna-tij1.witness", NoteKeyType::cosignature);
    const auto vkey = parse_vkey(format_vkey(witness));
    REQUIRE(vkey);
    CHECK(*vkey == witness);
    CHECK(cosignature_message("a\n", 1679315147) == "cosignature/v1\ntime 1679315147\na\n");
    Note note{text, {cosign_note(text, 1679315147, witness, signer(key))}};
    CHECK(is_signed_by(note, witness, verify) == Signed::good);
    CHECK(cosigned_at(note.lines[0]) == 1679315147U);
    for (std::size_t at = 0; at < note.lines[0].bytes.size(); ++at) {
        Note altered = note;
        altered.lines[0].bytes[at] ^= std::byte{1};
        CAPTURE(at);
        CHECK(is_signed_by(altered, witness, verify) == Signed::forged);
    }
    Note late = note;
    late.lines[0].bytes[0] = std::byte{0x80};
    CHECK_FALSE(cosigned_at(late.lines[0]));
}

TEST_CASE("a note is bounded, and sixteen signatures are accepted", "[tlog][note]") {
    const SigningKey key = key_of('4');
    Note note{text, {}};
    for (int i = 0; i < 64; ++i) {
        note.lines.push_back(sign_note(text, named(key, "w" + std::to_string(i)), signer(key)));
    }
    REQUIRE(parse_note(format_note(note)));
    CHECK(*parse_note(format_note(note)) == note);
    note.lines.push_back(note.lines.front());
    CHECK_FALSE(parse_note(format_note(note)));
    note.lines.resize(1);
    note.lines[0].bytes.assign(5'000, std::byte{7});  // what a key of another kind may write
    CHECK(parse_note(format_note(note)));
    note.lines[0].bytes.assign(9'000, std::byte{7});
    CHECK_FALSE(parse_note(format_note(note)));
    Note large{std::string(70'000, 'x') + "\n", {sign_note("x\n", named(key, "w"), signer(key))}};
    CHECK_FALSE(parse_note(format_note(large)));
}

TEST_CASE("what is no note is refused", "[tlog][note]") {
    const SigningKey key = key_of('5');
    const std::string good =
        format_note({text, {sign_note(text, named(key, "hub-1"), signer(key))}});
    REQUIRE(parse_note(good));
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string out = good;
        out.replace(out.find(from), from.size(), to);
        return out;
    };
    for (const std::string& wrong :
         {std::string{}, std::string{"\n\n"}, text, text + "\n", good + "\n", good + "x",
          good.substr(0, good.size() - 1), with("— ", "- "), with("hub-1 ", "hub+1 "),
          with("hub-1 ", "  "), with("\n3\n", "\n\r3\n"), with("\n3\n", "\n\xFF\n"),
          with("— hub-1 ", "— hub-1  "), with("— hub-1 ", "— hub\xC2\xA0-1 ")}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_note(wrong));
    }
}

TEST_CASE("a verifier key that is not itself is refused", "[tlog][note]") {
    const std::string good = format_vkey(named(key_of('6'), "hub-1"));
    REQUIRE(parse_vkey(good));
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string altered = good;
        altered[at] = altered[at] == 'A' ? 'B' : 'A';
        CAPTURE(altered);
        // The id may be in capitals; every other letter counts.
        const auto read = parse_vkey(altered);
        CHECK((!read || format_vkey(*read) == good));
    }
    CHECK_FALSE(parse_vkey(""));
    CHECK_FALSE(parse_vkey("hub-1"));
    CHECK_FALSE(parse_vkey("hub-1+00000000+"));
    CHECK_FALSE(parse_vkey(good + "A"));
}
