#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "common/base/date.hpp"
#include "common/domain/pedimento_ref.hpp"

namespace saldo::customs {

/// What Data Stage calls a pedimento: office with section, licence and number, without a year.
/// Packed into one number that orders as (office, licence, number) do.
class PedimentoKey {
public:
    constexpr PedimentoKey() = default;
    /// Needs: office < 1000, licence < 10,000, number < 10,000,000.
    constexpr PedimentoKey(std::uint32_t office, std::uint32_t licence, std::uint32_t number)
        : packed_{(std::uint64_t{office} << 38U) | (std::uint64_t{licence} << 24U) | number} {}

    constexpr bool is_empty() const { return packed_ == 0; }
    constexpr std::uint64_t packed() const { return packed_; }
    constexpr std::uint16_t office() const { return static_cast<std::uint16_t>(packed_ >> 38U); }
    constexpr std::uint16_t licence() const {
        return static_cast<std::uint16_t>((packed_ >> 24U) & 0x3FFFU);
    }
    constexpr std::uint32_t number() const {
        return static_cast<std::uint32_t>(packed_ & 0xFFFFFFU);
    }
    friend constexpr auto operator<=>(PedimentoKey, PedimentoKey) = default;

private:
    std::uint64_t packed_ = 0;
};

/// A year of two digits, and whether the number's own digit speaks for it.
struct YearReading {
    std::uint8_t year = 0;
    bool is_certain = true;  ///< false: the digit is neither this year's nor the last one's
};

/// The year of a pedimento: that of its validation, which Data Stage does not carry in the key.
///
/// The first digit of the number is the last digit of the year in which the number was given. Where
/// it is that of the payment year, the payment year it is. Where it is that of the year before, the
/// number was given before the new year, and there are two ways: a consolidated pedimento was
/// opened then and validated at its closing, after it; or a pedimento was validated in December and
/// paid in January. The time of validation tells them apart; without one the first is taken,
/// because every company with weekly or monthly consolidation has it each January. Law:     Anexo
/// 22, campo 1 (numero de pedimento).
YearReading year_of_pedimento(std::uint32_t number, LocalDate paid_on,
                              std::optional<LocalDate> validated_on);

/// The year of a pedimento that another one names, with its payment date where that is given, else
/// the latest year up to `named_on` that ends in the number's first digit.
std::uint8_t year_of_named(std::uint32_t number, std::optional<LocalDate> paid_on,
                           LocalDate named_on);

PedimentoRef ref_of(PedimentoKey key, std::uint8_t year);

}  // namespace saldo::customs
