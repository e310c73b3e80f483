#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "common/base/date.hpp"
#include "common/domain/declaration.hpp"
#include "common/domain/quantity.hpp"

namespace saldo {

// What comes over from another system when a company begins with Saldo (docs/migration.md).

/// One lot that another system still showed open, with what was left of it at the end of a day.
///
/// `entry` tells what entered: quantity, UMT, value and IVA of the whole lot, before anything left
/// it. Its name is the pedimento (key or 15 digits, with `line` its secuencia) or a name of its
/// own.
struct OpeningBalance {
    EntryDeclaration entry;
    Quantity left;  ///< in the unit of the entry; 0 to its quantity
    LocalDate day;  ///< one for all lots of a company
    friend bool operator==(const OpeningBalance&, const OpeningBalance&) = default;
};

/// The lot that a discharge row names for what no lot could cover.
inline constexpr const char* shortage_lot_key = "SHORTAGE";

/// A discharge as another system tells it: a claim to compare with. It discharges nothing.
struct ForeignDischarge {
    std::string rfc;
    std::string system;
    std::string exit_key;  ///< pedimento (key or 15 digits) or folio
    std::uint32_t exit_line = 0;
    std::string exit_clave;
    std::string product;
    std::string part_number;
    std::string lot_key;
    std::uint32_t lot_line = 0;
    Quantity quantity;                        ///< in the UMC of the part
    std::optional<LocalDate> operation_date;  ///< none: that of the exit
    std::uint32_t occurrence = 0;             ///< which of several equal rows of one file, from 0
    friend auto operator<=>(const ForeignDischarge&, const ForeignDischarge&) = default;
};

}  // namespace saldo
