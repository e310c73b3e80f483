#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/book/derive.hpp"

namespace saldo::book {

/// Which part one partida, or one share of it, is of.
struct PartShare {
    std::string part;
    Quantity quantity;  ///< in `unit`
    std::uint8_t unit =
        0;  ///< the UMC of the part or product; what was declared where no catalog has it
    std::string plant;
    bool is_proposed = false;
    /// What it weighs in the partida: quantities as declared where all are in one unit, else in
    /// UMC.
    Quantity weight;
    /// UMT, value and IVA of the partida that fall on this share, by cumulative proportion.
    std::optional<Quantity> quantity_umt;
    Money value;
    std::optional<Money> iva;
};

struct PartidaParts {
    std::vector<PartShare> shares;
    std::vector<LogPosition> positions;  ///< of the invoice lines used
    std::vector<Alert> alerts;           ///< subject is left to the caller
};

/// The IVA of a partida with its form of payment, or null.
const Contribution* iva_of(const Partida& partida);

/// Ties a partida to parts: by the company's invoice breakdown of the newest version that has one,
/// else by what its remarks name without doubt, else not at all (an exception, never a guess).
///
/// Quantity: what customs says (CantidadUMComercial) when the partida is of one part; the
/// breakdown's shares when it is of several. No quantity is converted without a conversion of the
/// catalog.
PartidaParts parts_of(const Sources& sources, const Chain& chain, const Partida& partida);

}  // namespace saldo::book
