#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/words.hpp"
#include "common/config/options.hpp"

namespace saldo::config {

/// How a command prints what it lists.
enum class Format { table, csv, json };

/// One flag of a command: "--as-of DATE". A flag without a value name is a switch.
struct FlagSpec {
    std::string_view name;        ///< without dashes
    std::string_view value = {};  ///< "DATE", "RFC"; empty for a switch
    Words help;
    bool required = false;
    std::vector<std::string_view> choices = {};
    bool repeats = false;  ///< may stand several times: its values come joined by commas
};

/// What a command takes without a flag.
struct PositionalSpec {
    std::string_view name;  ///< "FILE"
    Words help;
    std::size_t count_min = 1;
    std::size_t count_max = 1;  ///< many_max for a list
};
inline constexpr std::size_t many_max = 10'000;

/// One command: "balances", or "import datastage".
struct CommandSpec {
    std::string_view path;
    Words help;
    std::vector<PositionalSpec> positionals = {};
    std::vector<FlagSpec> flags = {};
    std::vector<std::string_view> examples = {};
    bool takes_settings = false;  ///< every option of the table is also a flag (run, check)
};

/// A whole program. `options` must outlive the call of parse().
struct ProgramSpec {
    std::string_view name;
    std::string_view version;
    Words about;
    std::vector<CommandSpec> commands;
    const OptionTable* options = nullptr;
};

/// What the person asked for. Plain data: nothing of the flag library is seen outside.
struct CommandLine {
    std::string command;                                    ///< "import datastage"
    std::vector<std::string> positionals;                   ///< in order
    std::map<std::string, std::string, std::less<>> flags;  ///< name -> value; a switch has ""
    std::optional<std::string> config_file;                 ///< --config
    std::optional<std::string> data;                        ///< --data
    Language language = Language::en;
    Format format = Format::table;
    std::vector<std::pair<std::string, std::string>> settings;  ///< option key -> text

    bool has(std::string_view flag) const { return flags.find(flag) != flags.end(); }
    /// The value of a flag, or `otherwise` where it was not given.
    std::string value(std::string_view flag, std::string_view otherwise = {}) const;
};

/// The program ends here: help was asked for (code 0, standard output) or the use is wrong
/// (code 2, standard error).
struct Quit {
    int code = 0;
    std::string text;
};

/// Reads a command line. Global flags (--config --data --lang --format --help) stand before or
/// after the command; `--version` is the command `version`.
///
/// `environment` gives the language where --lang does not: SALDO_LANG, LC_ALL, LC_MESSAGES, LANG.
std::variant<CommandLine, Quit> parse_command_line(
    const ProgramSpec& program, std::span<const std::string> arguments,
    std::span<const std::pair<std::string, std::string>> environment);

/// The arguments after the program's name, and all variables, of this process.
std::vector<std::string> arguments_of(int argc, const char* const* argv);
std::vector<std::pair<std::string, std::string>> environment_of_process();

/// The help that `--help` prints: of one command, or of the program where `command` is empty.
std::string help_text(const ProgramSpec& program, std::string_view command, Language language);

/// Where load() shall look, for a program whose files lie in /etc/saldo: NAME.toml and NAME.d.
/// With --data and without --config no file is read, so that a data folder stands for itself.
Sources sources_for(const CommandLine& line, std::string_view short_name,
                    std::vector<std::pair<std::string, std::string>> environment);

}  // namespace saldo::config
