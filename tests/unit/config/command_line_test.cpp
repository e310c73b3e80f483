#include "common/config/command_line.hpp"

#include "common/config/log.hpp"
#include "tests/support/catch.hpp"

namespace saldo::config {
namespace {

const OptionTable& options() {
    static const OptionTable table = {
        {.key = "data", .kind = Kind::path, .standard = "/var/x", .help = {"d", "d"}},
        {.key = "http.listen", .standard = "127.0.0.1:1", .help = {"Where.", "Donde."}},
    };
    return table;
}

const ProgramSpec& program() {
    static const ProgramSpec spec = {
        .name = "saldo-hub",
        .version = "0.1.0",
        .about = {"Balances.", "Saldos."},
        .commands =
            {
                {.path = "run", .help = {"Runs.", "Corre."}, .takes_settings = true},
                {.path = "version", .help = {"Version.", "Versión."}},
                {.path = "balances",
                 .help = {"What is owed.", "Lo que se debe."},
                 .flags = {{.name = "company", .value = "RFC", .help = {"Of one.", "De una."}},
                           {.name = "all", .help = {"All.", "Todo."}},
                           {.name = "kind",
                            .value = "KIND",
                            .help = {"K.", "K."},
                            .choices = {"open", "closed"}}},
                 .examples = {"balances --company AAA010101AAA"}},
                {.path = "explain",
                 .help = {"Why.", "Por qué."},
                 .positionals = {{.name = "REF", .help = {"What.", "Qué."}}}},
                {.path = "import datastage",
                 .help = {"Reads.", "Lee."},
                 .positionals = {{.name = "PATH",
                                  .help = {"Zip.", "Zip."},
                                  .count_min = 1,
                                  .count_max = many_max}},
                 .flags = {{.name = "dry-run", .help = {"Dry.", "Ensayo."}},
                           {.name = "folio",
                            .value = "NUMBER",
                            .help = {"Of these.", "De estas."},
                            .repeats = true}}},
                {.path = "import catalogs",
                 .help = {"Reads.", "Lee."},
                 .positionals = {{.name = "DIR", .help = {"Dir.", "Dir."}}}},
                {.path = "plant add",
                 .help = {"Adds.", "Añade."},
                 .flags =
                     {{.name = "agent", .value = "NAME", .help = {"N.", "N."}, .required = true}}},
            },
        .options = &options(),
    };
    return spec;
}

std::variant<CommandLine, Quit> parse(const std::vector<std::string>& words) {
    return parse_command_line(program(), words, {});
}

CommandLine good(const std::vector<std::string>& words) {
    auto parsed = parse(words);
    if (const auto* quit = std::get_if<Quit>(&parsed)) FAIL(quit->text);
    return std::get<CommandLine>(parsed);
}

Quit bad(const std::vector<std::string>& words) {
    auto parsed = parse(words);
    REQUIRE(std::holds_alternative<Quit>(parsed));
    return std::get<Quit>(parsed);
}

}  // namespace

TEST_CASE("global flags may stand before or after the command", "[config][cli]") {
    const std::vector<std::string> line = GENERATE(
        values<std::vector<std::string>>({{"--data", "D", "--format", "csv", "balances", "--all"},
                                          {"balances", "--all", "--data", "D", "--format", "csv"},
                                          {"--data=D", "balances", "--format=csv", "--all"}}));
    const CommandLine read = good(line);
    CHECK(read.command == "balances");
    CHECK(read.data == "D");
    CHECK(read.format == Format::csv);
    CHECK(read.has("all"));
    CHECK_FALSE(read.has("company"));
    CHECK(read.value("company", "none") == "none");
}

TEST_CASE("commands have words, arguments and flags in any order", "[config][cli]") {
    const CommandLine read =
        good({"import", "datastage", "a.zip", "--dry-run", "b.zip", "--data", "D", "c.zip"});
    CHECK(read.command == "import datastage");
    CHECK(read.positionals == std::vector<std::string>{"a.zip", "b.zip", "c.zip"});
    CHECK(read.has("dry-run"));
    CHECK(read.data == "D");
    CHECK(good({"explain", "run"}).positionals == std::vector<std::string>{"run"});
    CHECK(good({"explain", "--", "--strange"}).positionals ==
          std::vector<std::string>{"--strange"});
    CHECK(good({"--version"}).command == "version");
}

TEST_CASE("every option of the table is a flag of run", "[config][cli]") {
    const CommandLine read = good({"run", "--http-listen", "127.0.0.1:0", "--data", "D"});
    REQUIRE(read.settings.size() == 1);
    CHECK(read.settings[0] == std::pair<std::string, std::string>{"http.listen", "127.0.0.1:0"});
    const Sources sources = sources_for(read, "hub", {});
    CHECK(sources.file.empty());
    REQUIRE(sources.flags.size() == 2);
    CHECK(load(options(), sources).values.text("data") == "D");
    CHECK(bad({"version", "--http-listen", "x"}).code == 2);
}

TEST_CASE("the standard file is read only when neither file nor data is named", "[config][cli]") {
    CHECK(sources_for(good({"run"}), "hub", {}).file == "/etc/saldo/hub.toml");
    CHECK(sources_for(good({"run"}), "hub", {}).file_may_be_missing);
    CHECK(sources_for(good({"run"}), "hub", {}).drop_ins == "/etc/saldo/hub.d");
    const Sources named = sources_for(good({"run", "--config", "c.toml"}), "hub", {});
    CHECK(named.file == "c.toml");
    CHECK_FALSE(named.file_may_be_missing);
}

TEST_CASE("wrong use exits with 2 and says what was meant", "[config][cli]") {
    struct Case {
        std::vector<std::string> line;
        std::string says;
    };
    const auto c = GENERATE(values<Case>({
        {{"balnces"}, "unknown command 'balnces'; did you mean 'balances'?"},
        {{"import", "datastge", "x"}, "unknown command 'datastge'; did you mean 'datastage'?"},
        {{"import"}, "Commands:"},
        {{}, "Commands:"},
        {{"balances", "--compny", "X"}, "unknown flag '--compny'; did you mean '--company'?"},
        {{"balances", "extra"}, "'extra' is one argument too many"},
        {{"balances", "--company"}, "lacks its value"},
        {{"balances", "--company", "A", "--company", "B"}, "'--company' stands twice"},
        {{"balances", "--kind", "half"}, "'--kind' is 'half'; it must be one of: open, closed"},
        {{"balances", "--format", "xml"}, "'--format' is 'xml'"},
        {{"balances", "--lang", "fr"}, "'--lang' is 'fr'"},
        {{"explain"}, "REF is missing"},
        {{"import", "datastage"}, "PATH is missing"},
        {{"explain", "a", "b"}, "'b' is one argument too many"},
        {{"plant", "add"}, "'--agent NAME' is missing"},
    }));
    const Quit quit = bad(c.line);
    CHECK(quit.code == 2);
    CHECK_THAT(quit.text, Catch::Contains(c.says));
}

TEST_CASE("a flag that may stand several times gives its values joined by commas",
          "[config][cli]") {
    const CommandLine line =
        good({"import", "datastage", "--folio", "1", "x", "--folio=2", "--folio", "3,4"});
    CHECK(line.value("folio") == "1,2,3,4");
    CHECK(line.positionals == std::vector<std::string>{"x"});
    CHECK_FALSE(good({"import", "datastage", "x"}).has("folio"));
}

TEST_CASE("wrong use is told in the person's language", "[config][cli]") {
    CHECK_THAT(bad({"--lang", "es", "balnces"}).text, Catch::Contains("orden desconocida"));
    const std::vector<std::string> line{"balnces"};
    const std::vector<std::pair<std::string, std::string>> environment{{"LANG", "es_MX.UTF-8"}};
    const auto parsed = parse_command_line(program(), line, environment);
    CHECK_THAT(std::get<Quit>(parsed).text, Catch::Contains("orden desconocida"));
}

TEST_CASE("help names commands, flags, settings and examples, and exits with 0", "[config][cli]") {
    const Quit all = bad({"--help"});
    CHECK(all.code == 0);
    CHECK_THAT(all.text, Catch::Contains("import datastage PATH...") &&
                             Catch::Contains("--format table|csv|json"));
    const Quit one = bad({"balances", "--help"});
    CHECK(one.code == 0);
    CHECK_THAT(one.text, Catch::Contains("--company RFC") &&
                             Catch::Contains("saldo-hub balances --company AAA010101AAA"));
    CHECK_THAT(bad({"run", "-h"}).text,
               Catch::Contains("--http-listen") && Catch::Contains("SALDO_HTTP_LISTEN"));
    CHECK_THAT(bad({"explain", "--help", "--lang", "es"}).text, Catch::Contains("Uso:"));
}

TEST_CASE("a log line quotes what would break it", "[config][log]") {
    CHECK(log_line("scanner.gone", {{"plant", "gna-tij1"}, {"seq", 12}}) ==
          "scanner.gone plant=gna-tij1 seq=12");
    CHECK(log_line("a.b", {{"what", "two words"}, {"empty", ""}}) ==
          "a.b what=\"two words\" empty=\"\"");
    CHECK(log_line("a.b", {{"what", "line\nbreak\"x=y"}}) == "a.b what=\"line\\x0abreak\\\"x=y\"");
}

}  // namespace saldo::config
