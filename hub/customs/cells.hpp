#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/customs/finding.hpp"
#include "hub/customs/records.hpp"

namespace saldo::customs {

/// What holds for all texts of one file.
struct TextTraits {
    bool is_utf8 = false;      ///< had a BOM; otherwise Windows-1252
    bool has_high = false;     ///< a byte past 0x7F is somewhere
    bool has_control = false;  ///< a control character is somewhere, line ends and tabs aside
};

enum class CellState : std::uint8_t {
    blank,  ///< nothing, one space, a no-break space
    good,
    sentinel,  ///< "-1", "-1.00000", "-": the customs way to say that there is none
    bad,
};

/// One field, read by its column's type.
struct Cell {
    std::string_view text;    ///< trimmed
    std::int64_t number = 0;  ///< N: the number. D: 1e-8. d and T: days since 1970. h: minutes
    std::int32_t second = 0;  ///< T: second of the day
    CellState state = CellState::blank;
    bool is_exact = true;  ///< D: false where the number has no place in 1e-8 ticks

    bool is_good() const { return state == CellState::good; }
    bool is_blank() const { return state == CellState::blank; }
};

/// Reads one field. Gives what has to be said about it; an error leaves the cell bad.
std::optional<FindingCode> read_cell(const Column& column, std::string_view field,
                                     const TextTraits& traits, Cell& cell);

/// Drops blanks at both ends, no-break spaces too.
std::string_view trim_field(std::string_view field, const TextTraits& traits);

/// The text as it is kept: UTF-8, control characters made spaces.
std::string kept_text(std::string_view text, const TextTraits& traits);

}  // namespace saldo::customs
