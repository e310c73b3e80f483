#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "agent/dock/part_book.hpp"
#include "agent/dock/reply.hpp"
#include "common/domain/movement.hpp"

namespace saldo::agent {

/// What a line is checked against: where this agent stands, and what its plant knows.
struct DockRules {
    std::string_view plant;           ///< the plant's code; a line of another one is refused
    const PartBook* parts = nullptr;  ///< none: no catalog was given, parts are not checked
};

/// A movement to be kept, or why there is none.
using LineOutcome = std::variant<Movement, Refusal>;

/// True for the header of a movement file, which some senders put before the lines.
bool is_header_line(std::string_view frame);

/// Reads one line of the *line* profile (house.md section 7): the columns of movement_columns.
///
/// Gives: the movement, or the first thing that is wrong: the fields in their order, then the
/// plant, then the part and its unit. Whether it was sent before is for the journal to say.
LineOutcome read_line(std::string_view frame, const DockRules& rules);

/// The same for fields that were split already (files).
LineOutcome read_fields(std::span<const std::string> fields, const DockRules& rules);

}  // namespace saldo::agent
