#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hub/customs/datastage.hpp"
#include "hub/customs/records.hpp"

namespace saldo::test {

/// One row of a record, by column names; what is not named is empty.
using RowValues = std::map<std::string, std::string>;

/// A small Data Stage set in memory, whole and right, for tests to break in one place.
///
/// Three pedimentos of one company: 5000001 IN (two partidas), 5000002 RT with a declared
/// discharge, 5000003, which rectifies the first.
class DataStageSetText {
public:
    static constexpr std::string_view folder = "entrega/1000001_Solicitudes";

    DataStageSetText() {
        for (const customs::RecordSpec& spec : customs::record_specs()) {
            header(spec.name) = join(spec);
        }
        add_import("5000001", "1", "2025-03-03 10:00:00");
        add_import("5000003", "2", "2025-03-05 10:00:00");
        add_export();
        add("701", of("5000003", {{"ClaveDocumento", "IN"},
                                  {"FechaPago", "2025-03-05"},
                                  {"PedimentoAnterior", "5000001"},
                                  {"PatenteAnterior", "9029"},
                                  {"SeccionAduaneraAnterior", "240"},
                                  {"DocumentoAnterior", "IN"},
                                  {"FechaOperacionAnterior", "2025-03-03"},
                                  {"PedimentoOriginal", "0"},
                                  {"PatenteAduanalOrig", "0"},
                                  {"SeccionAduaneraDespOrig", " "}}));
        add("Resumen", {{"Folio", "1000001"},
                        {"RFCoPatenteAduanal", "IDM150301AB1"},
                        {"Fecha_Inicial", "2025-03-01"},
                        {"Fecha_Final", "2025-03-31"},
                        {"Fecha_Ejecucion", "2025-04-02"},
                        {"Total_Fracciones", "5"},
                        {"Total_Contribuciones", "4"}});
    }

    /// Lines of a record, header first, without line ends. Change them at will.
    std::vector<std::string>& lines(const std::string& record) { return lines_[record]; }
    std::string& header(std::string_view record) {
        auto& all = lines_[std::string{record}];
        if (all.empty()) all.emplace_back();
        return all[0];
    }
    void remove(const std::string& record) { lines_.erase(record); }

    void add(const std::string& record, const RowValues& values) {
        lines_[record].push_back(row(record, values));
    }
    static RowValues of(const std::string& number, RowValues values) {
        values.insert({{"Patente", "9029"}, {"Pedimento", number}, {"SeccionAduanera", "240"}});
        return values;
    }
    static RowValues of_line(const std::string& number, const std::string& line,
                             const std::string& fraccion, RowValues values) {
        values.insert({{"SecuenciaFraccion", line}, {"Fraccion", fraccion}});
        return of(number, std::move(values));
    }

    /// Sets one field of one row (1: the first below the header).
    void set(const std::string& record, std::size_t row_index, std::string_view column,
             const std::string& value) {
        const customs::RecordSpec& spec = customs::spec_of(*customs::record_kind_from(record));
        std::string& line = lines_[record].at(row_index);
        std::vector<std::string> fields;
        std::string field;
        for (char c : line) {
            if (c == '|') {
                fields.push_back(std::exchange(field, {}));
            } else {
                field.push_back(c);
            }
        }
        const auto at = std::ranges::find(spec.columns, column, &customs::Column::name);
        fields.at(static_cast<std::size_t>(at - spec.columns.begin())) = value;
        line.clear();
        for (const std::string& f : fields) line += f + "|";
    }

    /// The files; their bytes live in this object.
    std::vector<customs::SourceFile> files() {
        texts_.clear();
        std::vector<customs::SourceFile> result;
        for (const auto& [record, all] : lines_) {
            std::string& text = texts_[record];
            for (const std::string& line : all) text += line + "\r\n";
            result.push_back(
                {std::string{folder} + "/1000001_" + record + ".asc", std::string_view{text}});
        }
        return result;
    }

