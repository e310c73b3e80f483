#include "hub/book/in_umc.hpp"

namespace saldo::book {

std::optional<Quantity> InUmc::factor(std::string_view part, std::uint8_t unit) const {
    const std::uint8_t umc = catalogs_.umc(rfc_, part);
    if (umc == 0 || unit == 0 || unit == umc) return std::nullopt;
    return catalogs_.factor(rfc_, part, umc, unit);
}

bool InUmc::is_as_told(std::string_view part, std::uint8_t unit) const {
    return !factor(part, unit).has_value();
}

Quantity InUmc::operator()(std::string_view part, std::uint8_t unit, Quantity quantity) const {
    const auto known = factor(part, unit);
    if (!known) return quantity;
    const auto converted = checked_multiply(quantity, *known);
    return converted ? *converted : quantity;
}

}  // namespace saldo::book
