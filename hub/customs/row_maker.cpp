#include "hub/customs/row_maker.hpp"

#include <limits>
#include <string>

#include "hub/customs/finding_texts.hpp"
#include "hub/customs/record_columns.hpp"
#include "hub/customs/rfc.hpp"

namespace saldo::customs {
namespace {

// Every record of a pedimento starts with these three, and every record of a partida goes on with
// these two, but for 551 and its own order, which is the same.
constexpr std::size_t col_licence = index_of(columns::r501, "Patente");
constexpr std::size_t col_number = index_of(columns::r501, "Pedimento");
constexpr std::size_t col_office = index_of(columns::r501, "SeccionAduanera");
constexpr std::size_t col_fraccion = index_of(columns::r551, "Fraccion");
constexpr std::size_t col_secuencia = index_of(columns::r551, "SecuenciaFraccion");
static_assert(col_fraccion == index_of(columns::r557, "Fraccion"));
static_assert(col_secuencia == index_of(columns::r558, "SecuenciaFraccion"));

constexpr std::int64_t money_ticks = 10'000;
constexpr std::int64_t unit_last = 22;  // of appendix 7
constexpr std::int64_t secuencia_max = 99'999;

// What a fact may hold of a text, in bytes of UTF-8: a longer one is an error, never cut.
constexpr std::size_t clave_bytes_max = 16;
constexpr std::size_t complement_bytes_max = 256;
constexpr std::size_t remark_bytes_max = 512;
constexpr std::size_t description_bytes_max = 4'096;

}  // namespace

RowMaker::RowMaker(const RecordSpec& spec, std::string_view path, RecordFile& out)
    : spec_{spec}, path_{path}, out_{out} {}

void RowMaker::complain(FindingCode code, std::size_t column, std::string_view expected) {
    if (is_quiet_) {
        is_bad_ = true;
        return;
    }
    out_.findings.add(code, path_, row_, spec_.columns[column].name, cells_[column].text, expected);
    is_bad_ = is_bad_ || texts_of(code).usual == Severity::error;
}

/// Good to be used. A cell that could not be read was complained about before.
bool RowMaker::require(std::size_t column) {
    const Cell& cell = cells_[column];
    if (cell.is_blank()) complain(FindingCode::missing_value, column);
    return cell.is_good();
}

std::int64_t RowMaker::number_of(std::size_t column, std::int64_t max) {
    if (!require(column)) {
        if (cells_[column].state == CellState::sentinel) {
            complain(FindingCode::negative_value, column);
        }
        return 0;
    }
    const std::int64_t number = cells_[column].number;
    if (number < 0) complain(FindingCode::negative_value, column);
    if (number > max) complain(FindingCode::out_of_range, column, "<= " + std::to_string(max));
    return number < 0 || number > max ? 0 : number;
}

/// A code of digits only, all of them written: a lost zero in front is a lost identity.
std::uint32_t RowMaker::digits_of(std::size_t column, std::size_t width, std::string_view pattern,
                                  bool is_needed) {
    const std::string_view text = cells_[column].text;
    if (text.empty()) {
        if (is_needed) complain(FindingCode::missing_value, column);
        return 0;
    }
    std::uint32_t value = 0;
    bool is_code = text.size() == width;
    for (std::size_t i = 0; is_code && i < width; ++i) {
        is_code = text[i] >= '0' && text[i] <= '9';
        value = value * 10 + static_cast<std::uint32_t>(text[i] - '0');
    }
    if (!is_code) {
        // A number that is none was complained about when it was read.
        if (cells_[column].state != CellState::bad) {
            complain(FindingCode::unexpected_value, column, pattern);
        }
        return 0;
    }
    return value;
}

PedimentoKey RowMaker::key_of(std::size_t office, std::size_t licence, std::size_t number,
                              bool is_needed) {
    const bool was_bad = std::exchange(is_bad_, false);
    const std::uint32_t licence_digits = digits_of(licence, 4, "NNNN", is_needed);
    const std::uint32_t number_digits = digits_of(number, 7, "NNNNNNN", is_needed);
    const std::uint32_t office_digits = digits_of(office, 3, "NNN", is_needed);
    const bool is_readable = !is_bad_ && cells_[licence].state != CellState::bad &&
                             cells_[number].state != CellState::bad;
    is_bad_ = is_bad_ || was_bad;
    if (!is_readable) return {};
    return PedimentoKey{office_digits, licence_digits, number_digits};
}

std::uint32_t RowMaker::fraccion_of(std::size_t column, bool is_needed) {
    return digits_of(column, 8, "NNNNNNNN", is_needed);
}

std::uint8_t RowMaker::unit_of(std::size_t column, bool is_needed) {
    const Cell& cell = cells_[column];
    if (!is_needed && (cell.is_blank() || cell.state == CellState::sentinel)) return 0;
    const auto unit = number_of(column, std::numeric_limits<std::uint8_t>::max());
    // A unit that appendix 7 will have one day is kept; the ledger only ever compares units.
    if (cell.is_good() && (unit < (is_needed ? 1 : 0) || unit > unit_last)) {
        out_.findings.add_as(Severity::warning, FindingCode::unknown_unit, path_, row_,
                             spec_.columns[column].name, cell.text);
    }
    return static_cast<std::uint8_t>(unit);
}

Quantity RowMaker::quantity_of(std::size_t column) {
    const Cell& cell = cells_[column];
    if (cell.state == CellState::sentinel) complain(FindingCode::negative_value, column);
    if (!require(column)) return {};
    if (!cell.is_exact) complain(FindingCode::out_of_range, column, "< 92233720368.54775808");
    if (cell.number < 0) complain(FindingCode::negative_value, column);
    if (!cell.is_exact || cell.number < 0) return {};
    return Quantity::from_ticks(cell.number);
}

Money RowMaker::pesos_of(std::size_t column) {
    const Cell& cell = cells_[column];
    if (!cell.is_good()) return {};  // blank and -1: there is no value
    return Money::from_ticks(
        number_of(column, std::numeric_limits<std::int64_t>::max() / money_ticks) * money_ticks);
}

std::optional<LocalDate> RowMaker::date_of(std::size_t column) const {
    const Cell& cell = cells_[column];
    if (!cell.is_good()) return std::nullopt;
    return LocalDate::from_days(static_cast<std::int32_t>(cell.number));
}

std::string_view RowMaker::text_of(std::size_t column, std::size_t bytes_max) {
    const std::string_view text = cells_[column].text;
    // One byte of Windows-1252 becomes three at most.
    const bool may_be_longer = text.size() * 3 > bytes_max;
    if (may_be_longer && kept_text(text, out_.traits).size() > bytes_max) {
        complain(FindingCode::bad_text, column, "<= " + std::to_string(bytes_max) + " bytes");
    }
    return text;
}

Row501 RowMaker::row_501() {
    using columns::r501;
    constexpr std::size_t operation = index_of(r501, "TipoOperacion");
    constexpr std::size_t clave = index_of(r501, "ClaveDocumento");
    constexpr std::size_t rfc = index_of(r501, "Rfc");
    constexpr std::size_t kind = index_of(r501, "TipoPedimento");
    constexpr std::size_t validated = index_of(r501, "FechaRecepcionPedimento");
    constexpr std::size_t paid = index_of(r501, "FechaPagoReal");

    Row501 made{.rfc = text_of(rfc, rfc_bytes_max), .clave = text_of(clave, clave_bytes_max)};
    require(rfc);
    require(clave);
    for (const std::size_t column : {operation, kind}) {
        const Cell& cell = cells_[column];
        if (require(column) && cell.number != 1 && cell.number != 2) {
            complain(FindingCode::unexpected_value, column, "1, 2");
        }
    }
    made.operation = static_cast<std::uint8_t>(cells_[operation].number);
    made.kind = static_cast<std::uint8_t>(cells_[kind].number);
    if (require(paid)) made.paid_at = {*date_of(paid), cells_[paid].second};
    made.validated_on = date_of(validated);
    return made;
}

Row506 RowMaker::row_506() {
    constexpr std::size_t kind = index_of(columns::r506, "TipoFecha");
    constexpr std::size_t date = index_of(columns::r506, "FechaOperacion");
    const Row506 made{number_of(kind, 99), date_of(date)};
    if (made.kind == 1) require(date);
    return made;
}

Row507 RowMaker::row_507() {
    using columns::r507;
    return {text_of(index_of(r507, "ClaveCaso"), clave_bytes_max),
            text_of(index_of(r507, "IdentificadorCaso"), complement_bytes_max),
            text_of(index_of(r507, "ComplementoCaso"), complement_bytes_max)};
}

Row512 RowMaker::row_512() {
    using columns::r512;
    constexpr std::size_t licence = index_of(r512, "PatenteAduanalOrig");
    constexpr std::size_t number = index_of(r512, "PedimentoOriginal");
    constexpr std::size_t office = index_of(r512, "SeccionAduaneraDespOrig");
    Row512 made;
    const Cell& original = cells_[number];
    if (original.is_good() && original.number != 0) {
        made.original = key_of(office, licence, number, true);
    }
    made.clave = text_of(index_of(r512, "DocumentoOriginal"), clave_bytes_max);
    made.payment_date = date_of(index_of(r512, "FechaOperacionOrig"));
    made.fraccion = fraccion_of(index_of(r512, "FraccionOriginal"), false);
    made.umt = unit_of(index_of(r512, "UnidadMedida"), false);
    constexpr std::size_t quantity = index_of(r512, "MercanciaDescargada");
    if (cells_[quantity].is_good()) made.quantity_umt = quantity_of(quantity);
    return made;
}

Row551 RowMaker::row_551() {
    using columns::r551;
    constexpr std::size_t quantity_umt = index_of(r551, "CantidadUMTarifa");
    constexpr std::size_t clave = index_of(r551, "ClaveDocumento");
    Row551 made;
    made.description = text_of(index_of(r551, "DescripcionMercancia"), description_bytes_max);
    constexpr std::size_t country = index_of(r551, "PaisOrigenDestino");
    if (cells_[country].is_good()) made.country = text_of(country, clave_bytes_max);
    made.clave = text_of(clave, clave_bytes_max);
    require(clave);
    made.quantity = quantity_of(index_of(r551, "CantidadUMComercial"));
    if (cells_[quantity_umt].is_good()) made.quantity_umt = quantity_of(quantity_umt);
    made.commercial_value = pesos_of(index_of(r551, "ValorComercial"));
    made.customs_value = pesos_of(index_of(r551, "ValorAduana"));
    made.paid_on = date_of(index_of(r551, "FechaPagoReal"));
    made.nico =
        static_cast<std::uint8_t>(digits_of(index_of(r551, "SubdivisionFraccion"), 2, "NN", false));
    made.umc = unit_of(index_of(r551, "UnidadMedidaComercial"), true);
    made.umt = unit_of(index_of(r551, "UnidadMedidaTarifa"), false);
    return made;
}

Row557 RowMaker::row_557() {
    using columns::r557;
    constexpr std::size_t amount = index_of(r557, "ImportePago");
    Row557 made;
    made.clave = static_cast<std::uint16_t>(number_of(index_of(r557, "ClaveContribucion"), 9'999));
    made.payment_form = static_cast<std::uint16_t>(number_of(index_of(r557, "FormaPago"), 9'999));
    require(amount);
    made.amount = pesos_of(amount);
    return made;
}

Row558 RowMaker::row_558() {
    using columns::r558;
    constexpr std::int64_t sequence_max = std::numeric_limits<std::uint16_t>::max();
    return {
        static_cast<std::uint16_t>(number_of(index_of(r558, "SecuenciaObservacion"), sequence_max)),
        text_of(index_of(r558, "Observaciones"), remark_bytes_max)};
}

Row701 RowMaker::row_701() {
    using columns::r701;
    constexpr std::size_t date = index_of(r701, "FechaOperacionAnterior");
    Row701 made;
    made.previous =
        key_of(index_of(r701, "SeccionAduaneraAnterior"), index_of(r701, "PatenteAnterior"),
               index_of(r701, "PedimentoAnterior"), true);
    made.clave = text_of(index_of(r701, "DocumentoAnterior"), clave_bytes_max);
    require(date);
    made.payment_date = date_of(date);
    return made;
}

RowSel RowMaker::row_sel() const {
    using columns::sel;
    const Cell& remesa = cells_[index_of(sel, "ConsecutivoRemesa")];
    const Cell& hour = cells_[index_of(sel, "HoraSeleccion")];
    constexpr std::int32_t seconds_per_minute = 60;
    RowSel made;
    if (remesa.is_good()) made.remesa = remesa.number;
    made.date = date_of(index_of(sel, "FechaSeleccion"));
    if (hour.is_good()) {
        made.second_of_day = static_cast<std::int32_t>(hour.number) * seconds_per_minute;
    }
    return made;
}

RowResumen RowMaker::row_resumen() {
    using columns::resumen;
    constexpr std::size_t first = index_of(resumen, "Fecha_Inicial");
    constexpr std::size_t last = index_of(resumen, "Fecha_Final");
    RowResumen made;
    made.folio = cells_[index_of(resumen, "Folio")].text;
    made.rfc = text_of(index_of(resumen, "RFCoPatenteAduanal"), rfc_bytes_max);
    require(index_of(resumen, "RFCoPatenteAduanal"));
    require(first);
    require(last);
    made.first = date_of(first);
    made.last = date_of(last);
    constexpr std::int64_t total_max = 999'999'999;
    made.total_fracciones = number_of(index_of(resumen, "Total_Fracciones"), total_max);
    made.total_contribuciones = number_of(index_of(resumen, "Total_Contribuciones"), total_max);
    made.is_bad = is_bad_;
    return made;
}

void RowMaker::make(std::span<const Cell> cells, std::uint32_t row, bool is_bad) {
    cells_ = cells;
    row_ = row;
    is_bad_ = is_bad;
    RowHead head{.row = row};
    if (spec_.level != RecordLevel::summary) {
        head.pedimento = key_of(col_office, col_licence, col_number, true);
    }
    if (spec_.level == RecordLevel::partida) {
        head.fraccion = fraccion_of(col_fraccion, true);
        head.secuencia = static_cast<std::uint32_t>(number_of(col_secuencia, secuencia_max));
        if (cells[col_secuencia].is_good() && head.secuencia == 0) {
            complain(FindingCode::unexpected_value, col_secuencia, "1 … 99999");
        }
    }
    push(head);
}

void RowMaker::make_broken(std::span<const Cell> cells, std::uint32_t row) {
    is_quiet_ = true;
    make(cells, row, true);
    is_quiet_ = false;
}

void RowMaker::push(RowHead head) {
    switch (spec_.kind) {
        case RecordKind::r501: out_.rows_501.push_back(row_501()); break;
        case RecordKind::r506: out_.rows_506.push_back(row_506()); break;
        case RecordKind::r507: out_.rows_507.push_back(row_507()); break;
        case RecordKind::r512: out_.rows_512.push_back(row_512()); break;
        case RecordKind::r551: out_.rows_551.push_back(row_551()); break;
        case RecordKind::r557: out_.rows_557.push_back(row_557()); break;
        case RecordKind::r558: out_.rows_558.push_back(row_558()); break;
        case RecordKind::r701: out_.rows_701.push_back(row_701()); break;
        case RecordKind::sel: out_.rows_sel.push_back(row_sel()); break;
        case RecordKind::resumen: out_.rows_resumen.push_back(row_resumen()); break;
        default: break;  // nothing hangs on the other records but their being there
    }
    head.is_bad = is_bad_;
    out_.heads.push_back(head);
}

}  // namespace saldo::customs
