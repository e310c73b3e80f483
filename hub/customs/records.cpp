#include "hub/customs/records.hpp"

#include <array>

#include "common/base/text.hpp"
#include "hub/customs/record_columns.hpp"

namespace saldo::customs {
namespace {

/// Columns without which no fact can be made, as bits.
template <class... Names>
consteval std::uint64_t bits(std::span<const Column> record, Names... names) {
    std::uint64_t all = 0;
    ((all |= std::uint64_t{1} << index_of(record, names)), ...);
    return all;
}

template <class... Names>
consteval RecordSpec of_pedimento(RecordKind kind, std::string_view name, bool is_required,
                                  std::span<const Column> record, Names... names) {
    return {kind,        name,   RecordLevel::pedimento,
            is_required, record, bits(record, "Patente", "Pedimento", "SeccionAduanera", names...)};
}

template <class... Names>
consteval RecordSpec of_partida(RecordKind kind, std::string_view name, bool is_required,
                                std::span<const Column> record, Names... names) {
    return {kind,
            name,
            RecordLevel::partida,
            is_required,
            record,
            bits(record, "Patente", "Pedimento", "SeccionAduanera", "Fraccion", "SecuenciaFraccion",
                 names...)};
}

consteval RecordSpec of_selection(RecordKind kind, std::string_view name,
                                  std::span<const Column> record) {
    return {kind,  name,   RecordLevel::selection,
            false, record, bits(record, "Patente", "Pedimento", "SeccionAduanera")};
}

using enum RecordKind;

constexpr std::array<RecordSpec, record_kind_count> specs = {
    of_pedimento(r501, "501", true, columns::r501, "TipoOperacion", "ClaveDocumento", "Rfc",
                 "TipoPedimento", "FechaPagoReal"),
    of_pedimento(r502, "502", false, columns::r502),
    of_pedimento(r503, "503", false, columns::r503),
    of_pedimento(r504, "504", false, columns::r504),
    of_pedimento(r505, "505", false, columns::r505),
    of_pedimento(r506, "506", false, columns::r506, "TipoFecha", "FechaOperacion"),
    of_pedimento(r507, "507", false, columns::r507, "ClaveCaso", "IdentificadorCaso",
                 "ComplementoCaso"),
    of_pedimento(r508, "508", false, columns::r508),
    of_pedimento(r509, "509", false, columns::r509),
    of_pedimento(r510, "510", false, columns::r510),
    of_pedimento(r511, "511", false, columns::r511),
    of_pedimento(r512, "512", false, columns::r512, "PatenteAduanalOrig", "PedimentoOriginal",
                 "SeccionAduaneraDespOrig", "DocumentoOriginal", "FechaOperacionOrig",
                 "FraccionOriginal", "UnidadMedida", "MercanciaDescargada"),
    of_pedimento(r520, "520", false, columns::r520),
    of_partida(r551, "551", true, columns::r551, "SubdivisionFraccion", "DescripcionMercancia",
               "ValorAduana", "ValorComercial", "CantidadUMComercial", "UnidadMedidaComercial",
               "CantidadUMTarifa", "UnidadMedidaTarifa", "PaisOrigenDestino", "ClaveDocumento"),
    of_partida(r552, "552", false, columns::r552),
    of_partida(r553, "553", false, columns::r553),
    of_partida(r554, "554", false, columns::r554),
    of_partida(r555, "555", false, columns::r555),
    of_partida(r556, "556", false, columns::r556),
    of_partida(r557, "557", true, columns::r557, "ClaveContribucion", "FormaPago", "ImportePago"),
    of_partida(r558, "558", false, columns::r558, "SecuenciaObservacion", "Observaciones"),
    of_pedimento(r701, "701", false, columns::r701, "PedimentoAnterior", "PatenteAnterior",
                 "SeccionAduaneraAnterior", "DocumentoAnterior", "FechaOperacionAnterior"),
    of_pedimento(r702, "702", false, columns::r702),
    of_selection(inci, "Inci", columns::inci),
    of_selection(sel, "Sel", columns::sel),
    RecordSpec{resumen, "Resumen", RecordLevel::summary, true, columns::resumen,
               bits(columns::resumen, "Folio", "RFCoPatenteAduanal", "Fecha_Inicial", "Fecha_Final",
                    "Total_Fracciones", "Total_Contribuciones")},
};

constexpr bool specs_are_in_order() {
    for (std::size_t i = 0; i < specs.size(); ++i) {
        if (specs[i].kind != static_cast<RecordKind>(i)) return false;
    }
    return true;
}
static_assert(specs_are_in_order());

}  // namespace

const RecordSpec& spec_of(RecordKind kind) { return specs[static_cast<std::size_t>(kind)]; }

std::span<const RecordSpec> record_specs() { return specs; }

std::optional<RecordKind> record_kind_from(std::string_view name) {
    const std::string wanted = to_lower_ascii(name);
    for (const RecordSpec& spec : specs) {
        if (to_lower_ascii(spec.name) == wanted) return spec.kind;
    }
    return std::nullopt;
}

}  // namespace saldo::customs