    customs::DataStageSet read(bool quarantine = false) {
        const auto all = files();
        auto stage = customs::read_datastage(all, {.quarantine = quarantine});
        return std::move(stage.sets.at(0));
    }

private:
    static std::string join(const customs::RecordSpec& spec) {
        std::string line;
        for (const customs::Column& column : spec.columns) {
            if (!line.empty()) line += '|';
            line += column.name;
        }
        return line;
    }
    static std::string row(const std::string& record, const RowValues& values) {
        const customs::RecordSpec& spec = customs::spec_of(*customs::record_kind_from(record));
        std::string line;
        for (const customs::Column& column : spec.columns) {
            const auto value = values.find(std::string{column.name});
            line += (value == values.end() ? "" : value->second) + "|";
        }
        return line;
    }
    void add_general(const std::string& number, const std::string& clave,
                     const std::string& operation, const std::string& kind,
                     const std::string& paid) {
        add("501", of(number, {{"TipoOperacion", operation},
                               {"ClaveDocumento", clave},
                               {"Rfc", "IDM150301AB1"},
                               {"TipoCambio", "18.62330"},
                               {"PesoBrutoMercancia", "10.500"},
                               {"NombreContribuyente", "INDUSTRIA DEMO"},
                               {"EntidadFedContribuyente", " "},
                               {"TipoPedimento", kind},
                               {"FechaRecepcionPedimento", paid},
                               {"FechaPagoReal", paid}}));
        add("506", of(number, {{"TipoFecha", operation == "1" ? "1" : "5"},
                               {"FechaOperacion", "2025-03-02"},
                               {"FechaValidacionPagoR", paid}}));
        add("507", of(number, {{"ClaveCaso", "IM"},
                               {"IdentificadorCaso", "100000"},
                               {"TipoPedimento", kind},
                               {"FechaValidacionPagoR", paid}}));
    }
    void add_partida(const std::string& number, const std::string& line, RowValues values) {
        RowValues all{{"SubdivisionFraccion", "99"},
                      {"DescripcionMercancia",
                       "CARROCER\xCD"
                       "A"},
                      {"PrecioUnitario", "2.50000"},
                      {"ValorAduana", "250"},
                      {"ValorComercial", "250"},
                      {"ValorDolares", "13.50"},
                      {"CantidadUMComercial", "100.000"},
                      {"UnidadMedidaComercial", "6"},
                      {"CantidadUMTarifa", "100.00000"},
                      {"UnidadMedidaTarifa", "6"},
                      {"PaisOrigenDestino", "CHN"},
                      {"EntidadFedOrigen", " "}};
        for (const auto& [name, value] : values) all[name] = value;
        add("551", of_line(number, line, "87089999", all));
    }
    void add_import(const std::string& number, const std::string& kind, const std::string& paid) {
        add_general(number, "IN", "1", kind, paid);
        for (const std::string line : {"1", "2"}) {
            add_partida(
                number, line,
                {{"TipoOperacion", "1"}, {"ClaveDocumento", "IN"}, {"FechaPagoReal", paid}});
            add("557", of_line(number, line, "87089999",
                               {{"ClaveContribucion", "3"},
                                {"FormaPago", "21"},
                                {"ImportePago", "40"},
                                {"FechaPagoReal", paid}}));
            add("558", of_line(number, line, "87089999",
                               {{"SecuenciaObservacion", "1"},
                                {"Observaciones", "No. De parte: RM-0" + line},
                                {"FechaPagoReal", paid}}));
        }
    }
    void add_export() {
        const std::string paid = "2025-03-10 12:00:00";
        add_general("5000002", "RT", "2", "1", paid);
        add_partida("5000002", "1",
                    {{"TipoOperacion", "2"},
                     {"ClaveDocumento", "RT"},
                     {"CantidadUMComercial", "40.000"},
                     {"FechaPagoReal", paid}});
        add("512", of("5000002", {{"PatenteAduanalOrig", "9029"},
                                  {"PedimentoOriginal", "5000001"},
                                  {"SeccionAduaneraDespOrig", "240"},
                                  {"DocumentoOriginal", "IN"},
                                  {"FechaOperacionOrig", "2025-03-03"},
                                  {"FraccionOriginal", "87089999"},
                                  {"UnidadMedida", "6"},
                                  {"MercanciaDescargada", "40.000"},
                                  {"TipoPedimento", "1"},
                                  {"FechaPagoReal", paid}}));
    }

    std::map<std::string, std::vector<std::string>> lines_;
    std::map<std::string, std::string> texts_;
};

}  // namespace saldo::test
