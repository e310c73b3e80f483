#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/config/command_line.hpp"
#include "common/config/say.hpp"

namespace saldo::config {
namespace {

constexpr std::size_t left_width = 26;
constexpr std::size_t text_width = 96;

/// "  --company RFC            Only this company." with the text folded at words.
void append_row(std::string& out, const std::string& left, std::string_view text) {
    out += fmt::format("  {:<{}}", left, left_width);
    std::size_t column = std::max(left.size(), left_width) + 2;
    bool is_first = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        if (!is_first && column + 1 + word.size() > text_width) {
            out += "\n" + std::string(left_width + 3, ' ');
            column = left_width + 3;
        } else {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
        is_first = false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    out += '\n';
}

const std::vector<FlagSpec>& global_flags() {
    static const std::vector<FlagSpec> flags = {
        {.name = "config",
         .value = "FILE",
         .help = {"Configuration file.", "Archivo de configuración."}},
        {.name = "data",
         .value = "DIR",
         .help = {"Folder of the store. Alone, no configuration file is read.",
                  "Carpeta de los datos. Sola, no se lee archivo de configuración."}},
        {.name = "lang", .value = "es|en", .help = {"Language.", "Idioma."}},
        {.name = "format",
         .value = "table|csv|json",
         .help = {"How lists are printed; default table.",
                  "Cómo se imprimen las listas; por omisión table."}},
        {.name = "help", .help = {"This text.", "Este texto."}},
        {.name = "version", .help = {"The version.", "La versión."}},
    };
    return flags;
}

std::string shown_flag(const FlagSpec& flag) {
    return flag.value.empty() ? fmt::format("--{}", flag.name)
                              : fmt::format("--{} {}", flag.name, flag.value);
}

std::string shown_positional(const PositionalSpec& positional) {
    const std::string name =
        fmt::format("{}{}", positional.name, positional.count_max > 1 ? "..." : "");
    return positional.count_min == 0 ? fmt::format("[{}]", name) : name;
}

void append_globals(std::string& out, Language language) {
    out += language == Language::es ? "\nOpciones globales (antes o después de la orden):\n"
                                    : "\nGlobal flags (before or after the command):\n";
    for (const FlagSpec& flag : global_flags()) {
        append_row(out, shown_flag(flag), flag.help.in(language));
    }
}

void append_settings(std::string& out, const OptionTable& table, Language language) {
    const bool es = language == Language::es;
    out += es ? "\nConfiguración (clave de archivo, variable y opción):\n"
              : "\nSettings (file key, variable and flag):\n";
    for (const Option& option : table) {
        if (option.kind == Kind::tables) {
            append_row(out, fmt::format("[[{}]]", option.key), option.help.in(language));
            continue;
        }
        std::string text = fmt::format("{} ({}, {}", option.help.in(language), option.key,
                                       environment_name(option.key));
        if (option.kind == Kind::integer) text += fmt::format(", {}..{}", option.min, option.max);
        if (!option.unit.empty()) text += fmt::format(" {}", option.unit);
        if (!option.choices.empty()) text += fmt::format(", {}", fmt::join(option.choices, "|"));
        if (!option.standard.empty()) {
            text += say(language, ", default {}", ", por omisión {}", option.standard);
        }
        append_row(out, "--" + flag_name(option.key), text + ")");
    }
}

std::string program_help(const ProgramSpec& program, Language language) {
    const bool es = language == Language::es;
    std::string out =
        fmt::format("{} {}: {}\n\n", program.name, program.version, program.about.in(language));
    out +=
        say(language, "Usage: {0} [global flags] COMMAND [arguments]\n       {0} COMMAND --help",
            "Uso: {0} [opciones globales] ORDEN [argumentos]\n     {0} ORDEN --help", program.name);
    out += es ? "\n\nÓrdenes:\n" : "\n\nCommands:\n";
    for (const CommandSpec& command : program.commands) {
        std::string left{command.path};
        for (const PositionalSpec& p : command.positionals) left += " " + shown_positional(p);
        append_row(out, left, command.help.in(language));
    }
    append_globals(out, language);
    return out;
}

}  // namespace

std::string help_text(const ProgramSpec& program, std::string_view path, Language language) {
    const auto found = std::ranges::find(program.commands, path, &CommandSpec::path);
    if (found == program.commands.end()) return program_help(program, language);
    const CommandSpec& command = *found;
    const bool es = language == Language::es;

    std::string out = fmt::format("{}\n\n{} {} {}", command.help.in(language),
                                  es ? "Uso:" : "Usage:", program.name, command.path);
    for (const PositionalSpec& p : command.positionals) out += " " + shown_positional(p);
    for (const FlagSpec& flag : command.flags) {
        out += flag.required ? " " + shown_flag(flag) : fmt::format(" [{}]", shown_flag(flag));
    }
    out += "\n";
    if (!command.positionals.empty()) out += es ? "\nArgumentos:\n" : "\nArguments:\n";
    for (const PositionalSpec& p : command.positionals) {
        append_row(out, std::string{p.name}, p.help.in(language));
    }
    if (!command.flags.empty()) out += es ? "\nOpciones:\n" : "\nFlags:\n";
    for (const FlagSpec& flag : command.flags) {
        std::string text{flag.help.in(language)};
        if (!flag.choices.empty()) text += fmt::format(" ({})", fmt::join(flag.choices, "|"));
        append_row(out, shown_flag(flag), text);
    }
    append_globals(out, language);
    if (command.takes_settings && program.options != nullptr) {
        append_settings(out, *program.options, language);
    }
    if (!command.examples.empty()) out += es ? "\nEjemplos:\n" : "\nExamples:\n";
    for (const std::string_view example : command.examples) {
        out += fmt::format("  {} {}\n", program.name, example);
    }
    return out;
}

}  // namespace saldo::config
