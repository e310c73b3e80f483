#pragma once

#include <array>

#include "hub/customs/records.hpp"

// The columns of the records of a partida, in their usual order, with their spelling
// errors (formats.md section 2.4). Files are read by header name: the order fixes our indices only.

namespace saldo::customs::columns {

using enum FieldType;

/// 551: lines (partidas).
inline constexpr std::array r551 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"SubdivisionFraccion", text, 2},
    {"DescripcionMercancia", text, 250},
    {"PrecioUnitario", decimal, 21},
    {"ValorAduana", number, 12},
    {"ValorComercial", number, 12},
    {"ValorDolares", decimal, 17},
    {"CantidadUMComercial", decimal, 19},
    {"UnidadMedidaComercial", number, 2},
    {"CantidadUMTarifa", decimal, 24},
    {"UnidadMedidaTarifa", number, 2},
    {"ValorAgregado", number, 12},
    {"ClaveVinculacion", text, 1},
    {"MetodoValorizacion", number, 2},
    {"CodigoMercanciaProducto", text, 20},
    {"MarcaMercanciaProducto", text, 80},
    {"ModeloMercanciaProducto", text, 80},
    {"PaisOrigenDestino", text, 3},
    {"PaisCompradorVendedor", text, 3},
    {"EntidadFedOrigen", text, 3},
    {"EntidadFedDestino", text, 3},
    {"EntidadFedComprador", text, 3},
    {"EntidadFedVendedor", text, 3},
    {"TipoOperacion", number, 1},
    {"ClaveDocumento", text, 2},
    {"FechaPagoReal", date_time, 19},
});

/// 552: goods with serial number (mercancías).
inline constexpr std::array r552 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"VinNumeroSerie", text, 25},
    {"KilometrajeVehiculo", number, 8},
    {"FechaPagoReal", date_time, 19},
});

/// 553: permits of the line (permisos).
inline constexpr std::array r553 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"ClavePermiso", text, 3},
    {"FirmaDescargo", text, 32},
    {"NumeroPermiso", text, 50},
    {"ValorComercialDolares", decimal, 17},
    {"CantidadMUMTarifa", decimal, 24},
    {"FechaPagoReal", date_time, 19},
});

/// 554: identifiers of the line.
inline constexpr std::array r554 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"ClaveCaso", text, 2},
    {"IdentificadorCaso", text, 20},
    {"ComplementoCaso", text, 50},
    {"FechaPagoReal", date_time, 19},
});

/// 555: guarantee accounts of the line.
inline constexpr std::array r555 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"InstitucionEmisora", number, 2},
    {"NumeroCuenta", text, 17},
    {"FolioConstancia", text, 17},
    {"FechaConstancia", date, 10},
    {"ClaveGarantia", number, 2},
    {"ValorUnitarioTitulo", decimal, 17},
    {"TotalGarantia", decimal, 17},
    {"CantidadUnidadesMedida", decimal, 17},
    {"TitulosAsignados", decimal, 17},
    {"FechaPagoReal", date_time, 19},
});

/// 556: rates of the line.
inline constexpr std::array r556 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"ClaveContribucion", number, 2},
    {"TasaContribucion", decimal, 26},
    {"TipoTasa", number, 2},
    {"FechaPagoReal", date_time, 19},
});

/// 557: duties of the line.
inline constexpr std::array r557 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"ClaveContribucion", number, 2},
    {"FormaPago", number, 3},
    {"ImportePago", number, 12},
    {"FechaPagoReal", date_time, 19},
});

/// 558: remarks of the line.
inline constexpr std::array r558 = std::to_array<Column>({
    {"Patente", number, 4},
    {"Pedimento", number, 7},
    {"SeccionAduanera", text, 3},
    {"Fraccion", text, 8},
    {"SecuenciaFraccion", number, 5},
    {"SecuenciaObservacion", number, 3},
    {"Observaciones", text, 120},
    {"FechaPagoReal", date_time, 19},
});

}  // namespace saldo::customs::columns
