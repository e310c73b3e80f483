#include "common/config/command_line.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/config/exit_code.hpp"
#include "common/config/say.hpp"

// CLI11 splits the words into commands, flags and the rest. What is required, how often and out of
// which choices is checked here, so that each mistake is told in the person's language.

namespace saldo::config {
namespace {

using Environment = std::span<const std::pair<std::string, std::string>>;

std::optional<Language> language_from(std::string_view word) {
    if (word.starts_with("es")) return Language::es;
    if (word.starts_with("en") || word == "C" || word == "POSIX") return Language::en;
    return std::nullopt;
}

/// Before parsing, because a mistake on the line must be told in its language too.
Language language_of(std::span<const std::string> arguments, Environment environment) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::string_view word = arguments[i];
        if (word == "--lang" && i + 1 < arguments.size()) {
            word = arguments[i + 1];
        } else if (word.starts_with("--lang=")) {
            word.remove_prefix(7);
        } else {
            continue;
        }
        if (const auto language = language_from(word)) return *language;
    }
    for (const std::string_view name : {"SALDO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
        for (const auto& [variable, value] : environment) {
            if (variable != name || value.empty()) continue;
            if (const auto language = language_from(value)) return *language;
        }
    }
    return Language::en;
}

bool is_global(std::string_view flag) {
    return flag == "config" || flag == "data" || flag == "lang" || flag == "format" ||
           flag == "help" || flag == "version";
}

/// CLI11's tree of one program, and which of our commands each leaf is.
struct Tree {
    CLI::App root;
    std::map<const CLI::App*, const CommandSpec*> leaves;
};

CLI::App* child(CLI::App* parent, const std::string& name) {
    for (CLI::App* app : parent->get_subcommands({})) {
        if (app->get_name() == name) return app;
    }
    CLI::App* app = parent->add_subcommand(name);
    app->set_help_flag("");
    app->fallthrough();
    app->allow_extras();
    app->require_subcommand(0, 1);
    return app;
}

std::unique_ptr<Tree> build(const ProgramSpec& program) {
    auto tree = std::make_unique<Tree>();
    CLI::App& root = tree->root;
    root.set_help_flag("");
    root.allow_extras();
    root.require_subcommand(0, 1);
    for (const char* name : {"--config", "--data", "--lang", "--format"}) {
        root.add_option(name)->expected(1)->take_all();
    }
    root.add_flag("-h,--help");
    root.add_flag("--version");
    for (const CommandSpec& command : program.commands) {
        CLI::App* app = &root;
        for (const std::string_view word : split(command.path, ' ')) {
            app = child(app, std::string{word});
        }
        tree->leaves[app] = &command;
        for (const FlagSpec& flag : command.flags) {
            SALDO_CHECK(!is_global(flag.name));
            const std::string name = fmt::format("--{}", flag.name);
            if (flag.value.empty()) {
                app->add_flag(name);
            } else {
                app->add_option(name)->expected(1)->take_all();
            }
        }
        if (command.takes_settings && program.options != nullptr) {
            for (const Option& option : *program.options) {
                const std::string name = flag_name(option.key);
                if (option.kind == Kind::tables || is_global(name)) continue;
                app->add_option("--" + name)->expected(1)->take_all();
            }
        }
        app->add_option("arguments")
            ->expected(0, static_cast<int>(many_max))
            ->take_all()
            ->allow_extra_args();
    }
    return tree;
}

/// Builds the answer, or says what is wrong with the line.
class Reading {
public:
    Reading(const ProgramSpec& program, Language language) : program_{program} {
        line_.language = language;
    }

    std::variant<CommandLine, Quit> read(Tree& tree, std::vector<std::string> words) {
        // What follows "--" is arguments, whatever it looks like.
        const auto mark = std::ranges::find(words, "--");
        if (mark != words.end()) after_mark_.assign(mark + 1, words.end());
        words.erase(mark, words.end());
        std::ranges::reverse(words);  // as CLI11 wants them
        try {
            tree.root.parse(std::move(words));
        } catch (const CLI::ArgumentMismatch& bad) {
            return wrong(say(line_.language, "a flag lacks its value, or takes none: {}",
                             "una opción no lleva valor o le falta: {}", bad.what()));
        } catch (const CLI::ParseError& bad) {
            return wrong(bad.what());
        }
        const CLI::App* app = &tree.root;
        while (!app->get_subcommands().empty()) {
            app = app->get_subcommands().front();
            line_.command += (line_.command.empty() ? "" : " ") + app->get_name();
        }
        if (tree.root.count("--help") > 0) {
            return Quit{number(ExitCode::done), help_text(program_, line_.command, line_.language)};
        }
        if (tree.root.count("--version") > 0 && line_.command.empty()) {
            line_.command = "version";
            return line_;
        }
        if (auto quit = globals(tree.root)) return *quit;
        const auto leaf = tree.leaves.find(app);
        if (leaf == tree.leaves.end()) return no_command(tree.root);
        if (auto quit = command(*leaf->second, *app, tree.root)) return *quit;
        return line_;
    }

private:
    Quit wrong(const std::string& what) const {
        return {number(ExitCode::wrong_use),
                fmt::format("{}: {}\n{}\n", program_.name, what,
                            say(line_.language, "See: {} {}--help", "Vea: {} {}--help",
                                program_.name, line_.command.empty() ? "" : line_.command + " "))};
    }

