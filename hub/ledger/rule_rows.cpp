#include "hub/ledger/rule_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/base/text.hpp"

namespace saldo::ledger {

RuleRow::RuleRow(const std::vector<std::string_view>& columns, CsvRow row)
    : columns_{&columns}, row_{std::move(row)} {
    SALDO_CHECK(row_.fields.size() == columns_->size());
}

std::string_view RuleRow::field(std::string_view column) const {
    const auto found = std::ranges::find(*columns_, column);
    SALDO_CHECK(found != columns_->end());
    return row_.fields[static_cast<std::size_t>(found - columns_->begin())];
}

std::string RuleRow::text(std::string_view column) {
    expect(!field(column).empty(), column, "is empty");
    return std::string{field(column)};
}

bool RuleRow::flag(std::string_view column) {
    constexpr std::pair<std::string_view, bool> words[] = {{"no", false}, {"yes", true}};
    return word(column, words);
}

std::uint32_t RuleRow::number(std::string_view column, std::uint32_t most) {
    const auto number = parse_unsigned(field(column));
    expect(number && *number <= most, column, fmt::format("is no number up to {}", most));
    return fault_.empty() ? static_cast<std::uint32_t>(*number) : 0;
}

LocalDate RuleRow::day(std::string_view column) {
    const auto day = parse_date(field(column));
    expect(day.has_value(), column, "is no day such as 2026-03-01");
    return day.has_value() ? *day : LocalDate{};
}

InForce RuleRow::in_force() {
    InForce days{.from = day("valid_from"), .to = {}};
    if (!field("valid_to").empty()) days.to = day("valid_to");
    expect(!days.to || days.from <= *days.to, "valid_to", "lies before valid_from");
    return days;
}

void RuleRow::expect(bool holds, std::string_view column, std::string_view why) {
    if (holds || !fault_.empty()) return;
    fault_ = fmt::format("line {}: {}: \"{}\" {}", row_.line, column, field(column), why);
}

Result<RuleRows> RuleRows::parse(std::string_view csv, std::string_view columns) {
    RuleRows table;
    table.columns_ = split(columns, ',');
    CsvReader reader{csv};
    bool is_header = true;
    while (auto row = reader.next()) {
        if (!*row)
            return malformed(fmt::format("line {}: {}", reader.row_line(), row->error().what));
        if (is_header) {
            if (!std::ranges::equal((*row)->fields, table.columns_)) {
                return malformed(fmt::format("line {}: the columns are {}", (*row)->line, columns));
            }
            is_header = false;
            continue;
        }
        if ((*row)->fields.size() != table.columns_.size()) {
            return malformed(fmt::format("line {}: {} fields in place of {}", (*row)->line,
                                         (*row)->fields.size(), table.columns_.size()));
        }
        table.rows_.push_back(std::move(**row));
    }
    if (is_header) return malformed(fmt::format("line 1: the columns are {}", columns));
    return table;
}

void built_in_table_is_wrong(const Error& error) {
    check_failed(error.what.c_str(), __FILE__, __LINE__);
}

}  // namespace saldo::ledger
