#pragma once

#include <optional>

#include "common/domain/pedimento.hpp"

namespace saldo::book {

/// When the goods of a consolidated pedimento crossed, as far as it is told.
struct Crossings {
    std::optional<LocalDate> first;  ///< none: no selection was delivered
    bool are_all_told = false;       ///< every remesa that identifier RC names has its selection
};

/// The crossings of a pedimento with identifier RC (remesas of a consolidated one); nothing for any
/// other. Source: Annex 22 appendix 8, complement 1 "38-89" or "7"; record Sel.
std::optional<Crossings> crossings_of(const Pedimento& pedimento);

}  // namespace saldo::book
