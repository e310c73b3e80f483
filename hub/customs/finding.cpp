#include "hub/customs/finding.hpp"

#include <algorithm>
#include <utility>

#include "common/base/text.hpp"
#include "hub/customs/finding_texts.hpp"

namespace saldo::customs {
namespace {

constexpr Text word_error{"error", "error"};
constexpr Text word_warning{"aviso", "warning"};
constexpr Text word_info{"nota", "note"};
constexpr Text word_row{"renglón", "row"};
constexpr Text word_column{"columna", "column"};
constexpr Text word_found{"se encontró", "found"};
constexpr Text word_expected{"se esperaba", "expected"};
constexpr Text word_remedy{"Qué hacer", "What to do"};

constexpr std::size_t found_shown_max = 120;
constexpr std::size_t found_kept_max = 512;

/// At most `bytes_max` bytes, never ending inside an UTF-8 sequence.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    text = text.substr(0, bytes_max);
    const auto is_continuation = [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    };
    while (!text.empty() && is_continuation(text.back())) text.remove_suffix(1);
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0U) text.remove_suffix(1);
    return text;
}

/// The value as people may see it: one line, cut where it is long, quoted.
std::string shown(std::string_view value) {
    std::string text = "'";
    for (char c : cut(value, found_shown_max)) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        text.push_back(is_control ? ' ' : c);
    }
    if (value.size() > found_shown_max) text += "…";
    return text + "'";
}

/// Keeps what was found readable: a file may hold any bytes, a report may not.
std::string readable(std::string_view found) {
    const std::string_view kept = cut(found, found_kept_max);
    return is_utf8(kept) ? std::string{kept} : cp1252_to_utf8(found.substr(0, found_kept_max));
}

/// A path or a column's name: any bytes as well, but never cut.
std::string in_utf8(std::string text) { return is_utf8(text) ? text : cp1252_to_utf8(text); }

}  // namespace

Finding make_finding(FindingCode code, std::string file, std::size_t row, std::string column,
                     std::string found, std::string expected) {
    return {.code = code,
            .severity = texts_of(code).usual,
            .file = in_utf8(std::move(file)),
            .row = row,
            .column = in_utf8(std::move(column)),
            .found = readable(found),
            .expected = in_utf8(std::move(expected))};
}

std::string_view to_string(FindingCode code) { return texts_of(code).name; }

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::info: return "info";
    }
    return "";
}

std::string_view to_text(Severity severity, Language language) {
    switch (severity) {
        case Severity::error: return word_error.in(language);
        case Severity::warning: return word_warning.in(language);
        case Severity::info: return word_info.in(language);
    }
    return "";
}

std::string_view what_of(FindingCode code, Language language) {
    return texts_of(code).what.in(language);
}

std::string expectation_of(const Finding& finding, Language language) {
    std::string text{texts_of(finding.code).expected.in(language)};
    if (text.empty()) return finding.expected;
    const std::size_t at = text.find("{}");
    if (at != std::string::npos) text.replace(at, 2, finding.expected);
    return text;
}

std::string_view remedy_of(FindingCode code, Language language) {
    return texts_of(code).remedy.in(language);
}

std::string format_finding(const Finding& finding, Language language) {
    std::string text{to_text(finding.severity, language)};
    text += ' ';
    text += to_string(finding.code);
    text += ' ';
    text += finding.file;
    if (finding.row != 0) {
        text += ", ";
        text += word_row.in(language);
        text += ' ' + std::to_string(finding.row);
    }
    if (!finding.column.empty()) {
        text += ", ";
        text += word_column.in(language);
        text += ' ' + finding.column;
    }
    text += ": ";
    text += what_of(finding.code, language);
    if (!finding.found.empty()) {
        text += "; ";
        text += word_found.in(language);
        text += ' ' + shown(finding.found);
    }
    const std::string expectation = expectation_of(finding, language);
    if (!expectation.empty()) {
        text += "; ";
        text += word_expected.in(language);
        text += ' ' + expectation;
    }
    const std::string_view remedy = remedy_of(finding.code, language);
    if (!remedy.empty() && finding.severity != Severity::info) {
        text += "\n    ";
        text += word_remedy.in(language);
        text += ": ";
        text += remedy;
    }
    return text;
}

bool has_errors(const std::vector<Finding>& findings) {
    return std::ranges::any_of(
        findings, [](const Finding& finding) { return finding.severity == Severity::error; });
}

}  // namespace saldo::customs
