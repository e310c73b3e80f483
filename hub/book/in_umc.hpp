#pragma once

#include <cstdint>
#include <string_view>

#include "hub/book/catalogs.hpp"

namespace saldo::book {

/// Converts what movements of one company tell into the UMC of the part (or product). Half to even
/// on 1e-8; as told where the catalogs do not know the part, or nobody told how to convert.
class InUmc {
public:
    InUmc(const Catalogs& catalogs, std::string_view rfc) : catalogs_{catalogs}, rfc_{rfc} {}

    Quantity operator()(std::string_view part, std::uint8_t unit, Quantity quantity) const;
    /// Does it leave every quantity in that unit as it was told?
    bool is_as_told(std::string_view part, std::uint8_t unit) const;

private:
    std::optional<Quantity> factor(std::string_view part, std::uint8_t unit) const;

    const Catalogs& catalogs_;
    std::string_view rfc_;
};

}  // namespace saldo::book
