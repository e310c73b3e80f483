#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/result.hpp"
#include "common/domain/decision.hpp"
#include "hub/ledger/rule_rows.hpp"

namespace saldo::ledger {

/// What a key does to the balance of temporarily imported goods.
enum class Effect : std::uint8_t {
    none,          ///< does not touch it (A1, T3 …)
    opens,         ///< each partida opens a lot
    definitive,    ///< each partida opens a lot of its own that owes nothing (D-16)
    discharges,    ///< each partida takes from lots
    case_by_case,  ///< depends on facts that the file does not carry: a person decides
};

/// Which lots an outcome may take (D-05).
enum class Expiry : std::uint8_t { any, unexpired_only, expired_only };

/// What people may declare with a key though its pedimento touches no lot.
enum class Declarable : std::uint8_t {
    nothing,
    entry,    ///< a half that opens nothing (V5, V6)
    outcome,  ///< discharges only where its lines tell so (A1: packaging)
};

/// One row of the key table: what `clave` does in one half, in these days. A change is a new row.
struct KeyRule {
    std::string clave;
    std::uint8_t operation =
        0;  ///< 1 import, 2 export; 0: documents without one (notices, certificates)
    InForce days;
    Effect effect = Effect::none;        ///< on lots of inputs
    Effect asset_effect = Effect::none;  ///< on fixed assets, one by one by serial
    Expiry expiry = Expiry::any;
    std::uint8_t term_months = 0;  ///< of a lot that it opens; 0 where it opens none
    bool is_virtual = false;       ///< no goods cross the border
    bool is_paired = false;        ///< what it discharges is provisional until its two halves match
    Declarable declarable = Declarable::nothing;
    std::optional<ReportType> report_type;  ///< SCCCyG report of what it discharges
};

/// The rows, found by clave, operation and day. Of rows that hold on a day the newest counts.
class KeyTable {
public:
    /// Columns: configs/catalogs/README.md. Errors: malformed, naming the line, for what cannot be
    /// read, contradicts itself, or stands there twice.
    static Result<KeyTable> parse(std::string_view csv);

    /// The rule that holds, or nothing.
    const KeyRule* find(std::string_view clave, std::uint8_t operation, LocalDate on) const;
    std::span<const KeyRule> rules() const { return rules_; }

private:
    std::vector<KeyRule> rules_;  ///< by clave, operation, first day
};

/// The table of the law: configs/catalogs/pedimento_keys.csv.
const KeyTable& key_table();

/// The rule for a key on a day, or a rule of Effect::none for a key that the table does not hold.
/// Law: Annex 22 appendix 2; effects as in anexo24.md 5.1.
const KeyRule& key_rule(std::string_view clave, std::uint8_t operation, LocalDate on);

// Of a key in whichever half it comes, for what people declare without one.

/// May an import be declared with this key?
bool may_declare_entry(std::string_view clave, LocalDate on);
/// The rule by which a declared document of this key ends a debt; nothing if it may not.
const KeyRule* outcome_rule(std::string_view clave, LocalDate on);
bool opens_assets(std::string_view clave, LocalDate on);
bool discharges_assets(std::string_view clave, LocalDate on);
/// Has it two halves that must match?
bool is_paired(std::string_view clave, LocalDate on);
std::optional<ReportType> report_type(std::string_view clave, LocalDate on);

}  // namespace saldo::ledger
