#pragma once

#include <array>

#include "hub/customs/records.hpp"

// The columns of the records of a whole pedimento and of a delivery, in their usual order, with
// their spelling errors (formats.md section 2.4). Files are read by header name: the order fixes
// our indices only.

namespace saldo::customs::columns {

using enum FieldType;

/// 501: general data (datos generales).
inline constexpr std::array r501 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"TipoOperacion", number, 1},
    {"ClaveDocumento", text, 2},
    {"SeccionAduaneraEntrada", text, 3},
    {"CurpContribuyente", text, 18},
    {"Rfc", text, 13},
    {"CurpAgenteA", text, 18},
    {"TipoCambio", decimal, 15},
    {"TotalFletes", number, 12},
    {"TotalSeguros", number, 12},
    {"TotalEmbalajes", number, 12},
    {"TotalIncrementables", number, 12},
    {"TotalDeducibles", number, 12},
    {"PesoBrutoMercancia", decimal, 18},
    {"MedioTransporteSalida", number, 2},
    {"MedioTransporteArribo", number, 2},
    {"MedioTransporteEntrada_Salida", number, 2},
    {"DestinoMercancia", number, 2},
    {"NombreContribuyente", text, 120},
    {"CalleContribuyente", text, 80},
    {"NumInteriorContribuyente", text, 10},
    {"NumExteriorContribuyente", text, 10},
    {"CPContribuyente", text, 10},
    {"MunicipioContribuyente", text, 80},
    {"EntidadFedContribuyente", text, 3},
    {"PaisContribuyente", text, 3},
    {"TipoPedimento", number, 1},
    {"FechaRecepcionPedimento", date_time, 19},
    {"FechaPagoReal", date_time, 19},
});

/// 502: transport.
inline constexpr std::array r502 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"RfcTransportista", text, 13},
    {"CurpTransportista", text, 18},
    {"NombreTransportista", text, 120},
    {"PaisTransporte", text, 3},
    {"IdentificadorTransporte", text, 17},
    {"FechaPagoReal", date_time, 19},
});

/// 503: waybills (guías).
inline constexpr std::array r503 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"NumeroGuia", text, 20},
    {"TipoGuia", text, 1},
    {"FechaPagoReal", date_time, 19},
});

/// 504: containers.
inline constexpr std::array r504 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"NumContenedor", text, 12},
    {"TipoContenedor", number, 2},
    {"FechaPagoReal", date_time, 19},
});

/// 505: invoices (facturas).
inline constexpr std::array r505 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"FechaFacturacion", date, 10},
    {"NumeroFactura", text, 40},
    {"TerminoFacturacion", text, 3},
    {"MonedaFacturacion", text, 3},
    {"ValorDolares", decimal, 17},
    {"ValorMonedaExtranjera", decimal, 17},
    {"PaisFacturacion", text, 3},
    {"EntidadFedFacturacion", text, 3},
    {"IndentFiscalProveedor", text, 30},
    {"ProveedorMercancia", text, 120},
    {"CalleProveedor", text, 80},
    {"NumInteriorProveedor", text, 10},
    {"NumExteriorProveedor", text, 10},
    {"CpProveedor", text, 10},
    {"MunicipioProveedor", text, 80},
    {"FechaPagoReal", date_time, 19},
});

/// 506: dates (fechas).
inline constexpr std::array r506 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"TipoFecha", number, 2},
    {"FechaOperacion", date, 10},
    {"FechaValidacionPagoR", date_time, 19},
});

/// 507: identifiers of the declaration (casos).
inline constexpr std::array r507 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"ClaveCaso", text, 2},
    {"IdentificadorCaso", text, 20},
    {"TipoPedimento", number, 1},
    {"ComplementoCaso", text, 50},
    {"FechaValidacionPagoR", date_time, 19},
});

/// 508: guarantee accounts of the declaration.
inline constexpr std::array r508 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"InstitucionEmisora", number, 2},
    {"NumeroCuenta", text, 17},
    {"FolioConstancia", text, 17},
    {"FechaConstancia", date, 10},
    {"TipoCuenta", number, 1},
    {"ClaveGarantia", number, 2},
    {"ValorUnitarioTitulo", decimal, 17},
    {"TotalGarantia", decimal, 17},
    {"CantidadUnidades", decimal, 17},
    {"TitulosAsignados", decimal, 17},
    {"FechaPagoReal", date_time, 19},
});

