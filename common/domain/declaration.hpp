#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/date.hpp"
#include "common/domain/money.hpp"
#include "common/domain/quantity.hpp"

namespace saldo {

// Neutral documents: a lot, an outcome or a consumption that somebody declares under a name of its
// own, without a customs file behind it (opening balances, notices, certificates, scenario files).
// The name is globally unique; the first accepted version of it stands (D-21).

/// One temporary import line that opens one lot.
struct EntryDeclaration {
    std::string name;
    std::string rfc;
    std::string part_number;
    Quantity quantity;
    std::uint8_t unit = 0;  ///< 0: the UMC of the part
    std::string clave;
    LocalDate entry_date;
    std::optional<LocalDate> payment_date;
    std::optional<LocalDate> term_start;
    std::string pedimento;  ///< 15 digits, or empty
    std::uint32_t line = 1;
    std::optional<Quantity> quantity_umt;
    std::optional<Money> value;
    std::optional<Money> iva;
    std::uint32_t fraccion = 0;  ///< 0: the catalog's
    std::string plant;
    std::string from;  ///< transferor of a virtual import
    bool supplier_without_program = false;
    friend bool operator==(const EntryDeclaration&, const EntryDeclaration&) = default;
};

/// What a rectification (R1) of an entry changes; what is not named stays.
struct EntryRectification {
    std::string name;
    LocalDate paid;
    std::optional<Quantity> quantity;
    std::optional<Quantity> quantity_umt;
    std::optional<Money> value;
    std::optional<Money> iva;
    std::uint32_t fraccion = 0;
    std::optional<LocalDate> entry_date;
    std::optional<LocalDate> term_start;
    std::string pedimento;
    friend bool operator==(const EntryRectification&, const EntryRectification&) = default;
};

/// What ends a debt: a return, a change of regime, a notice. Its consumption comes in lines.
struct OutcomeDeclaration {
    std::string name;
    std::string rfc;
    std::string clave;
    LocalDate operation_date;  ///< D-04
    std::string pedimento;     ///< 15 digits, or empty
    bool of_scrap = false;
    std::string to;
    std::string link_pedimento;  ///< Descargos of a virtual return: number, date, key
    std::optional<LocalDate> link_date;
    std::string link_clave;
    std::optional<Money> value;
    std::string use_part;  ///< one consumption told in the same breath, or empty
    Quantity use_quantity;
    friend bool operator==(const OutcomeDeclaration&, const OutcomeDeclaration&) = default;
};

/// Actual consumption of an outcome, one document line.
struct UseLine {
    std::string outcome;
    std::string part_number;
    Quantity incorporated;
    Quantity shrinkage;
    Quantity scrap;
    std::uint8_t unit = 0;  ///< 0: the UMC of the part
    std::string plant;
    friend bool operator==(const UseLine&, const UseLine&) = default;
};

/// An import or outcome is withdrawn: as if it had never been (D-18).
struct Withdrawal {
    std::string name;
    friend bool operator==(const Withdrawal&, const Withdrawal&) = default;
};

/// A product line of an outcome, exploded by its bill of materials.
struct ExitLine {
    std::string outcome;
    std::string product;
    Quantity quantity;
    std::optional<LocalDate> built;  ///< whose BOM counts; none: the operation date
    std::string plant;
    friend bool operator==(const ExitLine&, const ExitLine&) = default;
};

}  // namespace saldo