    Quit unknown(std::string_view word, std::vector<std::string> known, Words kind) const {
        std::vector<std::string_view> candidates{known.begin(), known.end()};
        const auto meant = nearest(word, candidates);
        std::string text = fmt::format("{} '{}'", kind.in(line_.language), word);
        if (meant) {
            text += say(line_.language, "; did you mean '{}'?", "; ¿quiso decir '{}'?", *meant);
        }
        return wrong(text);
    }

    /// The one value of a flag; nothing when it was not given. Twice is a mistake, told in `twice`.
    std::optional<std::string> single(const CLI::App& app, const std::string& name,
                                      std::optional<Quit>& twice) const {
        const CLI::Option* option = app.get_option_no_throw("--" + name);
        if (option == nullptr || option->count() == 0) return std::nullopt;
        if (option->results().size() > 1 && option->get_items_expected_max() > 0) {
            twice =
                wrong(say(line_.language, "'--{}' stands twice", "'--{}' está dos veces", name));
        }
        return option->results().front();
    }

    /// The values of a flag that may stand several times.
    static std::optional<std::string> joined(const CLI::App& app, const std::string& name) {
        const CLI::Option* option = app.get_option_no_throw("--" + name);
        if (option == nullptr || option->count() == 0) return std::nullopt;
        std::string values;
        for (const std::string& value : option->results()) {
            values += (values.empty() ? "" : ",") + value;
        }
        return values;
    }

    std::optional<Quit> globals(const CLI::App& root) {
        std::optional<Quit> quit;
        line_.config_file = single(root, "config", quit);
        line_.data = single(root, "data", quit);
        const auto language = single(root, "lang", quit);
        const auto format = single(root, "format", quit);
        if (quit) return quit;
        if (language && *language != "es" && *language != "en") {
            return not_a_choice("lang", *language, {"es", "en"});
        }
        if (!format || *format == "table") return std::nullopt;
        if (*format == "csv") {
            line_.format = Format::csv;
        } else if (*format == "json") {
            line_.format = Format::json;
        } else {
            return not_a_choice("format", *format, {"table", "csv", "json"});
        }
        return std::nullopt;
    }

    Quit not_a_choice(std::string_view flag, std::string_view found,
                      const std::vector<std::string_view>& choices) const {
        return wrong(say(line_.language, "'--{}' is '{}'; it must be one of: {}",
                         "'--{}' es '{}'; debe ser uno de: {}", flag, found,
                         fmt::join(choices, ", ")));
    }

    Quit no_command(const CLI::App& root) const {
        const std::vector<std::string> rest = root.remaining(true);
        if (rest.empty()) {
            return {number(ExitCode::wrong_use), help_text(program_, "", line_.language)};
        }
        const std::string prefix = line_.command.empty() ? "" : line_.command + " ";
        std::vector<std::string> known;
        for (const CommandSpec& spec : program_.commands) {
            std::string_view path = spec.path;
            if (!path.starts_with(prefix)) continue;
            path.remove_prefix(prefix.size());
            known.emplace_back(path.substr(0, path.find(' ')));
        }
        if (rest.front().starts_with('-')) return unknown_flag(rest.front(), {});
        return unknown(rest.front(), std::move(known), {"unknown command", "orden desconocida"});
    }

    Quit unknown_flag(std::string_view word, const std::vector<std::string>& of_command) const {
        std::vector<std::string> known = of_command;
        for (const char* name : {"--config", "--data", "--lang", "--format", "--help"}) {
            known.emplace_back(name);
        }
        return unknown(word.substr(0, word.find('=')), std::move(known),
                       {"unknown flag", "opción desconocida"});
    }

