#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/time.hpp"
#include "common/domain/fact.hpp"
#include "common/domain/money.hpp"
#include "common/domain/quantity.hpp"
#include "hub/ledger/fold.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::book {

/// What had left a lot when the book of its company began with an opening balance: the history of
/// another system. Quantity, UMT, value and IVA of the lot are what was left.
struct BeforeOpening {
    LocalDate day;  ///< at whose end the balance was
    Quantity out;
    Quantity umt_out;
    Money value_out;
    Money iva_out;
};

/// What one partida of a temporary import opened, for one part, with its remaining balance. One of
/// Derived::national came to stay: it has no term, and no outcome owes it.
struct LotRow {
    std::string key;         ///< pedimento of the root as YY-AAS-PPPP-NNNNNNN, or the declared name
    std::uint32_t line = 0;  ///< secuencia
    std::string part;
    std::uint8_t unit = 0;  ///< UMC of the pool
    std::string clave;
    std::uint32_t fraccion = 0;
    LocalDate entry_date;  ///< as declared
    /// Of a consolidated pedimento, by policy: the first crossing of its remesas counts in place of
    /// the declared day.
    std::optional<LocalDate> crossed_on;
    LocalDateTime paid_at;  ///< of the root
    std::uint64_t printed = 0;
    LocalDate term_start;
    std::optional<LocalDate> term_end;  ///< the one applied: by policy, no later than the program
    std::optional<LocalDate> term_end_conservative;
    std::optional<LocalDate> term_end_cff12;
    std::optional<LocalDate> term_end_closing;  ///< from the closing of a consolidated pedimento
    Quantity quantity;                          ///< in a value mode: pesos
    std::optional<Quantity> quantity_umt;
    std::optional<Money> value;
    std::optional<Money> iva;
    std::uint16_t payment_form = 0;  ///< appendix 13; 0: not told
    Quantity duty_percent;           ///< of a value mode: what is left has the highest
    std::string plant;
    /// What a disassembly recovered exists from that day on.
    std::optional<LocalDate> available_from;
    std::string disassembly;              ///< name of the disassembly that opened it, or empty
    bool is_of_scrap = false;             ///< what it recovered is scrap
    std::optional<BeforeOpening> before;  ///< of a lot older than the book
    std::string rejected_outcome;
    bool is_declared = false;            ///< named by a person, not by a pedimento
    bool part_is_proposed = false;       ///< read out of 558 remarks, not told by a feed
    bool entry_date_is_assumed = false;  ///< no 506 row: the payment day stands in
    bool crossings_are_missing = false;  ///< the crossing counts, and not every remesa is told
    std::vector<LogPosition> positions;

    Quantity left;         ///< after confirmed and provisional rows
    Quantity provisional;  ///< taken by halves whose pair has not matched
};

/// "25-190-8005-5000001/2", or the declared name.
std::string name_of(const LotRow& lot);

/// What the lot is discharged as in value mode by pedimento: its 15 digits, or its name.
std::string value_name_of(const LotRow& lot);

/// What the partida brought, whenever the book of it began.
inline Quantity entered_of(const LotRow& lot) {
    return lot.before ? lot.quantity + lot.before->out : lot.quantity;
}

/// The day from which the goods are there: it gives their age (D-01), and no outcome before it may
/// take them (D-03).
inline LocalDate there_from(const LotRow& lot) { return lot.crossed_on.value_or(lot.entry_date); }

/// Is the lot there on that day, at the end of it? Always, without a day. What was before the
/// opening day of a company is not known here.
inline bool has_entered(const LotRow& lot, std::optional<LocalDate> on) {
    if (!on) return true;
    return there_from(lot) <= *on && lot.available_from.value_or(*on) <= *on &&
           (!lot.before || lot.before->day <= *on);
}

/// What keeps the return half of a virtual pair provisional (anexo24.md 5.3). `none`: it matches,
/// or the outcome is no half.
enum class PairFault : std::uint8_t { none, unmatched, link, quantity, umt, value };

/// What an outcome row is of.
enum class OutcomeKind : std::uint8_t { disassembly, outcome };

