#include <array>
#include <vector>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/wire/fact_codec.hpp"
#include "hub/customs/datastage.hpp"
#include "hub/customs/part_proposal.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/memory_bound.hpp"  // its bound on freed memory that waits

// One record file of a Data Stage set is the input, the others are right. Law: a set is refused or
// its pedimentos add up to what it said, with --quarantine as without; what is taken can be
// written to the log, and reading twice gives the same.

using namespace saldo;
using namespace saldo::customs;

namespace {

constexpr std::string_view head_501 =
    "Patente|Pedimento|SeccionAduanera|TipoOperacion|ClaveDocumento|SeccionAduaneraEntrada|"
    "CurpContribuyente|Rfc|CurpAgenteA|TipoCambio|TotalFletes|TotalSeguros|TotalEmbalajes|"
    "TotalIncrementables|TotalDeducibles|PesoBrutoMercancia|MedioTransporteSalida|"
    "MedioTransporteArribo|MedioTransporteEntrada_Salida|DestinoMercancia|NombreContribuyente|"
    "CalleContribuyente|NumInteriorContribuyente|NumExteriorContribuyente|CPContribuyente|"
    "MunicipioContribuyente|EntidadFedContribuyente|PaisContribuyente|TipoPedimento|"
    "FechaRecepcionPedimento|FechaPagoReal\r\n";
constexpr std::string_view row_501 =
    "8005|5000003|190|2|RT|190||GNA150301A00|XEXX800501HNEXXXA4|18.18264|0|0|0|0|0|7916.880|7|7|7|"
    "9|"
    "UNO|CALLE||100|66000|APODACA|NL|MEX|1|2025-01-04 11:07:48|2025-01-04 19:25:55|\r\n";
constexpr std::string_view head_551 =
    "Patente|Pedimento|SeccionAduanera|Fraccion|SecuenciaFraccion|SubdivisionFraccion|"
    "DescripcionMercancia|PrecioUnitario|ValorAduana|ValorComercial|ValorDolares|"
    "CantidadUMComercial|UnidadMedidaComercial|CantidadUMTarifa|UnidadMedidaTarifa|ValorAgregado|"
    "ClaveVinculacion|MetodoValorizacion|CodigoMercanciaProducto|MarcaMercanciaProducto|"
    "ModeloMercanciaProducto|PaisOrigenDestino|PaisCompradorVendedor|EntidadFedOrigen|"
    "EntidadFedDestino|EntidadFedComprador|EntidadFedVendedor|TipoOperacion|ClaveDocumento|"
    "FechaPagoReal\r\n";
constexpr std::string_view row_551 =
    "8005|5000003|190|90189099|1|99|APARATO|1581.01439|0|219761|12139.17|139.000|6|139.00000|6|"
    "54940|0|0||||USA|USA| | | | |2|RT|2025-01-04 19:25:55|\r\n";
constexpr std::string_view head_557 =
    "Patente|Pedimento|SeccionAduanera|Fraccion|SecuenciaFraccion|ClaveContribucion|FormaPago|"
    "ImportePago|FechaPagoReal\r\n";
constexpr std::string_view row_557 = "8005|5000003|190|90189099|1|6|5|296|2025-01-04 19:25:55|\r\n";
constexpr std::string_view head_resumen =
    "Folio|RFCoPatenteAduanal|Fecha_Inicial|Fecha_Final|Fecha_Ejecucion|Total_Fracciones|"
    "Total_Contribuciones\r\n";
constexpr std::string_view row_resumen =
    "2000111|GNA150301A00|2025-01-01|2025-01-31|2025-02-04|1|1|\r\n";

// The records that facts may go without: their headers only.
constexpr std::string_view head_506 =
    "Patente|Pedimento|SeccionAduanera|TipoFecha|FechaOperacion|FechaValidacionPagoR\r\n";
constexpr std::string_view head_507 =
    "Patente|Pedimento|SeccionAduanera|ClaveCaso|IdentificadorCaso|TipoPedimento|ComplementoCaso|"
    "FechaValidacionPagoR\r\n";
constexpr std::string_view head_512 =
    "Patente|Pedimento|SeccionAduanera|PatenteAduanalOrig|PedimentoOriginal|"
    "SeccionAduaneraDespOrig|DocumentoOriginal|FechaOperacionOrig|FraccionOriginal|UnidadMedida|"
    "MercanciaDescargada|TipoPedimento|FechaPagoReal\r\n";
constexpr std::string_view head_558 =
    "Patente|Pedimento|SeccionAduanera|Fraccion|SecuenciaFraccion|SecuenciaObservacion|"
    "Observaciones|FechaPagoReal\r\n";
constexpr std::string_view head_701 =
    "Patente|Pedimento|SeccionAduanera|ClaveDocumento|FechaPago|PedimentoAnterior|PatenteAnterior|"
    "SeccionAduaneraAnterior|DocumentoAnterior|FechaOperacionAnterior|PedimentoOriginal|"
    "PatenteAduanalOrig|SeccionAduaneraDespOrig|FechaPagoReal\r\n";

struct Right {
    std::string_view path, head, row;
};
constexpr std::array<Right, 9> right = {{{"s/2000111_501.asc", head_501, row_501},
                                         {"s/2000111_551.asc", head_551, row_551},
                                         {"s/2000111_557.asc", head_557, row_557},
                                         {"s/2000111_Resumen.asc", head_resumen, row_resumen},
                                         {"s/2000111_506.asc", head_506, ""},
                                         {"s/2000111_507.asc", head_507, ""},
                                         {"s/2000111_512.asc", head_512, ""},
                                         {"s/2000111_558.asc", head_558, ""},
                                         {"s/2000111_701.asc", head_701, ""}}};

void check_set(const DataStageSet& set) {
    if (set.is_refused) SALDO_CHECK(set.pedimentos.empty() && !set.findings.empty());
    std::uint64_t partidas = 0;
    for (const Pedimento& p : set.pedimentos) {
        partidas += p.partidas.size();
        SALDO_CHECK(wire::encode_fact(p).has_value());
        // Remarks are free text; whatever they hold, proposing ends.
        for (const Partida& partida : p.partidas) (void)propose_part(partida.remarks, {});
    }
    if (!set.is_refused) SALDO_CHECK(wire::encode_fact(set.delivery).has_value());
    for (const Finding& f : set.findings) {
        SALDO_CHECK(is_utf8(format_finding(f, Language::spanish)));
    }
    const bool is_whole = !set.is_refused && !set.delivery.is_incomplete;
    if (is_whole)
        SALDO_CHECK(partidas == set.totals.rows[static_cast<std::size_t>(RecordKind::r551)]);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::uint8_t choice = fuzz::take_byte(data, size);
    const std::string_view given = fuzz::text_of(data, size);
    std::array<std::string, right.size()> contents;
    std::vector<SourceFile> files;
    for (std::size_t i = 0; i < right.size(); ++i) {
        contents[i] = std::string{right[i].head};
        if (i == (choice & 31U) % right.size()) {
            // With the header before it, with the right row too, or the whole file as given.
            if ((choice & 64U) != 0) contents[i].clear();
            if ((choice & 128U) != 0) contents[i] += right[i].row;
            contents[i] += given;
        } else {
            contents[i] += right[i].row;
        }
        files.push_back({std::string{right[i].path}, contents[i]});
    }
    const ReadOptions options{.quarantine = (choice & 32U) != 0};
    const DataStage once = read_datastage(files, options);
    for (const DataStageSet& set : once.sets) check_set(set);
    const DataStage again = read_datastage(files, options);
    SALDO_CHECK(once.sets.size() == again.sets.size());
    for (std::size_t i = 0; i < once.sets.size(); ++i) {
        SALDO_CHECK(once.sets[i].pedimentos == again.sets[i].pedimentos);
    }
    return 0;
}
