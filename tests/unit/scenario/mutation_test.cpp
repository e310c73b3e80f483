#include <cctype>

#include <fmt/format.h>

#include "hub/scenario/lexer.hpp"
#include "hub/scenario/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/scenario/scenario_files.hpp"

// The law that no expectation is ignored: a file that holds stops holding when one number in one of
// its expectations is another number.

namespace saldo::scenario {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// Where the numbers of an expectation end: digits after a blank, `:`, `=`, `-` or `..` and before
/// a blank, `:`, `.` of a range, or the end. Names and runs are no numbers.
std::vector<std::size_t> number_ends(const std::string& line) {
    std::vector<std::size_t> ends;
    const bool is_diff = line.starts_with("expect diff ");
    int word = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == ' ') ++word;
        if (!is_digit(line[i])) continue;
        const bool ends_here = i + 1 == line.size() || line[i + 1] == ' ' || line[i + 1] == ':' ||
                               line.compare(i + 1, 2, "..") == 0;
        std::size_t start = i;
        while (start > 0 && (is_digit(line[start - 1]) || line[start - 1] == '.')) --start;
        const char before = start == 0 ? '\0' : line[start - 1];
        const bool is_number = before == ' ' || before == ':' || before == '=' || before == '-';
        const bool is_run = is_diff && (word == 2 || word == 3);
        const std::string_view so_far{line.data(), start};
        const std::string_view last = so_far.substr(so_far.rfind(' ') + 1);
        // Another day may well have the same answer.
        const bool is_day = last.starts_with("at=") || last.starts_with("known=");
        if (ends_here && is_number && !is_run && !is_day) ends.push_back(i);
    }
    return ends;
}

/// The same line with the number that ends there one greater in its last place: 19 is 20.
std::string raised(std::string line, std::size_t end) {
    std::size_t at = end;
    while (line[at] == '9' && at > 0 && is_digit(line[at - 1])) line[at--] = '0';
    if (line[at] != '9') {
        ++line[at];
    } else {
        line.replace(at, 1, "10");
    }
    return line;
}

std::string text_of(const std::vector<std::string>& lines) {
    return fmt::format("{}\n", fmt::join(lines, "\n"));
}

std::vector<std::string> lines_of_file(const std::string& name) {
    const std::string text = test::scenario_text(name);
    std::vector<std::string> lines;
    for (const std::string_view line : lines_of(text)) {
        lines.emplace_back(line.substr(0, line.find(" #")));
        while (lines.back().ends_with(' ')) lines.back().pop_back();
    }
    return lines;
}

TEST_CASE("a file that holds does not hold with another number in an expectation",
          "[scenario][mutation]") {
    const auto name = GENERATE(from_range(test::all_scenarios()));
    const std::vector<std::string> lines = lines_of_file(name);
    REQUIRE(run(name, text_of(lines)).text.empty());
    std::size_t mutants = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].starts_with("expect ")) continue;
        for (const std::size_t end : number_ends(lines[i])) {
            std::vector<std::string> mutant = lines;
            mutant[i] = raised(lines[i], end);
            INFO(mutant[i]);
            const FileResult result = run(name, text_of(mutant));
            CHECK((result.failed > 0 || result.is_broken));
            CHECK(result.text.find(fmt::format("{}:{}: ", name, i + 1)) != std::string::npos);
            ++mutants;
        }
    }
    CHECK(mutants > 0);
}

TEST_CASE("no other alert fails when an alert before it is expected no more",
          "[scenario][mutation]") {
    const auto name = GENERATE(as<std::string>{}, "case-02.scn", "case-05.scn", "case-07b.scn",
                               "case-07d.scn", "case-15c.scn");
    const std::vector<std::string> lines = lines_of_file(name);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].starts_with("expect alert ")) continue;
        std::vector<std::string> mutant = lines;
        mutant[i].clear();
        INFO(lines[i]);
        CHECK(run(name, text_of(mutant)).failed == 1);
    }
}

}  // namespace
}  // namespace saldo::scenario
