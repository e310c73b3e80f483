#include "hub/ledger/fine.hpp"

#include <algorithm>
#include <set>

#include "hub/ledger/rule_rows.hpp"

namespace saldo::ledger {
namespace {

constexpr int period_days = 15;

constexpr std::uint32_t year_most = 2999;
constexpr std::uint32_t fine_mxn_most = 100'000'000;
constexpr std::int64_t ticks_per_peso = 10'000;

Money capped(std::int64_t pesos, std::optional<Money> value) {
    const Money amount = Money::from_ticks(pesos * ticks_per_peso);
    return value ? std::min(amount, *value) : amount;
}

const std::vector<YearlyFine>& fines() {
    static const auto table = built_in(parse_fines(late_return_fines_csv));
    return table;
}

}  // namespace

Result<std::vector<YearlyFine>> parse_fines(std::string_view csv) {
    const auto rows = RuleRows::parse(csv, "year,least_mxn,most_mxn,source");
    if (!rows) return rows.error();
    std::set<int> seen;
    return rows->each([&](RuleRow& row) {
        const YearlyFine fine{.year = static_cast<int>(row.number("year", year_most)),
                              .least_mxn = row.number("least_mxn", fine_mxn_most),
                              .most_mxn = row.number("most_mxn", fine_mxn_most)};
        row.expect(seen.insert(fine.year).second, "year", "stands above");
        row.expect(fine.least_mxn <= fine.most_mxn, "most_mxn", "is less than least_mxn");
        return fine;
    });
}

LateReturn late_return_fine(LocalDate term_end, LocalDate returned_on, std::optional<Money> value) {
    LateReturn result;
    result.days = returned_on.days() - term_end.days();
    result.periods = (result.days + period_days - 1) / period_days;
    for (const YearlyFine& fine : fines()) {
        if (fine.year != returned_on.civil().year) continue;
        result.least = capped(fine.least_mxn * result.periods, value);
        result.most = capped(fine.most_mxn * result.periods, value);
    }
    return result;
}

}  // namespace saldo::ledger
