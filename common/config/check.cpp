#include "common/config/check.hpp"

#include <fmt/format.h>

namespace saldo::config {
namespace {

std::string shown(const Values::Scalar& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return fmt::format("\"{}\"", *text);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    return "-";
}

void append_values(std::string& out, const OptionTable& table, const Values& values,
                   const std::string& prefix, Language language) {
    for (const Option& option : table) {
        const std::string key = prefix + std::string{option.key};
        if (option.kind != Kind::tables) {
            out += fmt::format("{} = {}    # {}\n", key, shown(values.scalar(option.key)),
                               to_text(values.origin(option.key), language));
            continue;
        }
        std::size_t index = 0;
        for (const Values& row : values.tables(option.key)) {
            append_values(out, option.columns, row, fmt::format("{}[{}].", key, index++), language);
        }
    }
}

}  // namespace

std::string report(const Loaded& loaded, Language language) {
    const bool es = language == Language::es;
    std::string out;
    for (const Fault& fault : loaded.faults) out += to_text(fault, language) + "\n";
    for (const Fault& warning : loaded.warnings) {
        out += fmt::format("{}: {}\n", es ? "aviso" : "warning", to_text(warning, language));
    }
    const std::size_t count = loaded.faults.size();
    if (count == 0) {
        out += es ? "configuración correcta" : "configuration is good";
        out += loaded.files.empty()
                   ? (es ? " (sin archivo: valores por omisión)\n" : " (no file: defaults)\n")
                   : fmt::format(" ({})\n", fmt::join(loaded.files, ", "));
    } else {
        out += es ? fmt::format("configuración incorrecta: {} error{}\n", count,
                                count == 1 ? "" : "es")
                  : fmt::format("configuration is bad: {} fault{}\n", count, count == 1 ? "" : "s");
    }
    return out;
}

std::string effective(const OptionTable& table, const Values& values, Language language) {
    std::string out;
    append_values(out, table, values, "", language);
    return out;
}

}  // namespace saldo::config
