#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/time.hpp"
#include "common/domain/money.hpp"
#include "common/domain/quantity.hpp"
#include "hub/customs/cells.hpp"
#include "hub/customs/finding_list.hpp"
#include "hub/customs/keys.hpp"
#include "hub/customs/records.hpp"

namespace saldo::customs {

/// What every row of a pedimento has: whose it is, and where it stands.
struct RowHead {
    PedimentoKey pedimento;       ///< empty where it could not be read
    std::uint32_t row = 0;        ///< line of the file
    std::uint32_t secuencia = 0;  ///< of its partida; 0 in rows of a whole pedimento
    std::uint32_t fraccion = 0;
    bool is_bad = false;  ///< an error was found in it
};

// Rows of the records that facts are made of. Texts are views into the file.

struct Row501 {
    std::string_view rfc;
    std::string_view clave;
    LocalDateTime paid_at;
    std::optional<LocalDate> validated_on;
    std::uint8_t operation = 0;
    std::uint8_t kind = 0;  ///< TipoPedimento: 1 normal, 2 rectification
};

struct Row506 {
    std::int64_t kind = 0;
    std::optional<LocalDate> date;
};

struct Row507 {
    std::string_view clave;
    std::string_view complement1;
    std::string_view complement2;
};

struct Row512 {
    PedimentoKey original;
    std::string_view clave;
    std::optional<LocalDate> payment_date;
    std::uint32_t fraccion = 0;
    std::uint8_t umt = 0;
    Quantity quantity_umt;
};

struct Row551 {
    std::string_view description;
    std::string_view country;
    std::string_view clave;
    Quantity quantity;
    std::optional<Quantity> quantity_umt;
    Money commercial_value;
    Money customs_value;
    std::optional<LocalDate> paid_on;
    std::uint8_t nico = 0;
    std::uint8_t umc = 0;
    std::uint8_t umt = 0;
};

struct Row557 {
    std::uint16_t clave = 0;
    std::uint16_t payment_form = 0;
    Money amount;
};

struct Row558 {
    std::uint16_t sequence = 0;
    std::string_view text;
};

struct Row701 {
    PedimentoKey previous;
    std::string_view clave;
    std::optional<LocalDate> payment_date;
};

struct RowSel {
    std::int64_t remesa = 0;  ///< 0: not of a consolidated pedimento, or not told
    std::optional<LocalDate> date;
    std::int32_t second_of_day = 0;
};

struct RowResumen {
    std::string_view folio;
    std::string_view rfc;
    std::optional<LocalDate> first;
    std::optional<LocalDate> last;
    std::int64_t total_fracciones = 0;
    std::int64_t total_contribuciones = 0;
    bool is_bad = false;
};

/// One record file, read and checked by itself. Of the row vectors, only the record's own is
/// filled, and it is as long as `heads`.
struct RecordFile {
    RecordKind kind = RecordKind::r501;
    TextTraits traits;
    bool is_usable = false;         ///< its header could be read; otherwise a set refuses it
    bool has_unattributed = false;  ///< a bad row whose pedimento nobody can tell
    std::uint64_t rows = 0;         ///< data rows, bad ones too
    FindingList findings;
    std::vector<RowHead> heads;
    std::vector<Row501> rows_501;
    std::vector<Row506> rows_506;
    std::vector<Row507> rows_507;
    std::vector<Row512> rows_512;
    std::vector<Row551> rows_551;
    std::vector<Row557> rows_557;
    std::vector<Row558> rows_558;
    std::vector<Row701> rows_701;
    std::vector<RowSel> rows_sel;
    std::vector<RowResumen> rows_resumen;
};

}  // namespace saldo::customs
