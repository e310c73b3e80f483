#include "common/domain/movement.hpp"

#include <algorithm>
#include <utility>

#include "common/base/text.hpp"

namespace saldo {
namespace {

constexpr std::array<std::string_view, movement_type_last + 1> type_names = {
    "",           "RECEIPT",      "ISSUE",       "PRODUCE",
    "SHIP",       "TRANSFER_OUT", "TRANSFER_IN", "REGIME_CHANGE",
    "SCRAP",      "DESTROY",      "DONATE",      "ADJUST_IN",
    "ADJUST_OUT", "COUNT",        "SUB_OUT",     "SUB_IN"};

std::string type_list() {
    std::string list;
    for (std::size_t i = 1; i < type_names.size(); ++i) {
        if (i > 1) list += ", ";
        list += type_names[i];
    }
    return list;
}

MovementOrFault fault(std::string code, std::string_view column, std::string_view found,
                      std::string expected) {
    return {.movement = {},
            .fault = MovementFault{std::move(code), std::string{column}, std::string{found},
                                   std::move(expected)}};
}

struct TextRule {
    std::size_t index;
    std::size_t bytes_max;
    bool required;
};

constexpr TextRule text_rules[] = {
    {0, MovementLimits::event_id_max, true},    {2, MovementLimits::plant_max, true},
    {4, MovementLimits::part_number_max, true}, {7, MovementLimits::ref_type_max, false},
    {8, MovementLimits::ref_max, false},        {9, MovementLimits::counter_plant_max, false},
    {10, MovementLimits::device_max, false}};

}  // namespace

std::string_view to_string(MovementType type) { return type_names[static_cast<std::size_t>(type)]; }

std::optional<MovementType> movement_type_from(std::string_view text) {
    for (std::size_t i = 1; i < type_names.size(); ++i) {
        if (type_names[i] == text) return static_cast<MovementType>(i);
    }
    return std::nullopt;
}

MovementOrFault read_movement(std::span<const std::string> fields) {
    if (fields.size() != movement_columns.size()) {
        return fault("BAD_LINE", "", std::to_string(fields.size()) + " fields",
                     std::to_string(movement_columns.size()) + " fields");
    }
    for (const TextRule& rule : text_rules) {
        const std::string& value = fields[rule.index];
        const std::string_view column = movement_columns[rule.index];
        if (rule.required && value.empty()) {
            return fault("MISSING_FIELD", column, value, "a value");
        }
        if (value.size() > rule.bytes_max) {
            return fault("TOO_LONG", column, value,
                         "at most " + std::to_string(rule.bytes_max) + " bytes");
        }
        const bool control = std::ranges::any_of(
            value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
        if (control || !is_utf8(value)) {
            return fault("BAD_TEXT", column, value, "UTF-8 text without control characters");
        }
    }
    const auto at = parse_offset_time(fields[1]);
    if (!at)
        return fault("BAD_TIME", "ts", fields[1], "a time with offset, 2026-03-02T08:00:00-06:00");
    const auto type = movement_type_from(fields[3]);
    if (!type) return fault("UNKNOWN_TYPE", "type", fields[3], "one of " + type_list());
    const auto quantity = parse_quantity(fields[5]);
    if (!quantity) return fault("BAD_QUANTITY", "qty", fields[5], "a decimal number above zero");
    const bool counted_none = *type == MovementType::count && quantity->is_zero();
    if (*quantity <= Quantity{} && !counted_none) {
        return fault("BAD_QUANTITY", "qty", fields[5], "a decimal number above zero");
    }
    const auto umc = parse_unsigned(fields[6]);
    if (!umc || *umc < 1 || *umc > 22) {
        return fault("UNKNOWN_UNIT", "umc", fields[6], "a unit of appendix 7, 1 to 22");
    }
    return {.movement = Movement{.event_id = fields[0],
                                 .at = *at,
                                 .plant = fields[2],
                                 .type = *type,
                                 .part_number = fields[4],
                                 .quantity = *quantity,
                                 .umc = static_cast<std::uint8_t>(*umc),
                                 .ref_type = fields[7],
                                 .ref = fields[8],
                                 .counter_plant = fields[9],
                                 .device = fields[10]},
            .fault = {}};
}

}  // namespace saldo
