#include "common/tlog/checkpoint.hpp"

#include "common/crypto/sign.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::tlog;

namespace {

const std::string good =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

}  // namespace

TEST_CASE("a checkpoint is three lines, and lines of others after them", "[tlog][checkpoint]") {
    const auto read = parse_checkpoint(good);
    REQUIRE(read);
    CHECK(read->origin == "example.com/behind-the-sofa");
    CHECK(read->size == 20852163);
    CHECK(to_hex(read->root).starts_with("0ac5186a91863e8e"));
    CHECK(format_checkpoint(*read) == good);
    const auto longer = parse_checkpoint(good + "a line of another\n");
    REQUIRE(longer);
    CHECK(longer->extensions == std::vector<std::string>{"a line of another"});
    CHECK(format_checkpoint(*longer) == good + "a line of another\n");
}

TEST_CASE("what is no checkpoint is refused", "[tlog][checkpoint]") {
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string out = good;
        out.replace(out.find(from), from.size(), to);
        return out;
    };
    for (const std::string& wrong :
         {std::string{}, std::string{"\n"}, good.substr(0, good.size() - 1), good + "\n",
          with("20852163", "020852163"), with("20852163", "-1"), with("20852163", "+1"),
          with("20852163", "9223372036854775808"), with("20852163", ""), with("q2I=", "q2J="),
          with("q2I=", ""), with("example.com/behind-the-sofa", "")}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_checkpoint(wrong));
    }
}

TEST_CASE("a checkpoint counts only for its origin and by its log's key", "[tlog][checkpoint]") {
    const SigningKey key = SigningKey::from_seed_hex(std::string(64, '7')).value();
    const auto sign = [&key](ByteView message) { return key.sign(message); };
    const NoteKey log{.name = "hub-1", .key = key.public_key()};
    const Checkpoint said{
        .origin = "hub-1/common/2026", .size = 2, .root = sha256(as_bytes("x")), .extensions = {}};
    const std::string text = format_checkpoint(said);
    const std::string note = format_note({text, {sign_note(text, log, sign)}});
    REQUIRE(open_checkpoint(note, "hub-1/common/2026", log, verify));
    CHECK(*open_checkpoint(note, "hub-1/common/2026", log, verify) == said);
    CHECK(open_checkpoint(note, "hub-1/common/2025", log, verify).error().code == Errc::forbidden);
    NoteKey other = log;
    other.name = "hub-2";
    CHECK(open_checkpoint(note, "hub-1/common/2026", other, verify).error().code ==
          Errc::forbidden);
    // No byte of it may change.
    for (std::size_t at = 0; at < note.size(); ++at) {
        std::string altered = note;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        CAPTURE(at);
        CHECK_FALSE(open_checkpoint(altered, "hub-1/common/2026", log, verify));
    }
}
