#include "common/base/date.hpp"

#include <algorithm>
#include <cstdio>

#include "common/base/check.hpp"
#include "common/base/text.hpp"

namespace saldo {
namespace {

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

bool exists(CivilDate d) {
    return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= days_in_month(d.year, d.month);
}

}  // namespace

int days_in_month(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

// Both conversions count years from March, so that the leap day is the last of its year, and work
// in cycles of 400 years (146,097 days).
LocalDate LocalDate::from_civil(CivilDate civil) {
    SALDO_CHECK(exists(civil));
    const int year = civil.month <= 2 ? civil.year - 1 : civil.year;
    const int cycle = (year >= 0 ? year : year - 399) / 400;
    const int year_of_cycle = year - cycle * 400;
    const int month_from_march = (civil.month + 9) % 12;
    const int day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
    const int day_of_cycle =
        year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    return LocalDate{cycle * 146097 + day_of_cycle - 719468};
}

CivilDate LocalDate::civil() const {
    const int shifted = days_ + 719468;
    const int cycle = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int day_of_cycle = shifted - cycle * 146097;
    const int year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    const int day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    const int month_from_march = (5 * day_of_year + 2) / 153;
    const int day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    const int year = year_of_cycle + cycle * 400 + (month <= 2 ? 1 : 0);
    return {year, month, day};
}

int LocalDate::weekday() const { return ((days_ % 7) + 10) % 7; }

LocalDate LocalDate::plus_months(int n) const {
    const CivilDate start = civil();
    const int months = start.year * 12 + (start.month - 1) + n;
    const int year = months / 12;
    const int month = months % 12 + 1;
    return from_civil({year, month, std::min(start.day, days_in_month(year, month))});
}

Result<LocalDate> parse_date(std::string_view text) {
    const auto bad = [&] {
        return malformed("'" + std::string{text} + "' is not a date like 2026-03-01");
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad();
    const auto year = parse_unsigned(text.substr(0, 4));
    const auto month = parse_unsigned(text.substr(5, 2));
    const auto day = parse_unsigned(text.substr(8, 2));
    if (!year || !month || !day) return bad();
    const CivilDate civil{static_cast<int>(*year), static_cast<int>(*month),
                          static_cast<int>(*day)};
    if (civil.year < 1900 || civil.year > 2999 || !exists(civil)) return bad();
    return LocalDate::from_civil(civil);
}

std::string format_date(LocalDate date) {
    const CivilDate d = date.civil();
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
    return text;
}

}  // namespace saldo
