#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/domain/money.hpp"
#include "common/domain/pedimento_ref.hpp"
#include "common/domain/quantity.hpp"

namespace saldo {

/// One duty or fee of a partida (record 557): contribution of appendix 12, form of appendix 13.
struct Contribution {
    std::uint16_t clave = 0;
    std::uint16_t payment_form = 0;
    Money amount;
    friend bool operator==(const Contribution&, const Contribution&) = default;
};

/// One remark line of a partida (record 558), as declared.
struct Remark {
    std::uint16_t sequence = 0;
    std::string text;
    friend bool operator==(const Remark&, const Remark&) = default;
};

/// One line of a pedimento (record 551) with what hangs on it.
struct Partida {
    std::uint32_t secuencia = 0;
    std::uint32_t fraccion = 0;  ///< eight digits
    std::uint8_t nico = 0;
    std::string description;
    Quantity quantity;  ///< CantidadUMComercial: the quantity that balances use
    std::uint8_t umc = 0;
    std::optional<Quantity> quantity_umt;  ///< none in transits
    std::uint8_t umt = 0;                  ///< 0 in transits
    Money commercial_value;
    Money customs_value;
    std::string country;  ///< origin of an import, destination of an export
    std::vector<Contribution> contributions;
    std::vector<Remark> remarks;
    friend bool operator==(const Partida&, const Partida&) = default;
};

/// An identifier of the declaration (record 507, appendix 8) with its two complements.
struct PedimentoIdentifier {
    std::string clave;
    std::string complement1;
    std::string complement2;
    friend bool operator==(const PedimentoIdentifier&, const PedimentoIdentifier&) = default;
};

/// A declared discharge of an earlier pedimento (record 512): links a virtual pair, among others.
struct DeclaredDischarge {
    PedimentoRef original;
    std::string clave;
    std::optional<LocalDate> payment_date;
    std::uint32_t fraccion = 0;
    std::uint8_t umt = 0;
    Quantity quantity_umt;
    friend bool operator==(const DeclaredDischarge&, const DeclaredDischarge&) = default;
};

/// The previous link of a chain of rectifications (record 701).
struct RectifiedLink {
    PedimentoRef previous;
    std::string clave;
    LocalDate payment_date;
    friend bool operator==(const RectifiedLink&, const RectifiedLink&) = default;
};

/// One shipment (remesa) of a consolidated pedimento, at its first selection (record Sel).
struct Remesa {
    std::uint16_t number = 0;
    LocalDateTime crossed_at;
    friend bool operator==(const Remesa&, const Remesa&) = default;
};

/// Which optional records the delivery had at all. A missing record is unknown, not empty.
struct PedimentoSections {
    bool dates = false;        ///< 506
    bool identifiers = false;  ///< 507
    bool discharges = false;   ///< 512
    bool remarks = false;      ///< 558
    friend bool operator==(const PedimentoSections&, const PedimentoSections&) = default;
};

/// One whole version of a pedimento as the authority keeps it (Data Stage). Partidas by secuencia.
struct Pedimento {
    std::string rfc;  ///< the importer or exporter of record
    PedimentoRef ref;
    std::string clave;           ///< appendix 2; a rectification keeps the original key
    std::uint8_t operation = 0;  ///< 1 import, 2 export
    bool is_rectification = false;
    LocalDateTime paid_at;
    std::optional<LocalDate> entry_date;  ///< 506 kind 1
    PedimentoSections sections;
    std::optional<RectifiedLink> rectifies;  ///< 701
    std::vector<PedimentoIdentifier> identifiers;
    std::vector<DeclaredDischarge> discharges;
    /// By number, each once. A delivery has those of its own days: another one may bring more.
    std::vector<Remesa> remesas;
    std::vector<Partida> partidas;
    friend bool operator==(const Pedimento&, const Pedimento&) = default;
};

}  // namespace saldo
