#include "hub/ledger/term.hpp"

namespace saldo::ledger {
namespace {

LocalDate next_business_day(LocalDate day, const Holidays& holidays) {
    while (day.weekday() >= 5 || holidays.contains(day)) day = day.plus_days(1);
    return day;
}

}  // namespace

LocalDate term_end_conservative(LocalDate start, int months) { return start.plus_months(months); }

LocalDate term_end_cff12(LocalDate start, int months, const Holidays& holidays) {
    LocalDate end = start.plus_months(months);
    const bool day_is_missing = end.civil().day != start.civil().day;
    if (day_is_missing) end = end.plus_days(1);
    return next_business_day(end, holidays);
}

}  // namespace saldo::ledger
