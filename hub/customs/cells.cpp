#include "hub/customs/cells.hpp"

#include <algorithm>
#include <cstddef>

#include "common/base/date.hpp"
#include "common/base/decimal.hpp"
#include "common/base/text.hpp"
#include "common/base/time.hpp"
#include "common/domain/quantity.hpp"

namespace saldo::customs {
namespace {

constexpr std::size_t digits_max = 18;  // of a whole number that surely fits

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

std::optional<FindingCode> bad(Cell& cell, FindingCode code) {
    cell.state = CellState::bad;
    return code;
}

std::optional<FindingCode> read_number(const Column& column, Cell& cell) {
    std::string_view digits = cell.text;
    const bool is_negative = digits.front() == '-';
    if (is_negative) digits.remove_prefix(1);
    if (is_negative && (digits.empty() || digits == "1")) {
        cell.state = CellState::sentinel;
        cell.number = -1;
        return std::nullopt;
    }
    std::int64_t value = 0;
    std::size_t i = 0;
    for (; i < digits.size() && i < digits_max; ++i) {
        if (!is_digit(digits[i])) return bad(cell, FindingCode::bad_number);
        value = value * 10 + (digits[i] - '0');
    }
    if (i < digits.size()) {
        return bad(cell, all_digits(digits) ? FindingCode::out_of_range : FindingCode::bad_number);
    }
    cell.number = is_negative ? -value : value;
    cell.state = CellState::good;
    if (digits.size() > column.length_max) return FindingCode::too_long;
    return std::nullopt;
}

bool is_decimal_shape(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    if (point == std::string_view::npos) return !text.empty() && all_digits(text);
    const std::string_view part = text.substr(point + 1);
    return !part.empty() && all_digits(text.substr(0, point)) && all_digits(part);
}

std::optional<FindingCode> read_decimal(const Column& column, Cell& cell) {
    if (cell.text == "-") {
        cell.state = CellState::sentinel;
        return std::nullopt;
    }
    if (cell.text.front() == '+') return bad(cell, FindingCode::bad_decimal);
    const auto ticks = parse_fixed(cell.text, Quantity::decimals);
    if (ticks) {
        const bool is_minus_one = *ticks == -Quantity::ticks_per_unit;
        cell.number = *ticks;
        cell.state = is_minus_one ? CellState::sentinel : CellState::good;
    } else {
        if (!is_decimal_shape(cell.text)) return bad(cell, FindingCode::bad_decimal);
        cell.state = CellState::good;
        cell.is_exact = false;
    }
    if (cell.text.size() > column.length_max) return FindingCode::too_long;
    return std::nullopt;
}

/// A date as it should be, or in one of the styles that other programs make of it.
struct DateReading {
    std::optional<LocalDate> date;
    std::optional<FindingCode> remark;
};

DateReading read_other_style(std::string_view text) {
    const DateReading bad_date{{}, FindingCode::bad_date};
    if (text.size() != 10) return bad_date;
    std::string iso;
    if (text[4] == '/' && text[7] == '/') {
        iso.append(text.substr(0, 4))
            .append("-")
            .append(text.substr(5, 2))
            .append("-")
            .append(text.substr(8, 2));
    } else if (text[2] == '/' && text[5] == '/') {
        iso.append(text.substr(6, 4))
            .append("-")
            .append(text.substr(3, 2))
            .append("-")
            .append(text.substr(0, 2));
        const auto first = parse_unsigned(text.substr(0, 2));
        // With twelve or less in front, month first would be a date as well.
        if (first && *first <= 12 && parse_date(iso)) return {{}, FindingCode::ambiguous_date};
    } else {
        return bad_date;
    }
    const auto date = parse_date(iso);
    if (!date) return bad_date;
    return {*date, FindingCode::other_date_style};
}

DateReading read_date_text(std::string_view text) {
    if (const auto date = parse_date(text)) return {*date, {}};
    return read_other_style(text);
}

std::optional<FindingCode> read_date(Cell& cell) {
    const DateReading reading = read_date_text(cell.text);
    if (!reading.date) return bad(cell, *reading.remark);
    cell.number = reading.date->days();
    cell.state = CellState::good;
    return reading.remark;
}

std::optional<FindingCode> read_date_time(Cell& cell) {
    if (const auto moment = parse_local_date_time(cell.text)) {
        cell.number = moment->date.days();
        cell.second = moment->second_of_day;
        cell.state = CellState::good;
        return std::nullopt;
    }
    // Another date style in front of a usual time; programs that change dates also drop seconds.
    if (cell.text.size() < 16) return bad(cell, FindingCode::bad_date_time);
    const DateReading reading = read_date_text(cell.text.substr(0, 10));
    if (!reading.date) {
        const bool is_ambiguous = reading.remark == FindingCode::ambiguous_date;
        return bad(cell, is_ambiguous ? *reading.remark : FindingCode::bad_date_time);
    }
    std::string iso = "2000-01-01" + std::string{cell.text.substr(10)};
    if (iso.size() == 16) iso += ":00";
    const auto moment = parse_local_date_time(iso);
    if (!moment) return bad(cell, FindingCode::bad_date_time);
    cell.number = reading.date->days();
    cell.second = moment->second_of_day;
    cell.state = CellState::good;
    return FindingCode::other_date_style;
}

std::optional<FindingCode> read_hour(Cell& cell) {
    const std::string_view text = cell.text;
    const bool has_shape = text.size() == 5 && is_digit(text[0]) && is_digit(text[1]) &&
                           text[2] == ':' && is_digit(text[3]) && is_digit(text[4]);
    if (!has_shape) return bad(cell, FindingCode::bad_hour);
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (hour > 23 || minute > 59) return bad(cell, FindingCode::bad_hour);
    cell.number = hour * 60 + minute;
    cell.state = CellState::good;
    return std::nullopt;
}

std::size_t characters(std::string_view text, const TextTraits& traits) {
    if (!traits.is_utf8 || !traits.has_high) return text.size();
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::optional<FindingCode> read_text(const Column& column, const TextTraits& traits, Cell& cell) {
    cell.state = cell.text == "-" ? CellState::sentinel : CellState::good;
    if (traits.has_control && std::ranges::any_of(cell.text, is_control)) {
        return FindingCode::control_characters;
    }
    if (cell.text.size() > column.length_max && characters(cell.text, traits) > column.length_max) {
        return FindingCode::too_long;
    }
    return std::nullopt;
}

}  // namespace

std::string_view trim_field(std::string_view field, const TextTraits& traits) {
    const auto is_blank = [&](char c) {
        return c == ' ' || c == '\t' || (c == '\xA0' && !traits.is_utf8);
    };
    constexpr std::string_view no_break_space = "\xC2\xA0";
    for (;;) {
        while (!field.empty() && is_blank(field.front())) field.remove_prefix(1);
        while (!field.empty() && is_blank(field.back())) field.remove_suffix(1);
        if (!traits.is_utf8 || !traits.has_high) return field;
        if (field.starts_with(no_break_space)) {
            field.remove_prefix(2);
        } else if (field.ends_with(no_break_space)) {
            field.remove_suffix(2);
        } else {
            return field;
        }
    }
}

std::optional<FindingCode> read_cell(const Column& column, std::string_view field,
                                     const TextTraits& traits, Cell& cell) {
    // Most fields have nothing to trim: printable ASCII at both ends.
    const auto is_plain = [](char c) { return c > ' '; };
    const bool is_trimmed = !field.empty() && is_plain(field.front()) && is_plain(field.back());
    cell.text = is_trimmed ? field : trim_field(field, traits);
    cell.number = 0;
    cell.second = 0;
    cell.state = CellState::blank;
    cell.is_exact = true;
    if (cell.text.empty()) return std::nullopt;
    switch (column.type) {
        case FieldType::number: return read_number(column, cell);
        case FieldType::text: return read_text(column, traits, cell);
        case FieldType::decimal: return read_decimal(column, cell);
        case FieldType::date: return read_date(cell);
        case FieldType::date_time: return read_date_time(cell);
        case FieldType::hour: return read_hour(cell);
    }
    return std::nullopt;
}

std::string kept_text(std::string_view text, const TextTraits& traits) {
    const auto is_high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    const bool is_foreign =
        traits.has_high && !traits.is_utf8 && std::ranges::any_of(text, is_high);
    std::string kept = is_foreign ? cp1252_to_utf8(text) : std::string{text};
    if (traits.has_control) {
        std::ranges::replace_if(kept, is_control, ' ');
    }
    return kept;
}

}  // namespace saldo::customs
