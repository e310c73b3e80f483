#include "common/config/options.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "common/config/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::config {
namespace {

const OptionTable& table() {
    static const OptionTable options = {
        {.key = "data", .kind = Kind::path, .standard = "/var/lib/saldo", .help = {"d", "d"}},
        {.key = "http.listen", .standard = "127.0.0.1:1", .help = {"l", "l"}},
        {.key = "http.idle_ms_max",
         .kind = Kind::integer,
         .unit = "ms",
         .standard = "100",
         .help = {"i", "i"},
         .min = 10,
         .max = 1000},
        {.key = "quiet", .kind = Kind::boolean, .standard = "false", .help = {"q", "q"}},
        {.key = "level", .standard = "info", .help = {"v", "v"}, .choices = {"info", "debug"}},
        {.key = "scanner",
         .kind = Kind::tables,
         .help = {"s", "s"},
         .columns = {{.key = "name", .help = {"n", "n"}, .required = true},
                     {.key = "port",
                      .kind = Kind::integer,
                      .help = {"p", "p"},
                      .min = 1,
                      .max = 65535,
                      .required = true}}},
    };
    return options;
}

Loaded load_text(const std::string& text) {
    const test::TempFolder folder;
    const std::string file = folder.write("a.toml", text);
    return load(table(), {.file = file});
}

std::string only_fault(const Loaded& loaded, Language language = Language::en) {
    REQUIRE(loaded.faults.size() == 1);
    std::string text = to_text(loaded.faults.front(), language);
    return text.substr(text.find("a.toml"));
}

}  // namespace

TEST_CASE("a configuration without a file is made of defaults", "[config]") {
    const Loaded loaded = load(table(), {});
    CHECK(loaded.faults.empty());
    CHECK(loaded.values.text("http.listen") == "127.0.0.1:1");
    CHECK(loaded.values.integer("http.idle_ms_max") == 100);
    CHECK_FALSE(loaded.values.boolean("quiet"));
    CHECK(loaded.values.tables("scanner").empty());
    CHECK(to_text(loaded.values.origin("data"), Language::en) == "default");
}

TEST_CASE("a bad configuration names file, line, column, key and what was meant", "[config]") {
    struct Case {
        std::string text;
        std::string fault;
    };
    const auto c = GENERATE(values<Case>({
        {"data = 'x'\n[http]\n\n  lisen = 'y'\nidle_ms_max = 20\n",
         "a.toml:4:3: unknown key 'http.lisen'; did you mean 'http.listen'?"},
        {"[htpp]\nlisten = 'y'\n", "a.toml:1:2: unknown key 'htpp'; did you mean 'http'?"},
        {"dta = 'x'\n", "a.toml:1:1: unknown key 'dta'; did you mean 'data'?"},
        {"zzzzzzzzzzzz = 1\n", "a.toml:1:1: unknown key 'zzzzzzzzzzzz'"},
        {"quiet = 'yes'\n", "a.toml:1:1: 'quiet' is \"yes\"; it must be true or false"},
        {"data = 4\n", "a.toml:1:1: 'data' is 4; it must be a text in quotes"},
        {"http = 4\n", "a.toml:1:1: 'http' is 4; it must be a table ([name])"},
        {"[http]\nidle_ms_max = 1.5\n",
         "a.toml:2:1: 'http.idle_ms_max' is 1.5; it must be a whole number"},
        {"[http]\nidle_ms_max = 1001\n",
         "a.toml:2:1: 'http.idle_ms_max' is 1001; it must lie within 10..1000 ms"},
        {"[http]\nidle_ms_max = 9\n",
         "a.toml:2:1: 'http.idle_ms_max' is 9; it must lie within 10..1000 ms"},
        {"level = 'debgu'\n",
         "a.toml:1:1: 'level' is 'debgu'; it must be one of: info, debug (did you mean 'debug'?)"},
        {"scanner = 3\n", "a.toml:1:1: 'scanner' is 3; it must be a list of tables ([[name]])"},
        {"[[scanner]]\nname = 'a'\n", "a.toml:1:1: the required key 'scanner.port' is missing"},
        {"[[scanner]]\nname = 'a'\nprt = 3\nport = 4\n",
         "a.toml:3:1: unknown key 'scanner.prt'; did you mean 'scanner.port'?"},
        {"[[scanner]]\nname='a'\nport=3\n[[scanner]]\nname='a'\nport=4\n",
         "a.toml:5:1: 'scanner.name' = 'a' stands twice; it must be unique"},
    }));
    INFO(c.text);
    CHECK(only_fault(load_text(c.text)) == c.fault);
}

TEST_CASE("a fault is told in Spanish as well", "[config]") {
    CHECK(only_fault(load_text("dta = 'x'\n"), Language::es) ==
          "a.toml:1:1: clave desconocida 'dta'; ¿quiso decir 'data'?");
}

TEST_CASE("bytes that are no TOML are a fault with line and column", "[config]") {
    const Loaded loaded = load_text("data = 'x'\nquiet = \n");
    REQUIRE(loaded.faults.size() == 1);
    CHECK(loaded.faults.front().kind == Fault::Kind::bad_toml);
    CHECK(loaded.faults.front().origin.line == 2);
    CHECK(loaded.faults.front().origin.column > 1);
}

