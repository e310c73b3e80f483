#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/date.hpp"
#include "common/domain/quantity.hpp"

namespace saldo {

// Catalog entries (Annex 24 A.I). The latest accepted version of an entry stands.
// `rfc` empty: for every company of the hub.

/// What a company discharges, fixed for its program and never mixed (D-26). Numbers are frozen.
enum class DischargeMode : std::uint8_t {
    quantity = 1,
    value_by_tariff = 2,     ///< pesos, by tariff code at import
    value_by_pedimento = 3,  ///< pesos, by pedimento; what is left is of the highest duty rate
};

struct Company {
    std::string rfc;
    std::string name;
    std::string immex_program;
    bool outside = false;       ///< a counterparty that does not use this hub
    std::string certification;  ///< "A", "AA", "AAA", or empty
    DischargeMode mode = DischargeMode::quantity;
    std::string mode_authorisation;  ///< rule 7.1.4; a value mode needs one
    friend bool operator==(const Company&, const Company&) = default;
};

struct Plant {
    std::string rfc;
    std::string plant;
    bool registered = true;  ///< an address of the program (Decree art. 24-VI)
    friend bool operator==(const Plant&, const Plant&) = default;
};

/// Numbers are frozen: they reach the log.
enum class PartKind : std::uint8_t { direct = 1, indirect = 2, packaging = 3, container = 4 };

struct Part {
    std::string rfc;
    std::string part_number;
    PartKind kind = PartKind::direct;
    std::uint32_t fraccion = 0;
    std::uint8_t nico = 0;
    std::uint8_t umc = 0;
    std::uint8_t umt = 0;
    std::optional<Quantity> umt_per_umc;
    std::string description;
    friend bool operator==(const Part&, const Part&) = default;
};

struct Product {
    std::string rfc;
    std::string part_number;
    std::uint32_t fraccion = 0;
    std::uint8_t nico = 0;
    std::uint8_t umc = 0;
    std::string description;
    friend bool operator==(const Product&, const Product&) = default;
};

/// What one unit of a product takes of one component, in the component's UMC.
struct BomLine {
    std::string component;
    Quantity incorporated;
    Quantity shrinkage;            ///< merma
    Quantity scrap;                ///< desperdicio; not exploded (D-08)
    std::optional<Quantity> norm;  ///< documented limit of the shrinkage (D-20)
    friend bool operator==(const BomLine&, const BomLine&) = default;
};

/// One version of a bill of materials: in force from its date until the next version.
struct BomVersion {
    std::string rfc;
    std::string product;
    std::optional<LocalDate> valid_from;  ///< none: since ever
    std::vector<BomLine> lines;
    friend bool operator==(const BomVersion&, const BomVersion&) = default;
};

/// 1 `unit` = `factor` of the UMC of the part. Without it no quantity is ever converted.
struct UnitConversion {
    std::string rfc;
    std::string part_number;
    std::uint8_t unit = 0;
    Quantity factor;
    friend bool operator==(const UnitConversion&, const UnitConversion&) = default;
};

/// Documented shrinkage (merma) of a part, in percent of what is incorporated; counts where the
/// bill of materials gives no limit of its own (D-20).
struct ShrinkageNorm {
    std::string rfc;
    std::string part_number;
    Quantity percent;
    friend bool operator==(const ShrinkageNorm&, const ShrinkageNorm&) = default;
};

/// `by` may be consumed in place of `part_number`; authorised only with an authorisation, from its
/// day on (D-14).
struct Substitute {
    std::string rfc;
    std::string part_number;
    std::string by;
    std::string authorisation;
    std::optional<LocalDate> valid_from;
    friend bool operator==(const Substitute&, const Substitute&) = default;
};

/// The catalog's tariff code of a part from a day on. Lots keep theirs (D-24).
struct Reclassification {
    std::string rfc;
    std::string part_number;
    std::uint32_t fraccion = 0;
    LocalDate valid_from;
    friend bool operator==(const Reclassification&, const Reclassification&) = default;
};

/// A day that is no business day, besides Saturdays and Sundays.
struct Holiday {
    LocalDate date;
    friend bool operator==(const Holiday&, const Holiday&) = default;
};

/// Scrap that leaves under a name and a unit of its own, as the material that it was: one UMC of
/// `scrap` holds `factor` UMC of `part_number`. Several rows of one day are a mixture; a factor of
/// 0 ends one.
struct ScrapConversion {
    std::string rfc;  ///< empty: of every company
    std::string scrap;
    std::string part_number;
    Quantity factor;
    std::optional<LocalDate> valid_from;
    friend bool operator==(const ScrapConversion&, const ScrapConversion&) = default;
};

}  // namespace saldo
