#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace saldo {

/// Which pedimento: year of validation, customs office with section, licence (patente) and number.
///
/// Annex 24 asks for office with section; the printed number leaves the section out
/// (anexo24.md 1.2), so both are built from these parts. Ordered by year, office, licence, number.
struct PedimentoRef {
    std::uint8_t year = 0;      ///< two digits
    std::uint16_t office = 0;   ///< aduana and section, three digits
    std::uint16_t licence = 0;  ///< four digits
    std::uint32_t number = 0;   ///< seven digits

    friend constexpr auto operator<=>(const PedimentoRef&, const PedimentoRef&) = default;

    /// "25-190-8005-5000001".
    std::string key() const;
    /// The 15 digits of print: year, office without section, licence, number.
    std::string printed() const;
    /// The printed number as a number: compares as the 15-digit text does.
    std::uint64_t printed_number() const;
};

/// Reads "25-190-8005-5000001". Errors: malformed.
Result<PedimentoRef> parse_pedimento_key(std::string_view text);

/// The printed number of what names a pedimento: "25-190-8005-5000001" or its 15 digits. Nothing
/// for any other name.
std::optional<std::uint64_t> printed_number_of(std::string_view name);

}  // namespace saldo
