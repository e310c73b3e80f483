#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.hpp"
#include "common/domain/quantity.hpp"

namespace saldo {

/// What happened to goods at a plant. Numbers reach disk and wire and are frozen.
enum class MovementType : std::uint8_t {
    receipt = 1,
    issue = 2,
    produce = 3,
    ship = 4,
    transfer_out = 5,
    transfer_in = 6,
    regime_change = 7,
    scrap = 8,
    destroy = 9,
    donate = 10,
    adjust_in = 11,
    adjust_out = 12,
    count = 13,
    sub_out = 14,
    sub_in = 15,
};
constexpr std::uint8_t movement_type_last = 15;

std::string_view to_string(MovementType type);  ///< "TRANSFER_OUT"
std::optional<MovementType> movement_type_from(std::string_view text);

/// A physical fact from a plant, as its device sent it. A correction is another movement.
struct Movement {
    std::string event_id;  ///< globally unique (D-21)
    OffsetTime at;
    std::string plant;  ///< the plant's code inside its company, "P01"
    MovementType type = MovementType::receipt;
    std::string part_number;
    Quantity quantity;     ///< > 0; a count may be 0
    std::uint8_t umc = 0;  ///< appendix 7
    std::string ref_type;
    std::string ref;
    std::string counter_plant;  ///< the other side of a transfer: "P02", or "RFC/P02"
    std::string device;

    friend bool operator==(const Movement&, const Movement&) = default;
};

/// Longest value of each text of a movement, in bytes.
struct MovementLimits {
    static constexpr std::size_t event_id_max = 64;
    static constexpr std::size_t plant_max = 32;
    static constexpr std::size_t part_number_max = 64;
    static constexpr std::size_t ref_type_max = 16;
    static constexpr std::size_t ref_max = 80;
    static constexpr std::size_t counter_plant_max = 48;
    static constexpr std::size_t device_max = 32;
    static constexpr std::size_t line_max = 1024;  ///< the whole line, as sent
};

/// The columns of the neutral movement file, in their usual order (house.md section 7).
constexpr std::array<std::string_view, 11> movement_columns = {
    "event_id", "ts",       "plant", "type",          "part_number", "qty",
    "umc",      "ref_type", "ref",   "counter_plant", "device"};

/// What is wrong with one field of a movement line, and what would be right.
struct MovementFault {
    /// "UNKNOWN_TYPE", "BAD_QUANTITY", "BAD_TIME", …; frozen, in docs/protocol.md
    std::string code;
    std::string column;  ///< the column's name, or empty for the line as a whole
    std::string found;
    std::string expected;
};

/// Reads the eleven fields in the order of movement_columns. Gives the movement, or the first
/// fault. A boost result cannot carry two of our types, so: exactly one of the two is set.
struct MovementOrFault {
    std::optional<Movement> movement;
    std::optional<MovementFault> fault;
};
MovementOrFault read_movement(std::span<const std::string> fields);

}  // namespace saldo
