#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/customs/finding.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::customs {

/// What the hub already knows, asked row by row so that a fault is named at its place in the file.
struct OpeningChecks {
    /// Does a pedimento of that key open lots?
    std::function<bool(std::string_view clave, LocalDate on)> opens_lots;
    /// The opening day that the company already has.
    std::function<std::optional<LocalDate>(const std::string& rfc)> day_of;
    /// Can a quantity in that unit be kept in the unit of the part? True for an unknown part.
    std::function<bool(const std::string& rfc, const std::string& part, std::uint8_t unit)> fits;
};

/// What one file of opening balances says: every lot, or none where an error was found.
struct OpeningBalanceFile {
    bool is_refused = false;
    std::vector<OpeningBalance> balances;  ///< in file order
    std::vector<Finding> findings;
    /// Rows that were kept apart, as company and lot; with `quarantine` only.
    struct HeldBack {
        std::string rfc;
        std::string lot;  ///< "25-190-8005-5000001/2", or a name
    };
    std::vector<HeldBack> held_back;
};

/// Reads what another system still showed open at the end of `day` (docs/migration.md).
///
/// With `quarantine` a bad row is kept apart where company and lot can be read; else, and without
/// it, one bad row refuses the file.
OpeningBalanceFile read_opening_balances(const SourceFile& file, LocalDate day, bool quarantine,
                                         const OpeningChecks& checks);

}  // namespace saldo::customs
