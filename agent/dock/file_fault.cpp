#include "agent/dock/file_fault.hpp"

#include <utility>

#include <fmt/format.h>

namespace saldo::agent {
namespace {

constexpr std::size_t shown_bytes_max = 200;

std::string shown(std::string_view text) {
    std::string out{text.substr(0, shown_bytes_max)};
    for (char& c : out) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) c = '?';
    }
    if (text.size() > shown_bytes_max) out += "…";
    return out;
}

}  // namespace

FileFault fault_of(const Refusal& refusal, std::string file, std::size_t line, Language language) {
    return {.file = std::move(file),
            .line = line,
            .column = std::string{refusal.column},
            .code = std::string{to_string(refusal.code)},
            .what = std::string{explain(refusal.code, language)},
            .found = refusal.found,
            .expected = expected_of(refusal, language),
            .remedy = std::string{remedy(refusal.code, language)}};
}

std::string to_text(const FileFault& fault, Language language) {
    const bool es = language == Language::es;
    std::string text = fault.file;
    if (fault.line > 0) text += fmt::format("{} {}", es ? ", línea" : ", line", fault.line);
    if (!fault.column.empty()) {
        text += fmt::format("{} {}", es ? ", columna" : ", column", fault.column);
    }
    text += fmt::format(": {} {}", fault.code, fault.what);
    text += fmt::format("{} \"{}\"", es ? "; se encontró" : "; found", shown(fault.found));
    text += fmt::format("{} {}", es ? "; se esperaba" : "; expected", fault.expected);
    text += fmt::format("{} {}", es ? "; qué hacer:" : "; what to do:", fault.remedy);
    return text;
}

}  // namespace saldo::agent
