#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/base/date.hpp"

namespace saldo::ledger {

/// What a key does to the balance of temporarily imported inputs.
enum class Effect : std::uint8_t {
    none,          ///< does not touch input lots (A1, AF, T3 …)
    opens,         ///< each partida opens a lot
    discharges,    ///< each partida takes from lots
    case_by_case,  ///< depends on facts that the file does not carry: a person decides
};

/// Which lots an outcome may take (D-05).
enum class Expiry : std::uint8_t { any, unexpired_only, expired_only };

/// One row of the key table: what `clave` does from `valid_from` on. A change is a new row.
struct KeyRule {
    std::string_view clave;
    std::uint8_t
        operation;  ///< 1 import, 2 export; 0: documents without one (notices, certificates)
    LocalDate valid_from;
    Effect effect;
    Expiry expiry;
    std::uint8_t term_months;  ///< of a lot that it opens; 0 where it opens none
    bool is_virtual;           ///< two halves; what it discharges is provisional until they match
};

/// The rule for a key on a day, or a rule of Effect::none for a key that the table does not hold.
/// Law: Annex 22 appendix 2; effects as in anexo24.md 5.1.
const KeyRule& key_rule(std::string_view clave, std::uint8_t operation, LocalDate on);

/// Is the key in the table at all, for whatever operation?
bool is_known_key(std::string_view clave);

std::span<const KeyRule> key_table();

}  // namespace saldo::ledger