    std::optional<Quit> command(const CommandSpec& spec, const CLI::App& app,
                                const CLI::App& root) {
        std::vector<std::string> known;
        for (const FlagSpec& flag : spec.flags) known.push_back(fmt::format("--{}", flag.name));
        if (spec.takes_settings && program_.options != nullptr) {
            for (const Option& option : *program_.options) {
                known.push_back("--" + flag_name(option.key));
            }
        }
        if (const auto rest = root.remaining(true); !rest.empty()) {
            return unknown_flag(rest.front(), known);
        }
        if (auto quit = flags(spec, app)) return quit;
        if (auto quit = settings(spec, app)) return quit;
        return positionals(spec, app);
    }

    std::optional<Quit> flags(const CommandSpec& spec, const CLI::App& app) {
        std::optional<Quit> quit;
        for (const FlagSpec& flag : spec.flags) {
            auto value = flag.repeats ? joined(app, std::string{flag.name})
                                      : single(app, std::string{flag.name}, quit);
            if (quit) return quit;
            if (!value && flag.required) {
                return wrong(say(line_.language, "'--{} {}' is missing", "falta '--{} {}'",
                                 flag.name, flag.value));
            }
            if (!value) continue;
            if (!flag.choices.empty() &&
                std::ranges::find(flag.choices, *value) == flag.choices.end()) {
                return not_a_choice(flag.name, *value, flag.choices);
            }
            line_.flags[std::string{flag.name}] = flag.value.empty() ? "" : std::move(*value);
        }
        return std::nullopt;
    }

    std::optional<Quit> settings(const CommandSpec& spec, const CLI::App& app) {
        if (!spec.takes_settings || program_.options == nullptr) return std::nullopt;
        std::optional<Quit> quit;
        for (const Option& option : *program_.options) {
            const std::string name = flag_name(option.key);
            if (option.kind == Kind::tables || is_global(name)) continue;
            if (auto value = single(app, name, quit)) {
                line_.settings.emplace_back(option.key, std::move(*value));
            }
            if (quit) return quit;
        }
        return std::nullopt;
    }

    std::optional<Quit> positionals(const CommandSpec& spec, const CLI::App& app) {
        const CLI::Option* option = app.get_option_no_throw("arguments");
        line_.positionals = option->results();
        line_.positionals.insert(line_.positionals.end(), after_mark_.begin(), after_mark_.end());
        std::size_t count_min = 0;
        std::size_t count_max = 0;
        for (const PositionalSpec& positional : spec.positionals) {
            count_min += positional.count_min;
            count_max += positional.count_max;
            if (line_.positionals.size() < count_min) {
                return wrong(say(line_.language, "{} is missing", "falta {}", positional.name));
            }
        }
        if (line_.positionals.size() > count_max) {
            return wrong(say(line_.language, "'{}' is one argument too many", "sobra '{}'",
                             line_.positionals[count_max]));
        }
        return std::nullopt;
    }

    const ProgramSpec& program_;
    CommandLine line_;
    std::vector<std::string> after_mark_;
};

}  // namespace

std::string CommandLine::value(std::string_view flag, std::string_view otherwise) const {
    const auto found = flags.find(flag);
    return found == flags.end() ? std::string{otherwise} : found->second;
}

std::variant<CommandLine, Quit> parse_command_line(const ProgramSpec& program,
                                                   std::span<const std::string> arguments,
                                                   Environment environment) {
    const std::unique_ptr<Tree> tree = build(program);
    Reading reading{program, language_of(arguments, environment)};
    return reading.read(*tree, {arguments.begin(), arguments.end()});
}

std::vector<std::string> arguments_of(int argc, const char* const* argv) {
    std::vector<std::string> out;
    for (int i = 1; i < argc; ++i) out.emplace_back(argv[i]);
    return out;
}

std::vector<std::pair<std::string, std::string>> environment_of_process() {
    std::vector<std::pair<std::string, std::string>> out;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        out.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return out;
}

Sources sources_for(const CommandLine& line, std::string_view short_name,
                    std::vector<std::pair<std::string, std::string>> environment) {
    Sources sources;
    sources.environment = std::move(environment);
    if (line.config_file) {
        sources.file = *line.config_file;
    } else if (!line.data) {
        sources.file = fmt::format("/etc/saldo/{}.toml", short_name);
        sources.file_may_be_missing = true;
    }
    if (sources.file.ends_with(".toml")) {
        sources.drop_ins = sources.file.substr(0, sources.file.size() - 5) + ".d";
    }
    if (line.data) sources.flags.emplace_back("data", *line.data);
    sources.flags.insert(sources.flags.end(), line.settings.begin(), line.settings.end());
    return sources;
}

}  // namespace saldo::config