TEST_CASE("all faults of a file are told, in its order", "[config]") {
    const Loaded loaded = load_text("zeta = 1\nquiet = 3\n[http]\nalpha = 2\n");
    REQUIRE(loaded.faults.size() == 3);
    CHECK(loaded.faults[0].key == "zeta");
    CHECK(loaded.faults[1].key == "quiet");
    CHECK(loaded.faults[2].key == "http.alpha");
    CHECK(report(loaded, Language::en).find("3 faults") != std::string::npos);
}

TEST_CASE("a value at its bound is good, and one past it is not", "[config]") {
    CHECK(load_text("[http]\nidle_ms_max = 1000\n").faults.empty());
    CHECK(load_text("[http]\nidle_ms_max = 10\n").faults.empty());
    CHECK(load_text("[[scanner]]\nname='a'\nport = 65535\n").faults.empty());
    CHECK(load_text("[[scanner]]\nname='a'\nport = 65536\n").faults.size() == 1);
    CHECK(load_text("[[scanner]]\nname='a'\nport = 0\n").faults.size() == 1);
}

TEST_CASE("the stronger source wins: default, file, drop-in, environment, flag", "[config]") {
    const test::TempFolder folder;
    Sources sources;
    sources.file = folder.write("a.toml",
                                "data = 'file'\nlevel = 'debug'\n[http]\nlisten = 'f:1'\n"
                                "[[scanner]]\nname = 'one'\nport = 1\n");
    std::filesystem::create_directory(folder.path().string() + "/a.d");
    sources.drop_ins = folder.path().string() + "/a.d";
    folder.write("a.d/20.toml", "[http]\nlisten = 'd20:1'\nidle_ms_max = 20\n");
    folder.write("a.d/10.toml", "[http]\nlisten = 'd10:1'\n[[scanner]]\nname = 'two'\nport = 2\n");
    folder.write("a.d/notes.txt", "no TOML");
    sources.environment = {{"SALDO_HTTP_IDLE_MS_MAX", "30"}, {"HOME", "x"}, {"SALDO_DATA", ""}};
    sources.flags = {{"quiet", "true"}};
    const Loaded loaded = load(table(), sources);
    for (const Fault& fault : loaded.faults) UNSCOPED_INFO(to_text(fault, Language::en));
    REQUIRE(loaded.faults.empty());
    CHECK(loaded.warnings.empty());
    CHECK(loaded.values.text("data") == "file");
    CHECK(loaded.values.text("http.listen") == "d20:1");
    CHECK(loaded.values.integer("http.idle_ms_max") == 30);
    CHECK(loaded.values.boolean("quiet"));
    REQUIRE(loaded.values.tables("scanner").size() == 2);
    CHECK(loaded.values.tables("scanner")[1].text("name") == "two");
    CHECK(to_text(loaded.values.origin("quiet"), Language::en) == "--quiet");
    const std::string shown = effective(table(), loaded.values, Language::en);
    CHECK(shown.find("http.idle_ms_max = 30    # SALDO_HTTP_IDLE_MS_MAX\n") != std::string::npos);
    CHECK(shown.find("scanner[1].port = 2    # ") != std::string::npos);
}

TEST_CASE("bad values of environment and flags are faults too", "[config]") {
    Sources sources;
    sources.environment = {
        {"SALDO_HTTP_IDLE_MS_MAX", "soon"}, {"SALDO_HTTP_LISTN", "x"}, {"SALDO_SCANNER", "x"}};
    sources.flags = {{"quiet", "perhaps"}};
    const Loaded loaded = load(table(), sources);
    REQUIRE(loaded.faults.size() == 3);
    CHECK(to_text(loaded.faults[0], Language::en) ==
          "SALDO_HTTP_IDLE_MS_MAX: 'http.idle_ms_max' is 'soon'; it must be a whole number");
    CHECK(loaded.faults[1].key == "scanner");
    CHECK(loaded.faults[2].origin.name == "--quiet");
    REQUIRE(loaded.warnings.size() == 1);  // other programs of ours share the environment
    CHECK(loaded.warnings[0].nearest == "SALDO_HTTP_LISTEN");
}

TEST_CASE("a named file must be there, the standard one need not", "[config]") {
    CHECK(load(table(), {.file = "/nonexistent/a.toml"}).faults.size() == 1);
    CHECK(
        load(table(), {.file = "/nonexistent/a.toml", .file_may_be_missing = true}).faults.empty());
}

TEST_CASE("the example file states what holds, and every key of it is known", "[config]") {
    const std::string example = describe(table(), {"Title.", "Título."});
    const test::TempFolder folder;
    const Loaded as_it_is = load(table(), {.file = folder.write("a.toml", example)});
    CHECK(as_it_is.faults.empty());
    CHECK(as_it_is.values.text("http.listen") == "127.0.0.1:1");
    for (const Option& option : table()) {
        const std::string name{option.key.substr(option.key.rfind('.') + 1)};
        CAPTURE(name);
        CHECK(example.find(option.kind == Kind::tables ? "#[[" + name + "]]"
                                                       : "#" + name + " = ") != std::string::npos);
    }
}

}  // namespace saldo::config
