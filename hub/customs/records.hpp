#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace saldo::customs {

/// How a column of Data Stage is written (formats.md section 2.4).
enum class FieldType : char {
    number = 'N',
    text = 'A',
    decimal = 'D',
    date = 'd',
    date_time = 'T',
    hour = 'h',
};

struct Column {
    std::string_view name;
    FieldType type;
    std::uint16_t length_max;  ///< of the layout; a longer value is kept, and said
};

/// The 26 records of a delivery, in the order of the delivery's control totals.
enum class RecordKind : std::uint8_t {
    r501,
    r502,
    r503,
    r504,
    r505,
    r506,
    r507,
    r508,
    r509,
    r510,
    r511,
    r512,
    r520,
    r551,
    r552,
    r553,
    r554,
    r555,
    r556,
    r557,
    r558,
    r701,
    r702,
    inci,
    sel,
    resumen,
};
constexpr std::size_t record_kind_count = static_cast<std::size_t>(RecordKind::resumen) + 1;

/// What hangs on what: rows of a pedimento, rows of a partida, or the delivery's own summary.
enum class RecordLevel : std::uint8_t { pedimento, partida, selection, summary };

struct RecordSpec {
    RecordKind kind;
    std::string_view name;  ///< as in the file name: "501", "Sel"
    RecordLevel level;
    bool is_required;  ///< a set without it is refused; another one is unknown, not zero
    std::span<const Column> columns;
    std::uint64_t needed;  ///< bit i: facts cannot be made without column i
};

const RecordSpec& spec_of(RecordKind kind);
std::span<const RecordSpec> record_specs();

/// By the name in the file name, in any case.
std::optional<RecordKind> record_kind_from(std::string_view name);

}  // namespace saldo::customs
