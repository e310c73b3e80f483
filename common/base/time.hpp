#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/date.hpp"
#include "common/base/result.hpp"

namespace saldo {

/// When an event happened: milliseconds since 1970-01-01T00:00Z. Never used to put events in order.
struct UtcTime {
    std::int64_t ms = 0;
    friend constexpr auto operator<=>(UtcTime, UtcTime) = default;
};

/// For waiting: nanoseconds of a clock that only goes forward, handed in by the shell.
struct SteadyTime {
    std::int64_t ns = 0;
    friend constexpr auto operator<=>(SteadyTime, SteadyTime) = default;
    constexpr SteadyTime plus_ms(std::int64_t ms) const { return {ns + ms * 1'000'000}; }
};

/// An instant as somebody wrote it down: the offset tells which calendar day it was there.
struct OffsetTime {
    UtcTime utc;
    std::int16_t offset_minutes = 0;

    LocalDate local_date() const;
    friend constexpr auto operator<=>(const OffsetTime&, const OffsetTime&) = default;
};

/// "2026-03-02T08:00:00-06:00", seconds and up to three decimals of them optional, "Z" allowed.
/// Errors: malformed without an offset: an hour that nobody can place is not evidence.
Result<OffsetTime> parse_offset_time(std::string_view text);
std::string format_offset_time(OffsetTime time);
/// "2026-03-02T14:00:00.000Z".
std::string format_utc(UtcTime time);

/// "2025-01-06 19:00:03", the local time without zone of customs files, as seconds of that day.
struct LocalDateTime {
    LocalDate date;
    std::int32_t second_of_day = 0;
    friend constexpr auto operator<=>(LocalDateTime, LocalDateTime) = default;
};
Result<LocalDateTime> parse_local_date_time(std::string_view text);
std::string format_local_date_time(LocalDateTime time);

}  // namespace saldo
