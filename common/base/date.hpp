#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace saldo {

struct CivilDate {
    int year = 1970;
    int month = 1;  ///< 1 to 12
    int day = 1;    ///< 1 to 31
};

/// A calendar day, as the law counts: no hour, no zone.
/// Units: days since 1970-01-01 (proleptic Gregorian).
class LocalDate {
public:
    constexpr LocalDate() = default;
    static constexpr LocalDate from_days(std::int32_t days) { return LocalDate{days}; }
    /// Needs: a date that exists (see parse_date for dates from outside).
    static LocalDate from_civil(CivilDate civil);
    constexpr std::int32_t days() const { return days_; }
    CivilDate civil() const;
    int weekday() const;  ///< 0 Monday to 6 Sunday
    LocalDate plus_days(std::int32_t n) const { return LocalDate{days_ + n}; }
    /// The same day n months later; the last day of that month where the day does not exist.
    LocalDate plus_months(int n) const;
    friend constexpr auto operator<=>(LocalDate, LocalDate) = default;

private:
    explicit constexpr LocalDate(std::int32_t days) : days_{days} {}
    std::int32_t days_ = 0;
};

int days_in_month(int year, int month);

/// "2026-03-01" only; a day that does not exist is malformed. Years 1900 to 2999.
Result<LocalDate> parse_date(std::string_view text);
std::string format_date(LocalDate date);

}  // namespace saldo
