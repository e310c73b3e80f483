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

struct Company {
    std::string rfc;
    std::string name;
    std::string immex_program;
    bool outside = false;  ///< a counterparty that does not use this hub
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

}  // namespace saldo
