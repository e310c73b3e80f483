#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"
#include "tests/tidy/rules.hpp"

// The tree against tests/tidy/layers.txt, and one wrong file for each rule to show that it is seen.

namespace fs = std::filesystem;
using namespace saldo::tidy;

namespace {

const fs::path root = saldo::test::source_folder();

std::string read_text(const fs::path& path) {
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

Layers layers() { return parse_layers(read_text(root / "tests/tidy/layers.txt")); }

std::vector<Finding> check(const Source& source, bool has_own_header, const Layers& layers) {
    std::vector<Finding> findings;
    check_includes(source, layers, findings);
    check_pure_code(source, layers, findings);
    check_habits(source, has_own_header, layers, findings);
    return findings;
}

std::vector<fs::path> sources_of_the_tree() {
    std::vector<fs::path> paths;
    for (const char* top : {"agent", "common", "hub", "tests", "bench"}) {
        for (const auto& entry : fs::recursive_directory_iterator{root / top}) {
            const std::string suffix = entry.path().extension();
            if (suffix == ".cpp" || suffix == ".hpp") paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

/// A wrong file: the path that it pretends to have, the one rule that must see it, its text.
struct Sample {
    std::string name, as, rule, text;
};

std::vector<Sample> wrong_samples() {
    std::vector<Sample> samples;
    for (const auto& entry : fs::directory_iterator{root / "tests/tidy/wrong"}) {
        std::ifstream stream{entry.path()};
        Sample sample;
        sample.name = entry.path().filename();
        std::string key;
        stream >> key >> sample.as >> key >> sample.rule;
        stream.ignore(1, '\n');
        sample.text = {std::istreambuf_iterator<char>{stream}, {}};
        samples.push_back(sample);
    }
    return samples;
}

}  // namespace

TEST_CASE("the tree keeps to the layers, the purity and the habits of the house", "[tidy]") {
    const Layers rules = layers();
    const std::vector<fs::path> paths = sources_of_the_tree();
    CHECK(paths.size() > 40);
    std::string told;
    for (const fs::path& path : paths) {
        const std::string name = fs::relative(path, root).generic_string();
        const bool has_own_header = fs::exists(fs::path{path}.replace_extension(".hpp"));
        const Source source = read_source(name, read_text(path));
        for (const Finding& f : check(source, has_own_header, rules)) told += to_text(f) + "\n";
    }
    INFO(told);
    CHECK(told.empty());
}

TEST_CASE("each wrong sample is seen by its rule and by no other", "[tidy][control]") {
    const Layers rules = layers();
    std::set<std::string> seen;
    for (const Sample& sample : wrong_samples()) {
        INFO(sample.name);
        const std::vector<Finding> findings =
            check(read_source(sample.as, sample.text), true, rules);
        CHECK_FALSE(findings.empty());
        for (const Finding& f : findings) {
            INFO(to_text(f));
            CHECK(f.rule == sample.rule);
        }
        seen.insert(sample.rule);
    }
    const std::set<std::string> every_rule = {"room",
                                              "downward",
                                              "purity",
                                              "third-party",
                                              "clock-or-chance",
                                              "float",
                                              "unordered",
                                              "lines",
                                              "columns",
                                              "unfinished",
                                              "own-header-first",
                                              "pragma-once",
                                              "using-namespace",
                                              "machine-path"};
    CHECK(seen == every_rule);
}

TEST_CASE("comments and literals hide nothing and accuse nobody", "[tidy]") {
    const Source source =
        read_source("hub/ledger/a.cpp",
                    "int a = 10'000;  // double now()\n"
                    "auto b = \"float\"; char c = '\"'; int d = 1;\n"
                    "auto e = R\"x(double)x\"; /* double\n double */ double f;\n");
    CHECK_FALSE(has_word(source.code[0], "double"));
    CHECK(source.code[1].find("int d = 1;") != std::string::npos);
    CHECK_FALSE(has_word(source.code[1], "float"));
    CHECK_FALSE(has_word(source.code[2], "double"));
    CHECK(has_word(source.code[3], "double"));
    CHECK(source.literals.size() == 2);
    CHECK_FALSE(has_word("double_entry", "double"));
}

TEST_CASE("a wrong table is refused by line", "[tidy][control]") {
    CHECK_THROWS_WITH(parse_layers("tree common\nlayr common/base\n"),
                      Catch::Contains("layers.txt:2"));
}
