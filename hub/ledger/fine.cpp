#include "hub/ledger/fine.hpp"

#include <algorithm>

namespace saldo::ledger {
namespace {

constexpr int period_days = 15;

/// Dated data: fine for one period, in pesos, by year of the operation.
struct YearlyFine {
    int year;
    std::int64_t least_mxn;
    std::int64_t most_mxn;
};
constexpr YearlyFine fines[] = {{2024, 2670, 4030}, {2026, 3020, 4560}};
constexpr std::int64_t ticks_per_peso = 10'000;

Money capped(std::int64_t pesos, std::optional<Money> value) {
    const Money amount = Money::from_ticks(pesos * ticks_per_peso);
    return value ? std::min(amount, *value) : amount;
}

}  // namespace

LateReturn late_return_fine(LocalDate term_end, LocalDate returned_on, std::optional<Money> value) {
    LateReturn result;
    result.days = returned_on.days() - term_end.days();
    result.periods = (result.days + period_days - 1) / period_days;
    for (const YearlyFine& fine : fines) {
        if (fine.year != returned_on.civil().year) continue;
        result.least = capped(fine.least_mxn * result.periods, value);
        result.most = capped(fine.most_mxn * result.periods, value);
    }
    return result;
}

}  // namespace saldo::ledger
