#include <fmt/format.h>

#include "common/config/options.hpp"

namespace saldo::config {
namespace {

/// A value as TOML writes it.
std::string literal(const Option& option, std::string_view value) {
    if (option.kind == Kind::integer || option.kind == Kind::boolean) {
        return value.empty() ? "0" : std::string{value};
    }
    return fmt::format("\"{}\"", value);
}

/// "integer, MiB, 16 to 4096, default 64": what may stand here.
std::string bounds(const Option& option) {
    std::string out;
    switch (option.kind) {
        case Kind::text: out = "text"; break;
        case Kind::path: out = "path"; break;
        case Kind::integer: out = fmt::format("integer, {} to {}", option.min, option.max); break;
        case Kind::boolean: out = "true or false"; break;
        case Kind::tables: return "list of tables";
    }
    if (!option.choices.empty()) out = fmt::format("one of {}", fmt::join(option.choices, ", "));
    if (!option.unit.empty()) out += fmt::format(", unit: {}", option.unit);
    if (option.required) {
        out += ", required";
    } else if (option.standard.empty()) {
        out += ", not set by default";
    } else {
        out += fmt::format(", default: {}", literal(option, option.standard));
    }
    return out;
}

void append_option(std::string& out, const Option& option, std::string_view key) {
    out += fmt::format("# {}\n# {}\n# ({})\n", option.help.en, option.help.es, bounds(option));
    const std::string_view value = option.example.empty() ? option.standard : option.example;
    out += fmt::format("#{} = {}\n\n", key, literal(option, value));
}

void append_list(std::string& out, const Option& option) {
    out += fmt::format("# {}\n# {}\n# (list of tables; one [[{}]] for each)\n#[[{}]]\n\n",
                       option.help.en, option.help.es, option.key, option.key);
    for (const Option& column : option.columns) append_option(out, column, column.key);
}

}  // namespace

std::string describe(const OptionTable& table, Words heading) {
    std::string out = fmt::format("# {}\n# {}\n#\n", heading.en, heading.es);
    out +=
        "# Every key with its unit and bounds. Commented out stands the default, or an example\n"
        "# where none is set.\n"
        "# Cada clave con su unidad y límites. Comentado está el valor por omisión, o un ejemplo\n"
        "# donde no lo hay.\n"
        "# Order: default < this file < drop-ins < SALDO_* environment < flag.\n\n";
    for (const Option& option : table) {
        if (option.kind != Kind::tables && option.key.find('.') == std::string_view::npos) {
            append_option(out, option, option.key);
        }
    }
    std::string_view section;
    for (const Option& option : table) {
        const auto dot = option.key.rfind('.');
        if (option.kind == Kind::tables || dot == std::string_view::npos) continue;
        if (option.key.substr(0, dot) != section) {
            section = option.key.substr(0, dot);
            out += fmt::format("[{}]\n\n", section);
        }
        append_option(out, option, option.key.substr(dot + 1));
    }
    for (const Option& option : table) {
        if (option.kind == Kind::tables) append_list(out, option);
    }
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

}  // namespace saldo::config
