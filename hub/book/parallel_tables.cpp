#include "hub/book/parallel_tables.hpp"

#include <fmt/format.h>

namespace saldo::book {
namespace {

struct ReasonText {
    DifferenceReason reason;
    std::string_view name;
    Words words;
};

using enum DifferenceReason;
constexpr ReasonText texts[] = {
    {unknown_exit,
     "UNKNOWN_EXIT",
     {.en = "they discharge an exit that is not here: import its pedimento",
      .es = "descargan una salida que aquí no está: importe su pedimento"}},
    {not_discharged,
     "NOT_DISCHARGED",
     {.en = "they have no discharge of it", .es = "no tienen su descargo"}},
    {r1_pending,
     "R1_PENDING",
     {.en = "they still use the quantity from before a rectification",
      .es = "aún usan la cantidad anterior a una rectificación"}},
    {bom_version,
     "BOM_VERSION",
     {.en = "they used another version of the bill of materials",
      .es = "usaron otra versión de la lista de materiales"}},
    {shrinkage_held,
     "SHRINKAGE_HELD",
     {.en = "they discharged shrinkage above its norm, which is held here (D-20)",
      .es = "descargaron merma sobre su norma, aquí retenida (D-20)"}},
    {not_consumed,
     "NOT_CONSUMED",
     {.en = "here that line consumes nothing of that part",
      .es = "aquí esa partida no consume esa parte"}},
    {rounding,
     "ROUNDING",
     {.en = "less than the last decimal of customs apart",
      .es = "menos que el último decimal de aduana"}},
    {quantity,
     "QUANTITY",
     {.en = "they discharged another quantity of that line, which no version explains",
      .es = "descargaron otra cantidad de esa partida, que ninguna versión explica"}},
    {unknown_lot,
     "UNKNOWN_LOT",
     {.en = "they discharge a lot that is not here", .es = "descargan un lote que aquí no está"}},
    {exit_date,
     "EXIT_DATE",
     {.en = "they date the exit on another day (D-04)",
      .es = "fechan la salida en otro día (D-04)"}},
    {discharge_before_entry,
     "DISCHARGE_BEFORE_ENTRY",
     {.en = "the exit is older than the lot that they took (D-03)",
      .es = "la salida es anterior al lote que tomaron (D-03)"}},
    {expired,
     "EXPIRED",
     {.en = "they treat an expired lot otherwise (D-05)",
      .es = "tratan de otro modo un lote vencido (D-05)"}},
    {overdischarge,
     "OVERDISCHARGE",
     {.en = "they took more of the lot than it holds",
      .es = "tomaron del lote más de lo que tiene"}},
    {tie_order,
     "TIE_ORDER",
     {.en = "lots of one entry day in another order (D-02: payment date, pedimento, line)",
      .es = "lotes del mismo día de entrada en otro orden (D-02: fecha de pago, pedimento, "
            "partida)"}},
    {fifo_breach,
     "FIFO_BREACH",
     {.en = "they took a younger lot while an older one had balance (D-01)",
      .es = "tomaron un lote más nuevo mientras uno más viejo tenía saldo (D-01)"}},
    {consequence,
     "CONSEQUENCE",
     {.en = "follows from an earlier difference in the same part",
      .es = "se sigue de una diferencia anterior en la misma parte"}},
    {other,
     "OTHER",
     {.en = "no rule explains it: look at the document",
      .es = "ninguna regla lo explica: revise el documento"}},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < std::size(texts); ++i) {
        if (texts[i].reason != static_cast<DifferenceReason>(i)) return false;
    }
    return true;
}
static_assert(in_order(), "the table follows the order of DifferenceReason");

const ReasonText& text_of(DifferenceReason reason) {
    return texts[static_cast<std::size_t>(reason)];
}

std::string joined(const std::vector<std::uint32_t>& numbers) {
    std::string text;
    for (const std::uint32_t number : numbers) {
        if (!text.empty()) text += ' ';
        text += std::to_string(number);
    }
    return text;
}

/// The story of one cause: what the reason means, and the lots or version that it is about.
std::string story_of(const DifferenceCause& cause, Language language) {
    std::string text{words_of(cause.reason, language)};
    const auto add = [&](Words label, const std::string& what) {
        if (!what.empty()) text += fmt::format("; {} {}", label.in(language), what);
    };
    add({.en = "the version from", .es = "la versión desde"},
        cause.version ? format_date(*cause.version) : std::string{});
    add({.en = "lot", .es = "lote"}, cause.lot);
    add({.en = "here it is the turn of", .es = "aquí toca"}, cause.instead);
    return text;
}

}  // namespace

std::string_view to_string(DifferenceReason reason) { return text_of(reason).name; }

std::string_view words_of(DifferenceReason reason, Language language) {
    return text_of(reason).words.in(language);
}

Table differences_table(const std::string& rfc, const ParallelRun& run) {
    Table table{{{"rfc", false, true},
                 {"exit_key", false, true},
                 {"exit_secuencia", true, true},
                 {"exit_clave"},
                 {"operation_date"},
                 {"product"},
                 {"part_number", false, true},
                 {"lot_key", false, true},
                 {"lot_secuencia", true, true},
                 {"qty_theirs", true},
                 {"qty_ours", true},
                 {"reason"},
                 {"cause"}},
                {}};
    for (const DifferenceRow& row : run.rows) {
        table.rows.push_back({rfc, row.exit_key, std::to_string(row.exit_line), row.exit_clave,
                              format_date(row.date), row.product, row.part, row.lot_key,
                              std::to_string(row.lot_line), format_quantity(row.theirs),
                              format_quantity(row.ours), std::string{to_string(row.reason)},
                              joined(row.causes)});
    }
    return table;
}

Table causes_table(const ParallelRun& run, Language language) {
    Table table{{{"cause", true, true},
                 {"reason"},
                 {"operation_date"},
                 {"exit_key"},
                 {"exit_secuencia", true},
                 {"product"},
                 {"part_number"},
                 {"rows", true},
                 {"detail"}},
                {}};
    for (const DifferenceCause& cause : run.causes) {
        table.rows.push_back({std::to_string(cause.number), std::string{to_string(cause.reason)},
                              format_date(cause.date), cause.exit_key,
                              std::to_string(cause.exit_line), cause.product, cause.part,
                              std::to_string(cause.rows), story_of(cause, language)});
    }
    return table;
}

Table summary_table(const ParallelRun& run, Language language) {
    constexpr Words agree{.en = "both systems agree", .es = "los dos sistemas coinciden"};
    Table table{{{"rows", true}, {"reason", false, true}, {"meaning"}}, {}};
    table.rows.push_back({std::to_string(run.equal), "EQUAL", std::string{agree.in(language)}});
    for (const auto& [reason, rows] : run.different) {
        table.rows.push_back({std::to_string(rows), std::string{to_string(reason)},
                              std::string{words_of(reason, language)}});
    }
    return table;
}

}  // namespace saldo::book
