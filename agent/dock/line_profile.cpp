#include "agent/dock/line_profile.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/base/csv.hpp"
#include "common/base/text.hpp"

namespace saldo::agent {
namespace {

/// The text of one of movement_columns, so that a refusal can point to it for ever.
std::string_view column_named(std::string_view name) {
    const auto found = std::ranges::find(movement_columns, name);
    return found == movement_columns.end() ? std::string_view{} : *found;
}

Refusal refusal_of(const MovementFault& fault) {
    const auto code = refusal_code_from(fault.code);
    SALDO_CHECK(code.has_value());
    return {
        .code = *code, .column = column_named(fault.column), .found = fault.found, .expected = {}};
}

}  // namespace

bool is_header_line(std::string_view frame) {
    constexpr std::string_view bom = "\xEF\xBB\xBF";
    if (frame.starts_with(bom)) frame.remove_prefix(bom.size());
    return frame.starts_with("event_id,ts,");
}

LineOutcome read_line(std::string_view frame, const DockRules& rules) {
    if (is_header_line(frame)) return Refusal{.code = RefusalCode::header_line};
    const auto fields = split_csv_line(frame);
    if (!fields) return Refusal{.code = RefusalCode::bad_line};
    return read_fields(*fields, rules);
}

LineOutcome read_fields(std::span<const std::string> fields, const DockRules& rules) {
    MovementOrFault read = read_movement(fields);
    if (read.fault) return refusal_of(*read.fault);
    Movement& movement = *read.movement;
    if (movement.plant != rules.plant) {
        return Refusal{.code = RefusalCode::wrong_plant,
                       .column = column_named("plant"),
                       .found = movement.plant,
                       .expected = std::string{rules.plant}};
    }
    if (rules.parts != nullptr) {
        const auto umc = rules.parts->umc_of(movement.part_number);
        if (!umc) {
            return Refusal{.code = RefusalCode::unknown_part,
                           .column = column_named("part_number"),
                           .found = movement.part_number,
                           .expected = {}};
        }
        if (*umc != movement.umc) {
            return Refusal{.code = RefusalCode::unit_mismatch,
                           .column = column_named("umc"),
                           .found = fmt::format("{}", movement.umc),
                           .expected = fmt::format("{}", *umc)};
        }
    }
    return std::move(movement);
}

}  // namespace saldo::agent
