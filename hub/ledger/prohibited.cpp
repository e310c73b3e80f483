#include "hub/ledger/prohibited.hpp"

#include <algorithm>

namespace saldo::ledger {
namespace {

constexpr std::size_t fraccion_digits = 8;
constexpr std::uint32_t fraccion_most = 99'999'999;

/// The first fraccion that begins with these digits, and how many do.
struct Digits {
    std::uint32_t first = 0;
    std::uint32_t count = 1;
};
Digits digits_of(RuleRow& row, std::string_view column) {
    Digits digits{.first = row.number(column, fraccion_most)};
    for (std::size_t n = row.field(column).size(); n < fraccion_digits; ++n) digits.count *= 10;
    digits.first *= digits.count;
    return digits;
}

Prohibition read_prohibition(RuleRow& row) {
    const Digits from = digits_of(row, "digits_from");
    const Digits to = digits_of(row, "digits_to");
    const bool alike = from.count == to.count && from.first <= to.first;
    row.expect(alike, "digits_to", "is not so long as digits_from, or lies before it");
    return {.days = row.in_force(),
            .clave = row.text("clave"),
            .first = from.first,
            .last = to.first + to.count - 1};
}

}  // namespace

Result<std::vector<Prohibition>> parse_prohibitions(std::string_view csv) {
    const auto rows =
        RuleRows::parse(csv, "valid_from,valid_to,clave,digits_from,digits_to,source");
    if (!rows) return rows.error();
    return rows->each(read_prohibition);
}

bool is_prohibited(std::string_view clave, std::uint32_t fraccion, LocalDate on) {
    static const auto table = built_in(parse_prohibitions(prohibited_goods_csv));
    return std::ranges::any_of(table, [&](const Prohibition& row) {
        return row.clave == clave && row.first <= fraccion && fraccion <= row.last &&
               row.days.covers(on);
    });
}

}  // namespace saldo::ledger