/// 509: rates of the declaration (tasas).
inline constexpr std::array r509 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"ClaveContribucion", number, 2},
    {"TasaContribucion", decimal, 26},
    {"TipoTasa", number, 2},
    {"TipoPedimento", number, 1},
    {"FechaPagoReal", date_time, 19},
});

/// 510: duties and fees of the declaration (contribuciones).
inline constexpr std::array r510 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"ClaveContribucion", number, 2},
    {"FormaPago", number, 3},
    {"ImportePago", number, 12},
    {"TipoPedimento", number, 1},
    {"FechaPagoReal", date_time, 19},
});

/// 511: remarks of the declaration (observaciones).
inline constexpr std::array r511 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"SecuenciaObservacion", number, 3},
    {"Observaciones", text, 120},
    {"TipoPedimento", number, 1},
    {"FechaValidacionPagoR", date_time, 19},
});

/// 512: discharges of earlier declarations (descargos).
inline constexpr std::array r512 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"PatenteAduanalOrig", number, 4},
    {"PedimentoOriginal", number, 7},
    {"SeccionAduaneraDespOrig", text, 3},
    {"DocumentoOriginal", text, 2},
    {"FechaOperacionOrig", date, 10},
    {"FraccionOriginal", text, 8},
    {"UnidadMedida", number, 2},
    {"MercanciaDescargada", decimal, 24},
    {"TipoPedimento", number, 1},
    {"FechaPagoReal", date_time, 19},
});

/// 520: consignees (destinatarios).
inline constexpr std::array r520 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"IndentFiscalDestinatario", text, 30},
    {"NombreDestinatarioMercancia", text, 120},
    {"CalleDestinatario", text, 80},
    {"NumInteriorDestinatario", text, 10},
    {"NumExteriorDestinatario", text, 10},
    {"CpDestinatario", text, 10},
    {"MunicpioDestinatario", text, 80},
    {"PaisDestinatario", text, 3},
    {"FechaPagoReal", date_time, 19},
});

/// 701: rectifications.
inline constexpr std::array r701 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"ClaveDocumento", text, 2},
    {"FechaPago", date, 10},
    {"PedimentoAnterior", number, 7},
    {"PatenteAnterior", number, 4},
    {"SeccionAduaneraAnterior", text, 3},
    {"DocumentoAnterior", text, 2},
    {"FechaOperacionAnterior", date, 10},
    {"PedimentoOriginal", number, 7},
    {"PatenteAduanalOrig", number, 4},
    {"SeccionAduaneraDespOrig", text, 3},
    {"FechaPagoReal", date_time, 19},
});

/// 702: differences of duties in a rectification.
inline constexpr std::array r702 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"ClaveContribucion", number, 2},
    {"FormaPago", number, 3},
    {"ImportePago", number, 12},
    {"TipoPedimento", number, 1},
    {"FechaPagoReal", date_time, 19},
});

/// Sel: automated selection (selección automatizada).
inline constexpr std::array sel = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"ConsecutivoRemesa", number, 3},
    {"NumeroSeleccion", number, 1},
    {"FechaSeleccion", date, 10},
    {"HoraSeleccion", hour, 5},
    {"SemaforoFiscal", number, 1},
    {"ClaveDocumento", text, 2},
    {"TipoOperacion", number, 1},
});

/// Inci: inspection results (incidencias del reconocimiento).
inline constexpr std::array inci = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"ConsecutivoRemesa", number, 3},
    {"NumeroSeleccion", number, 1},
    {"FechaInicioReconocimiento", date, 10},
    {"HoraInicioReconocimiento", hour, 5},
    {"FechaFinReconocimiento", date, 10},
    {"HoraFinReconocimiento", hour, 5},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"ClaveDocumento", text, 2},
    {"TipoOperacion", number, 1},
    {"GradoIncidencia", text, 1},
    {"FechaSeleccion", date, 10},
});

/// Resumen: summary.
inline constexpr std::array resumen = std::to_array<Column>({
    {"Folio", number, 7},
    {"RFCoPatenteAduanal", text, 13},
    {"Fecha_Inicial", date, 10},
    {"Fecha_Final", date, 10},
    {"Fecha_Ejecucion", date, 10},
    {"Total_Fracciones", number, 7},
    {"Total_Contribuciones", number, 7},
});

}  // namespace saldo::customs::columns
