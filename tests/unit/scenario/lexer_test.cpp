#include "hub/scenario/lexer.hpp"

#include "tests/support/catch.hpp"

namespace saldo::scenario {
namespace {

TEST_CASE("words are split at blanks, quotes and comments", "[scenario][lexer]") {
    struct Case {
        std::string line;
        std::vector<Word> words;
    };
    const auto c = GENERATE(values<Case>({
        {"", {}},
        {"   \t ", {}},
        {"# all comment", {}},
        {"  run\tbefore  ", {{"", "run"}, {"", "before"}}},
        {"run a # comment", {{"", "run"}, {"", "a"}}},
        {"run a#b", {{"", "run"}, {"", "a#b"}}},
        {"x model=\"Press 200 t\"", {{"", "x"}, {"model", "Press 200 t"}}},
        {"x \"a b\" \"#\"", {{"", "x"}, {"", "a b"}, {"", "#"}}},
        {"umt-per-umc=0.5 v1_wait=1", {{"umt-per-umc", "0.5"}, {"v1_wait", "1"}}},
        {"a=b=c", {{"a", "b=c"}}},
        {"Model=x 1=x \"a=b\"", {{"", "Model=x"}, {"", "1=x"}, {"", "a=b"}}},
        {"address=\"\"", {{"address", ""}}},
    }));
    INFO(c.line);
    const auto words = words_of(c.line);
    REQUIRE(words.has_value());
    CHECK(*words == c.words);
}

TEST_CASE("a line with an open quote or bytes of no text has no words", "[scenario][lexer]") {
    const auto line = GENERATE(as<std::string>{}, "plant \"Norte", "run a\x01", "plant \xff\xfe",
                               "part X description=\"a");
    INFO(line);
    CHECK_FALSE(words_of(line).has_value());
}

TEST_CASE("lines end with LF or CR LF, and a byte order mark is no word", "[scenario][lexer]") {
    const auto lines = lines_of("\xEF\xBB\xBFrun a\r\n\nrun b");
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == "run a");
    CHECK(lines[1].empty());
    CHECK(lines[2] == "run b");
}

}  // namespace
}  // namespace saldo::scenario
