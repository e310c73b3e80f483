#include "common/base/time.hpp"

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "common/base/text.hpp"

namespace saldo {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

std::int32_t floor_days(std::int64_t ms) {
    return static_cast<std::int32_t>(ms >= 0 ? ms / day_ms : -((-ms + day_ms - 1) / day_ms));
}

/// "08:00", "08:00:05" or "08:00:05.123" in milliseconds of the day.
std::optional<std::int64_t> parse_clock(std::string_view text) {
    if (text.size() < 5 || text[2] != ':') return {};
    const auto hour = parse_unsigned(text.substr(0, 2));
    const auto minute = parse_unsigned(text.substr(3, 2));
    if (!hour || !minute || *hour > 23 || *minute > 59) return {};
    std::int64_t ms = static_cast<std::int64_t>(*hour * 60 + *minute) * 60'000;
    text.remove_prefix(5);
    if (text.empty()) return ms;
    if (text.size() < 3 || text[0] != ':') return {};
    const auto second = parse_unsigned(text.substr(1, 2));
    if (!second || *second > 59) return {};
    ms += static_cast<std::int64_t>(*second) * 1000;
    text.remove_prefix(3);
    if (text.empty()) return ms;
    if (text[0] != '.' || text.size() < 2 || text.size() > 4) return {};
    const auto part = parse_unsigned(text.substr(1));
    if (!part) return {};
    std::int64_t scale = 1;
    for (std::size_t i = text.size(); i < 4; ++i) scale *= 10;
    return ms + static_cast<std::int64_t>(*part) * scale;
}

/// "Z", "+00:00", "-06:00" in minutes.
std::optional<std::int16_t> parse_offset(std::string_view text) {
    if (text == "Z") return std::int16_t{0};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return {};
    const auto hours = parse_unsigned(text.substr(1, 2));
    const auto minutes = parse_unsigned(text.substr(4, 2));
    if (!hours || !minutes || *hours > 14 || *minutes > 59) return {};
    const int total = static_cast<int>(*hours * 60 + *minutes);
    return static_cast<std::int16_t>(text[0] == '-' ? -total : total);
}

}  // namespace

LocalDate OffsetTime::local_date() const {
    return LocalDate::from_days(floor_days(utc.ms + std::int64_t{offset_minutes} * 60'000));
}

Result<OffsetTime> parse_offset_time(std::string_view text) {
    const auto bad = [&] {
        return malformed("'" + std::string{text} +
                         "' is not a time with offset like 2026-03-02T08:00:00-06:00");
    };
    if (text.size() < 17 || (text[10] != 'T' && text[10] != ' ')) return bad();
    const auto date = parse_date(text.substr(0, 10));
    if (!date) return bad();
    const std::string_view rest = text.substr(11);
    const std::size_t at = rest.find_first_of("Z+-");
    if (at == std::string_view::npos) return bad();
    const auto clock = parse_clock(rest.substr(0, at));
    const auto offset = parse_offset(rest.substr(at));
    if (!clock || !offset) return bad();
    const std::int64_t local_ms = date->days() * day_ms + *clock;
    return OffsetTime{{local_ms - std::int64_t{*offset} * 60'000}, *offset};
}

std::string format_offset_time(OffsetTime time) {
    const std::int64_t local_ms = time.utc.ms + std::int64_t{time.offset_minutes} * 60'000;
    const std::int32_t days = floor_days(local_ms);
    const std::int64_t in_day = local_ms - days * day_ms;
    const int offset = std::abs(int{time.offset_minutes});
    char clock[48];
    std::snprintf(clock, sizeof clock, "T%02d:%02d:%02d", static_cast<int>(in_day / 3'600'000),
                  static_cast<int>(in_day / 60'000 % 60), static_cast<int>(in_day / 1000 % 60));
    std::string text = format_date(LocalDate::from_days(days)) + clock;
    if (in_day % 1000 != 0) {
        std::snprintf(clock, sizeof clock, ".%03d", static_cast<int>(in_day % 1000));
        text += clock;
    }
    std::snprintf(clock, sizeof clock, "%c%02d:%02d", time.offset_minutes < 0 ? '-' : '+',
                  offset / 60, offset % 60);
    return text + clock;
}

std::string format_utc(UtcTime time) {
    const std::int32_t days = floor_days(time.ms);
    const std::int64_t in_day = time.ms - days * day_ms;
    char clock[48];
    std::snprintf(clock, sizeof clock, "T%02d:%02d:%02d.%03dZ",
                  static_cast<int>(in_day / 3'600'000), static_cast<int>(in_day / 60'000 % 60),
                  static_cast<int>(in_day / 1000 % 60), static_cast<int>(in_day % 1000));
    return format_date(LocalDate::from_days(days)) + clock;
}

Result<LocalDateTime> parse_local_date_time(std::string_view text) {
    const auto bad = [&] {
        return malformed("'" + std::string{text} + "' is not a time like 2025-01-06 19:00:03");
    };
    if (text.size() != 19 || text[10] != ' ') return bad();
    const auto date = parse_date(text.substr(0, 10));
    const auto clock = parse_clock(text.substr(11));
    if (!date || !clock) return bad();
    return LocalDateTime{*date, static_cast<std::int32_t>(*clock / 1000)};
}

std::string format_local_date_time(LocalDateTime time) {
    char clock[48];
    std::snprintf(clock, sizeof clock, " %02d:%02d:%02d", time.second_of_day / 3600,
                  time.second_of_day / 60 % 60, time.second_of_day % 60);
    return format_date(time.date) + clock;
}

}  // namespace saldo
