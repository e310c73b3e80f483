#include "hub/scenario/value.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "common/base/decimal.hpp"
#include "common/base/text.hpp"

namespace saldo::scenario {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter_or_digit(char c) {
    // Letters past ASCII arrive as bytes above 0x7F; the line is known to be UTF-8.
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_name(std::string_view text) {
    constexpr std::string_view also = "._-/";
    if (text.empty() || !is_letter_or_digit(text.front())) return false;
    return std::ranges::all_of(text, [&](char c) {
        return is_letter_or_digit(c) || also.find(c) != std::string_view::npos;
    });
}

bool is_digits(std::string_view text, std::size_t count) {
    return text.size() == count && std::ranges::all_of(text, is_digit);
}

Error expected(std::string_view what, std::string_view found) {
    return malformed(fmt::format("expected {}, found '{}'", what, found));
}

Value written(std::string_view text) { return {std::string{text}, {}}; }

template <class T>
Value value_of(std::string_view text, T meaning) {
    return {std::string{text}, std::move(meaning)};
}

template <class T>
Result<Value> wrap(std::string_view text, const Result<T>& read) {
    if (!read) return read.error();
    return value_of(text, *read);
}

Result<Value> read_bounded(std::string_view text, Quantity least, std::string_view what) {
    const auto number = parse_quantity(text);
    if (!number) return number.error();
    if (*number < least) return expected(what, text);
    return value_of(text, *number);
}

Result<Value> read_integer(std::string_view text, std::uint64_t last, std::string_view what) {
    const auto number = parse_unsigned(text);
    if (!number || *number > last) return expected(what, text);
    return value_of(text, static_cast<std::int64_t>(*number));
}

Result<Value> read_digits(std::string_view text, std::size_t count, std::string_view what) {
    if (!is_digits(text, count)) return expected(what, text);
    return value_of(text, static_cast<std::int64_t>(*parse_unsigned(text)));
}

Result<Value> read_percent(std::string_view text) {
    if (!text.ends_with('%')) return expected("a percentage like 3%", text);
    const auto number = parse_quantity(text.substr(0, text.size() - 1));
    if (!number || *number < Quantity{}) return expected("a percentage like 3%", text);
    return value_of(text, *number);
}

Result<Value> read_period(std::string_view text) {
    const auto first_day = parse_date(std::string{text} + "-01");
    if (!first_day) return expected("a period like 2026-03", text);
    return value_of(text, *first_day);
}

/// "47:59": hours of any length, minutes of two digits. The meaning is minutes.
Result<Value> read_delay(std::string_view text) {
    const auto pieces = split(text, ':');
    if (pieces.size() != 2 || pieces[1].size() != 2) return expected("a delay like 47:59", text);
    const auto hours = parse_unsigned(pieces[0]);
    const auto minutes = parse_unsigned(pieces[1]);
    constexpr std::uint64_t hours_max = 1'000'000'000;
    if (!hours || !minutes || *minutes > 59 || *hours > hours_max) {
        return expected("a delay like 47:59", text);
    }
    return value_of(text, static_cast<std::int64_t>(*hours * 60 + *minutes));
}

Result<Value> read_money_range(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) return expected("a range like 9060..13680", text);
    const auto low = parse_money(text.substr(0, dots));
    const auto high = parse_money(text.substr(dots + 2));
    if (!low || !high || *low > *high) return expected("a range like 9060..13680", text);
    return value_of(text, MoneyRange{*low, *high});
}

Result<Value> read_link(std::string_view text) {
    constexpr std::string_view form = "pedimento, date and key like 264338906000777,2026-03-15,V1";
    const auto pieces = split(text, ',');
    if (pieces.size() != 3 || !is_digits(pieces[0], 15) || !is_name(pieces[2])) {
        return expected(form, text);
    }
    const auto date = parse_date(pieces[1]);
    if (!date) return date.error();
    return value_of(text, Link{std::string{pieces[0]}, *date, std::string{pieces[2]}});
}

std::optional<ledger::Column> column_of(std::string_view text) {
    for (const auto column :
         {ledger::Column::incorporated, ledger::Column::shrinkage, ledger::Column::scrap}) {
        if (text == ledger::to_string(column)) return column;
    }
    return std::nullopt;
}

/// NAME:QTY, with `names` names before the quantity, and perhaps a column after it.
Result<Item> read_item(std::string_view text, std::size_t names, bool with_column,
                       std::string_view form) {
    const auto pieces = split(text, ':');
    const bool has_column = with_column && pieces.size() == names + 2;
    if (pieces.size() != names + 1 && !has_column) return expected(form, text);
    Item item;
    for (std::size_t i = 0; i < names; ++i) {
        if (!is_name(pieces[i])) return expected(form, text);
    }
    item.name = pieces[0];
    if (names == 2) item.second = pieces[1];
    const auto quantity = parse_quantity(pieces[names]);
    if (!quantity) return quantity.error();
    item.quantity = *quantity;
    if (has_column) {
        const auto column = column_of(pieces.back());
        if (!column) return expected("incorporated, shrinkage or scrap", pieces.back());
        item.column = *column;
    }
    return item;
}

Result<Value> read_list(Type type, std::string_view text) {
    std::vector<Item> items;
    const auto pieces =
        type == Type::shares ? split(text, ',') : std::vector<std::string_view>{text};
    for (const std::string_view piece : pieces) {
        auto item = type == Type::difference     ? read_item(piece, 2, false, "OUTCOME:LOT:QTY")
                    : type == Type::row          ? read_item(piece, 1, true, "LOT:QTY[:COLUMN]")
                    : type == Type::lot_quantity ? read_item(piece, 1, false, "LOT:QTY")
                                                 : read_item(piece, 1, false, "PART:QTY");
        if (!item) return item.error();
        items.push_back(std::move(*item));
    }
    return value_of(text, std::move(items));
}

Result<Value> read_choice(std::string_view text, const std::vector<std::string_view>& choices,
                          std::string_view what) {
    if (std::ranges::find(choices, text) != choices.end()) return written(text);
    std::string message = fmt::format("'{}' is not {}", text, what);
    if (const auto near = nearest(text, choices)) {
        message += fmt::format("; did you mean {}?", *near);
    } else if (choices.size() <= 10) {
        message += fmt::format(": expected {}", fmt::join(choices, ", "));
    }
    return malformed(std::move(message));
}

Result<Value> read_number(Type type, std::string_view text) {
    const Quantity tick = Quantity::from_ticks(1);
    switch (type) {
        case Type::not_negative: return read_bounded(text, Quantity{}, "a number from 0");
        case Type::factor: return read_bounded(text, tick, "a number above 0");
        case Type::money: return wrap(text, parse_money(text));
        case Type::money_range: return read_money_range(text);
        case Type::percent: return read_percent(text);
        case Type::integer:
            return read_integer(text, std::numeric_limits<std::uint32_t>::max(), "a whole number");
        case Type::unit: return read_integer(text, 255, "a unit code of appendix 7");
        case Type::tariff: return read_digits(text, 8, "eight digits");
        case Type::nico: return read_digits(text, 2, "two digits");
        case Type::pedimento: return read_digits(text, 15, "a pedimento number of fifteen digits");
        case Type::delay: return read_delay(text);
        default: return wrap(text, parse_quantity(text));
    }
}

}  // namespace