/// One exit document or notice.
struct OutcomeRow {
    std::string key;  ///< as of a lot
    std::string clave;
    LocalDate date;          ///< D-04
    std::string order_text;  ///< printed pedimento number, or the folio
    ledger::Expiry expiry = ledger::Expiry::any;
    bool is_scrap = false;        ///< its quantities come out of the scrap pool
    bool is_provisional = false;  ///< a virtual half whose pair has not matched
    PairFault pair_fault = PairFault::none;
    OutcomeKind kind = OutcomeKind::outcome;  ///< on one day disassemblies come first
    bool is_return_abroad = false;
    bool is_history = false;  ///< up to the opening day: another system discharged it
    std::string clears;       ///< certificate whose part A it nationalises
    std::vector<LogPosition> positions;
};

/// Why goods are known to be of one lot.
enum class OwnLot : std::uint8_t {
    none,
    directed,  ///< somebody said so, with a reason
    rejected,  ///< rejected goods that leave again
    filed,     ///< the report was filed so and is frozen
};

/// One quantity that has to be taken: of one document line, part and column.
struct UseRow {
    std::uint32_t outcome = 0;
    std::uint32_t line = 0;
    std::uint32_t material = 0;
    ledger::Column column = ledger::Column::incorporated;
    std::string product;  ///< empty for goods that leave as they came
    std::string part;
    std::uint8_t unit = 0;
    std::string plant;
    Quantity asked;
    Quantity shortage;
    Quantity national;  ///< taken from stock that is not temporary (D-16)
    StockStatus status = StockStatus::temporary;
    std::string own_lot;  ///< name of the lot that the goods are known to be of, or empty
    OwnLot own_why = OwnLot::none;
    bool is_frozen = false;  ///< the rest of a line that was filed and frozen: takes nothing
};

/// One row of the discharge: derived, never stored as truth.
struct TakeRow {
    std::uint32_t use = 0;
    std::uint32_t lot = 0;  ///< in Derived::lots; of a national take in Derived::national
    Quantity quantity;
    Quantity umt;
    Money value;
    Money iva;
};

/// Something that a person must look at. A state, not a history: it goes when its cause goes.
struct Alert {
    std::string code;
    std::string subject;  ///< what a person would look for: document, lot, plant, movement
    std::string part;
    std::string lot;
    std::optional<Quantity> amount;
    std::optional<Money> money;
    std::optional<Quantity> umt;
    std::string reason;
    std::optional<std::int64_t> days;
    std::optional<std::int64_t> periods;
    std::optional<Money> fine_min;
    std::optional<Money> fine_max;
    std::optional<std::int64_t> delay_minutes;
    friend auto operator<=>(const Alert&, const Alert&) = default;
};

/// Scrap that came into the pool of a part, or left it, on a day.
struct ScrapRow {
    std::string part;
    LocalDate date;
    Quantity change;
};

/// Shrinkage above its norm: held, not discharged, until approved (D-20).
struct HeldRow {
    std::uint32_t outcome = 0;
    std::string part;
    Quantity quantity;
};

/// Material in each part of a transfer certificate, shrinkage included (anexo24.md 5.4).
struct CertificateRow {
    std::uint32_t outcome = 0;
    std::string part;
    Quantity a;
    Quantity b;
    Quantity c;
    Quantity cleared;  ///< of A, by changes of regime that name the certificate
};

/// What one unit taken apart gives.
struct YieldRow {
    std::uint32_t outcome = 0;  ///< of kind disassembly
    std::string part;
    std::uint8_t unit = 0;
    std::uint32_t fraccion = 0;
    Quantity per_unit;
    bool is_scrap = false;
};

/// An import half whose return half nobody has told.
struct LonelyHalf {
    std::string subject;  ///< the import
    LocalDate paid;
};

/// Everything that follows from the facts of one company.
struct Derived {
    std::vector<LotRow> lots;  ///< in FIFO order inside a part (D-02), parts by name
    std::vector<OutcomeRow> outcomes;
    std::vector<UseRow> uses;    ///< by date, document, line, material, column
    std::vector<TakeRow> takes;  ///< in the order of uses, oldest lot first inside one
    std::vector<ScrapRow> scrap;
    /// Lots that are not temporary: of definitive imports, and stock told without a pedimento, of
    /// which the key is empty, the line a number of ours and the unit 0 (D-16). In FIFO order
    /// inside a part.
    std::vector<LotRow> national;
    std::vector<TakeRow> national_takes;  ///< which of them proves which use; in the order of uses
    std::vector<HeldRow> held;
    std::vector<CertificateRow> certificates;
    std::vector<YieldRow> yields;
    std::vector<LonelyHalf> lonely_halves;
    DischargeMode mode = DischargeMode::quantity;
    std::vector<Alert> alerts;  ///< sorted; without those that need a today
};

}  // namespace saldo::book
