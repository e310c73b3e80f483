#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saldo::customs {

/// error: the file, or the pedimento, is not taken. warning: taken, and somebody should look.
/// info: said so that nobody wonders.
enum class Severity : std::uint8_t { error, warning, info };

enum class Language : std::uint8_t { spanish, english };

/// What can be said about a file. The words, in both languages, are in finding_texts.cpp.
enum class FindingCode : std::uint8_t {
    // Files and archives.
    ignored_file,
    unreadable_file,
    broken_archive,
    archive_limit,
    no_files,
    // A Data Stage set.
    unknown_record,
    duplicate_record,
    repeated_copy,
    missing_record,
    absent_record,
    folio_mismatch,
    resumen_rows,
    total_fracciones,
    total_contribuciones,
    total_agrees,
    // A header.
    unsupported_encoding,
    bad_encoding,
    read_as_cp1252,
    empty_file,
    wrong_separator,
    missing_column,
    absent_column,
    extra_column,
    duplicate_column,
    // A row and its fields.
    short_row,
    long_row,
    line_too_long,
    unattributed_row,
    missing_value,
    bad_number,
    bad_decimal,
    negative_value,
    out_of_range,
    bad_date,
    ambiguous_date,
    other_date_style,
    bad_date_time,
    bad_hour,
    unexpected_value,
    too_long,
    control_characters,
    bad_text,
    // Rows against each other.
    duplicate_pedimento,
    pedimento_without_partidas,
    partida_without_pedimento,
    duplicate_secuencia,
    fraccion_mismatch,
    orphan_rows,
    rectification_without_link,
    link_without_rectification,
    contradicting_rows,
    odd_year_digit,
    held_back,
    more_like_this,
    // Comma-separated files.
    unclosed_quote,
    field_count,
    bad_rfc,
    missing_rfc,
    bad_fraccion,
    bad_pedimento_key,
    bad_quantity,
    unknown_unit,
    duplicate_entry,
    unknown_component,
    unknown_product,
    repeated_component,
    gross_below_net,
    unit_mismatch,
    unknown_type,
    bad_timestamp,
    repeated_event,
    conflicting_event,
    // Files of another system.
    bad_pedimento_name,
    left_above_entered,
    entry_after_opening,
    key_opens_nothing,
    no_conversion,
    other_opening_day,
    repeated_lot,
};
constexpr std::size_t finding_code_count = static_cast<std::size_t>(FindingCode::repeated_lot) + 1;

/// What is wrong (or worth knowing) about one place of one file.
struct Finding {
    FindingCode code = FindingCode::ignored_file;
    Severity severity = Severity::error;
    std::string file;
    std::size_t row = 0;  ///< line of the file, 1 is the header; 0: the file as a whole
    std::string column;   ///< as the header spells it; empty: the row as a whole
    std::string found;
    std::string expected;  ///< the datum that fills the expectation's text, or empty

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// A finding with the severity that is usual for its code.
Finding make_finding(FindingCode code, std::string file, std::size_t row = 0,
                     std::string column = {}, std::string found = {}, std::string expected = {});

/// "BAD_NUMBER": frozen, for programs.
std::string_view to_string(FindingCode code);
std::string_view to_string(Severity severity);  ///< "error", "warning", "info"
std::string_view to_text(Severity severity, Language language);

/// What is wrong, what was expected in its place, and what to do, in words.
std::string_view what_of(FindingCode code, Language language);
std::string expectation_of(const Finding& finding, Language language);
std::string_view remedy_of(FindingCode code, Language language);

/// One line for the place and what was found and expected, and, but for an info, one for what to
/// do.
std::string format_finding(const Finding& finding, Language language);

bool has_errors(const std::vector<Finding>& findings);

}  // namespace saldo::customs
