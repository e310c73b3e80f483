#include "hub/customs/header.hpp"

#include <cstdint>
#include <string>

#include "common/base/text.hpp"

namespace saldo::customs {
namespace {

constexpr std::size_t columns_max = 255;

/// Names are compared without regard to case: tools that re-save a set change it.
std::optional<std::size_t> column_of(const RecordSpec& spec, std::string_view name) {
    for (std::size_t i = 0; i < spec.columns.size(); ++i) {
        if (spec.columns[i].name == name) return i;
    }
    const std::string wanted = to_lower_ascii(name);
    for (std::size_t i = 0; i < spec.columns.size(); ++i) {
        if (to_lower_ascii(spec.columns[i].name) == wanted) return i;
    }
    return std::nullopt;
}

/// The header's name that a missing column was most likely meant to be.
std::string likely_name(std::string_view missing, const std::vector<std::string_view>& unknown) {
    const auto near = nearest(missing, unknown);
    return near ? std::string{*near} : std::string{};
}

}  // namespace

std::optional<Header> read_header(const RecordSpec& spec, std::string_view line,
                                  const TextTraits& traits, std::string_view path,
                                  FindingList& findings) {
    // Genuine headers have no trailing pipe; a tool that adds one changes nothing.
    if (line.ends_with('|')) line.remove_suffix(1);
    const auto names = split(line.substr(0, 16'384), '|');
    if (names.size() == 1 && line.find_first_of(",;\t") != std::string_view::npos) {
        findings.add(FindingCode::wrong_separator, path, 1, {}, line, "|");
        return std::nullopt;
    }
    if (names.size() > columns_max) {
        findings.add(FindingCode::out_of_range, path, 1, {}, std::to_string(names.size()),
                     "<= " + std::to_string(columns_max));
        return std::nullopt;
    }
    Header header;
    std::uint64_t seen = 0;
    bool all_right = true;
    std::vector<std::string_view> unknown;
    for (const std::string_view raw : names) {
        const std::string_view name = trim_field(raw, traits);
        const auto column = column_of(spec, name);
        header.slots.push_back(column);
        if (!column) {
            unknown.push_back(name);
            continue;
        }
        const std::uint64_t bit = std::uint64_t{1} << *column;
        if ((seen & bit) != 0) {
            findings.add(FindingCode::duplicate_column, path, 1, name);
            all_right = false;
        }
        seen |= bit;
    }
    for (const std::string_view name : unknown) {
        findings.add(FindingCode::extra_column, path, 1, name.substr(0, 64));
    }
    for (std::size_t i = 0; i < spec.columns.size(); ++i) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        if ((seen & bit) != 0) continue;
        const std::string_view name = spec.columns[i].name;
        const bool is_needed = (spec.needed & bit) != 0;
        findings.add(is_needed ? FindingCode::missing_column : FindingCode::absent_column, path, 1,
                     name, likely_name(name, unknown), name);
        all_right = all_right && !is_needed;
    }
    if (!all_right) return std::nullopt;
    return header;
}

}  // namespace saldo::customs
