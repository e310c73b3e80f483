#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/book/explain_case.hpp"

namespace saldo::book {

/// What a version of an import line says of it. Quantity in the UMC of the part, or in the declared
/// unit where nothing converts it.
struct Stated {
    Quantity quantity;
    std::optional<Quantity> quantity_umt = {};
    std::optional<Money> value = {};
    std::optional<Money> iva = {};
    std::uint32_t fraccion = 0;
    std::optional<LocalDate> entry_date = {};
    std::optional<LocalDate> term_start = {};
};

/// The original, or one rectification.
struct Version {
    Stated stated;
    LocalDate paid;
    std::string number;  ///< of its pedimento, or empty
    std::optional<LogPosition> position;
};

/// The original first, then its rectifications in the order in which they were paid. Empty where
/// no document of customs, and no declaration, tells of the lot.
std::vector<Version> versions_of(const ExplainCase& about, const LotRow& lot);

/// Name of the declared entry that opened the lot: its key without the number of a delivery.
std::string declared_name_of(const ExplainCase& about, const LotRow& lot);

/// "500.000 pieces; 166.667 in UMT; value 100000.00 MXN; IVA 16000.00 MXN".
std::string text_of(const ExplainCase& about, const Stated& stated, std::uint8_t unit);
/// "quantity 500.000 → 420.000 pieces", one text for each difference.
std::vector<std::string> differences_of(const ExplainCase& about, const Stated& before,
                                        const Stated& after, std::uint8_t unit);

/// Every discharge of the lot in order, what passed it over, and what is left.
void explain_discharges_of(const ExplainCase& about, std::uint32_t lot);

}  // namespace saldo::book