Result<Value> read_value(Type type, std::string_view text,
                         const std::vector<std::string_view>& choices) {
    switch (type) {
        case Type::name:
            return is_name(text) ? Result<Value>{written(text)}
                                 : Result<Value>{expected("a name", text)};
        case Type::word:
            return !text.empty() ? Result<Value>{written(text)}
                                 : Result<Value>{expected("a word", text)};
        case Type::text: return written(text);
        case Type::choice:
            return read_choice(text, choices, "one of the words that may stand here");
        case Type::alert_code: return read_choice(text, alert_codes(), "the code of an alert");
        case Type::date: return wrap(text, parse_date(text));
        case Type::time: return wrap(text, parse_offset_time(text));
        case Type::period: return read_period(text);
        case Type::link: return read_link(text);
        case Type::share:
        case Type::shares:
        case Type::lot_quantity:
        case Type::row:
        case Type::difference: return read_list(type, text);
        case Type::quantity_or_none:
            if (text == "none") return written(text);
            return wrap(text, parse_quantity(text));
        default: return read_number(type, text);
    }
}

const std::vector<std::string_view>& alert_codes() {
    static const std::vector<std::string_view> codes = {
        "SHORTAGE", "UNDISCHARGED_EXIT", "NO_CONSUMPTION", "UNIT_MISMATCH", "STATUS_NOT_RECORDED",
        "UNAUTHORISED_SUBSTITUTION", "SHRINKAGE_ABOVE_NORM", "CTM_A_PENDING", "LATE_RETURN",
        "EXPIRED_LOT_SKIPPED", "LOT_EXPIRED", "EXPIRES_BEFORE_FIFO_TURN", "TARIFF_MISMATCH",
        "REJECT_WINDOW_EXCEEDED", "PROHIBITED_ANNEX_I", "V1_UNMATCHED", "V1_MISMATCH", "V1_LATE",
        "LATE_24H", "LATE_48H", "PHYSICAL_DIFF", "REPORT_SUPERSEDED", "CONFLICT",
        "DUPLICATE_OUTCOME", "UNREGISTERED_ADDRESS", "ASSET_SERIAL_CHANGED",
        // Codes of the domain reference that scenarios do not define further.
        "OVERDISCHARGE", "DISCHARGE_BEFORE_ENTRY", "FIFO_BREACH", "UNTRACED_EDIT", "R1_PENDING"};
    return codes;
}

std::string to_text(Quantity quantity) { return format_quantity(quantity, 0); }
std::string to_text(Money money) { return format_fixed(money.ticks(), Money::decimals, 0); }

}  // namespace saldo::scenario
