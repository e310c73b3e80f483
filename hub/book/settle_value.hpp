#pragma once

#include <vector>

#include "hub/book/derived.hpp"

namespace saldo::book {

/// Where one use of pesos took them, lot by lot.
struct ValueTake {
    std::uint32_t use = 0;
    std::uint32_t lot = 0;
    Quantity pesos;
};
struct ValueSettlement {
    std::vector<ValueTake> takes;                               ///< in the order of uses
    std::vector<std::pair<std::uint32_t, Quantity>> shortages;  ///< use, pesos
    struct Skip {
        std::uint32_t use = 0;
        std::uint32_t lot = 0;
        Quantity pesos;
    };
    std::vector<Skip> skips;
};

/// Makes the pesos of each lot its quantity: in a value mode balances are money (D-26).
void count_in_pesos(Derived& derived);

/// First in, first out over the lots of each tariff code, or over pedimentos in the order of their
/// first line; inside a pedimento the lowest duty rate goes first, so that what is left is deemed
/// to be of the highest (anexo24.md 3.1-9).
///
/// Needs:   count_in_pesos and sort_rows were called.
ValueSettlement fold_values(const Derived& derived, const std::vector<std::uint32_t>& ranks);

}  // namespace saldo::book
