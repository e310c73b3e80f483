#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "common/base/date.hpp"
#include "common/domain/quantity.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::ledger {

/// Where goods of an outcome go in the Annex 24 reports. Order of the enum is the order inside a
/// use (D-23): incorporated before shrinkage. Numbers are frozen: they reach exports.
enum class Column : std::uint8_t { incorporated = 1, shrinkage = 2, scrap = 3 };

std::string_view to_string(Column column);

/// What one partida of a temporary import opened, for one part, as the fold sees it.
struct Lot {
    LocalDate entry_date;
    LocalDate payment_date;
    std::uint64_t pedimento = 0;  ///< the 15 printed digits as a number; 0: none
    std::uint32_t line = 0;
    std::string name;  ///< the last tie-break
    std::optional<LocalDate> term_end;
    Quantity quantity;
    /// Nothing can be taken before this day, whatever the entry date: what a disassembly recovers
    /// keeps the age of its source and exists from the day on which it was taken apart.
    std::optional<LocalDate> available_from = {};
};

/// D-02: entry date, payment date, pedimento number as text, line, lot id. A total order.
bool fifo_before(const Lot& a, const Lot& b);

/// A place in the order of uses: operation date, document, line, material, column. Total, and taken
/// from the data; `document` is the rank of the document among all documents of the company.
struct UseOrder {
    LocalDate date;
    std::uint32_t document = 0;
    std::uint32_t line = 0;
    std::uint32_t material = 0;
    Column column = Column::incorporated;
    friend auto operator<=>(const UseOrder&, const UseOrder&) = default;
};

/// One consumption that has to be taken from lots.
struct Use {
    UseOrder order;
    Quantity asked;
    Expiry expiry = Expiry::any;
    /// Directed discharge (anexo24.md 3.1-10): index of the lot that the goods are known to be of.
    /// What it needs is reserved there before any walk, for all time; the rest goes first in, first
    /// out.
    std::optional<std::uint32_t> own_lot = {};
};

/// `use` and `lot` are indices into what the fold was given; quantity > 0.
struct Take {
    std::uint32_t use = 0;
    std::uint32_t lot = 0;
    Quantity quantity;
};

struct Shortage {
    std::uint32_t use = 0;
    Quantity quantity;
};

/// An expired lot with a balance that a use had to pass over (D-05).
struct Skip {
    std::uint32_t use = 0;
    std::uint32_t lot = 0;
    Quantity balance;
};

struct Discharge {
    std::vector<Take> takes;  ///< in the order of uses; inside one its own lot, then oldest first
    std::vector<Shortage> shortages;
    std::vector<Skip> skips;
    std::vector<Quantity> left;  ///< by lot
};

/// First in, first out over one pool: one company, one part, all its plants (D-12). The reference:
/// every faster structure must give the same rows.
///
/// Needs:   lots sorted by fifo_before, uses sorted by order, asked > 0, quantities >= 0.
/// Gives:   for each use: its takes + its shortage == asked; for each lot: its takes + left ==
/// quantity. Rules:   a lot serves uses from its entry day on (D-03); an unmet rest is a shortage
/// and does not
///          wait for later lots; expired means operation date > term end (D-05). Own lots are
///          reserved first, in the order of uses, and only where the use may take the lot at all.
/// Law:     Ley Aduanera art. 59-I; RGCE Anexo 24 (PEPS). See docs/legal_basis.md.
/// Cost:    one pass over uses; each walks from the first lot with a balance.
[[nodiscard]] Discharge fold(std::span<const Lot> lots, std::span<const Use> uses);

}  // namespace saldo::ledger
