#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/time.hpp"
#include "common/domain/money.hpp"
#include "common/domain/quantity.hpp"

namespace saldo {

// Neutral documents: a lot, an outcome or a consumption that somebody declares under a name of its
// own, without a customs file behind it (opening balances, notices, certificates, scenario files).
// The name is globally unique; the first accepted version of it stands (D-21).

/// A consolidated pedimento closes deliveries of a week or a month (rule 4.3.21). Numbers are
/// frozen.
enum class Consolidation : std::uint8_t { none = 1, weekly = 2, monthly = 3 };

/// Customs status of stock that is consumed (D-16). Numbers are frozen.
enum class StockStatus : std::uint8_t { temporary = 1, national = 2, unrecorded = 3 };

/// Where the parts of a transfer certificate went: national market, abroad, abroad under a treaty
/// that asks for duty (anexo24.md 5.4). Numbers are frozen.
enum class CertificatePart : std::uint8_t { a = 1, b = 2, c = 3 };

constexpr std::uint16_t payment_form_of_credit = 21;     ///< appendix 13: credit in IVA/IEPS
constexpr std::uint16_t payment_form_of_guarantee = 22;  ///< appendix 13: guarantee in IVA/IEPS

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
    std::uint16_t payment_form = payment_form_of_credit;
    std::optional<Quantity> duty_percent;
    std::string origin;
    Consolidation consolidation = Consolidation::none;
    std::string rejected_outcome;  ///< rejected goods of that outcome come back (D-17)
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

/// One delivery of a consolidated virtual import: a lot of its own (D-25).
struct ConsolidatedDelivery {
    std::string entry;
    LocalDate date;
    Quantity quantity;  ///< in the UMC of the part
    friend bool operator==(const ConsolidatedDelivery&, const ConsolidatedDelivery&) = default;
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
    std::string clears;  ///< certificate whose part A this change of regime nationalises
    friend bool operator==(const OutcomeDeclaration&, const OutcomeDeclaration&) = default;
};

/// Actual consumption of an outcome, one document line.
struct UseLine {
    std::string outcome;
    std::string part_number;
    Quantity incorporated;  ///< in `unit`
    Quantity shrinkage;     ///< in the UMC of the part, like scrap
    Quantity scrap;
    std::uint8_t unit = 0;  ///< 0: the UMC of the part
    std::string plant;
    StockStatus status = StockStatus::temporary;
    std::string instead;                   ///< which part it was used in place of (D-14)
    std::optional<Quantity> quantity_umt;  ///< declared; used by the pair check
    std::string rejected_lot;  ///< rejected goods that leave again: the lot they came back with
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
    CertificatePart destination = CertificatePart::b;
    std::string work_order;  ///< where it was built, or empty
    friend bool operator==(const ExitLine&, const ExitLine&) = default;
};

/// Which subassemblies a work order made itself, and which it took out of stock. What it does not
/// name is decided by whether lots of it exist (D-15).
struct WorkOrder {
    std::string name;
    std::string rfc;
    std::string product;
    std::vector<std::string> made;
    std::vector<std::string> bought;
    friend bool operator==(const WorkOrder&, const WorkOrder&) = default;
};

/// Value that an outcome discharges, of a company in a value mode (D-26).
struct ValueLine {
    std::string outcome;
    Money amount;
    std::uint32_t fraccion = 0;  ///< by tariff code; 0 by pedimento
    friend bool operator==(const ValueLine&, const ValueLine&) = default;
};

/// A part and how much of it comes out of one unit.
struct Yield {
    std::string part_number;
    Quantity quantity;
    friend bool operator==(const Yield&, const Yield&) = default;
};

/// Temporarily imported goods are taken apart; what comes out keeps the age of its source
/// (anexo24.md 3.1-7).
struct Disassembly {
    std::string name;
    std::string rfc;
    std::string part_number;
    Quantity quantity;
    LocalDate date;
    std::string plant;
    std::vector<Yield> gives;  ///< per unit taken apart
    std::vector<Yield> scrap;  ///< per unit taken apart; enters the scrap pool as well
    friend bool operator==(const Disassembly&, const Disassembly&) = default;
};

/// Scrap recorded apart from an outcome: the pool rises, lots stay (D-08).
struct ScrapRecord {
    std::string rfc;
    std::string part_number;
    Quantity quantity;
    LocalDate date;
    friend bool operator==(const ScrapRecord&, const ScrapRecord&) = default;
};

/// Stock of a part that is not temporary: bought here, or imported for good (D-16).
struct NationalStock {
    std::string rfc;
    std::string part_number;
    Quantity quantity;
    LocalDate date;
    friend bool operator==(const NationalStock&, const NationalStock&) = default;
};

/// A fixed asset comes in. It is controlled one by one, by its serial, never by FIFO.
struct AssetEntry {
    std::string serial;
    std::string rfc;
    std::string clave;
    LocalDate date;
    std::string pedimento;  ///< 15 digits, or empty
    std::string model;
    std::string brand;
    std::optional<Money> value;
    friend bool operator==(const AssetEntry&, const AssetEntry&) = default;
};

/// What happens to a fixed asset afterwards. Numbers are frozen.
enum class AssetStep : std::uint8_t {
    repair_exit = 1,    ///< BO, leaving
    repair_return = 2,  ///< BO, coming back
    closing = 3,        ///< its own outcome: `clave` says which
};

struct AssetMove {
    std::string name;
    std::string serial;
    AssetStep step = AssetStep::closing;
    std::string clave;
    LocalDate date;
    std::string exit_of_return;            ///< name of the exit that a return ends
    std::optional<LocalDate> import_half;  ///< of a virtual transfer: both halves are of one day
    std::string pedimento;
    std::string to;
    friend bool operator==(const AssetMove&, const AssetMove&) = default;
};

/// When something was captured and when the hub got it, where the log's own clock does not tell
/// (imported history). The first told of a name stands.
struct CaptureTimes {
    std::string rfc;
    std::string name;  ///< of the movement or document
    OffsetTime captured;
    OffsetTime received;
    friend bool operator==(const CaptureTimes&, const CaptureTimes&) = default;
};

}  // namespace saldo
