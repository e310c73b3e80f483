#include "hub/prove/debt_answer.hpp"

#include <map>

#include "hub/book/tables.hpp"
#include "hub/prove/debt_facts.hpp"
#include "hub/prove/debt_rows.hpp"
#include "hub/prove/debt_words.hpp"

namespace saldo::hub {
namespace {

using book::Derived;

std::string_view state_of(const book::OutcomeRow& outcome) {
    return outcome.is_provisional ? "provisional" : "confirmed";
}

/// As `lots`, as far as the takes of these rows tell what is left.
book::Table lots_of(const Derived& derived, const std::string& rfc, const DebtRows& rows) {
    std::map<std::uint32_t, Money> taken;
    for (const std::uint32_t index : rows.takes) {
        const book::TakeRow& take = derived.takes[index];
        taken[take.lot] = taken[take.lot] + take.value;
    }
    book::Table table = book::lots_head();
    for (const std::uint32_t index : rows.lots) {
        const book::LotRow& lot = derived.lots[index];
        append_lot(table, rfc, lot,
                   {lot.left, lot.provisional, lot.value.value_or(Money{}) - taken[index]});
    }
    return table;
}

/// Every take by itself, in the order in which the law has them.
book::Table takes_of(const Derived& derived, const std::string& rfc, const DebtRows& rows) {
    book::Table table{.columns = {{"rfc", false, true},
                                  {"exit_key", false, true},
                                  {"exit_secuencia", true, true},
                                  {"exit_clave"},
                                  {"product", false, true},
                                  {"part_number", false, true},
                                  {"lot_key", false, true},
                                  {"lot_secuencia", true, true},
                                  {"qty_umc", true},
                                  {"operation_date"},
                                  {"state"},
                                  {"qty_umt", true},
                                  {"value_mxn", true},
                                  {"iva_mxn", true},
                                  {"column", false, true}},
                      .rows = {}};
    for (const std::uint32_t index : rows.takes) {
        const book::TakeRow& take = derived.takes[index];
        const book::UseRow& use = derived.uses[take.use];
        const book::OutcomeRow& outcome = derived.outcomes[use.outcome];
        const book::LotRow& lot = derived.lots[take.lot];
        table.rows.push_back(
            {rfc, outcome.key, std::to_string(use.line), outcome.clave, use.product, use.part,
             lot.key, std::to_string(lot.line), format_quantity(take.quantity),
             format_date(outcome.date), state_of(outcome), format_quantity(take.umt),
             format_money(take.value), format_money(take.iva), ledger::to_string(use.column)});
    }
    return table;
}

/// What the lines asked for. What they lacked, or took elsewhere, is told of exits: there it
/// follows from the rows beside it.
book::Table uses_of(const Derived& derived, const std::string& rfc, const DebtRows& rows,
                    bool is_exit) {
    book::Table table{.columns = {{"rfc", false, true},
                                  {"exit_key", false, true},
                                  {"exit_secuencia", true, true},
                                  {"exit_clave"},
                                  {"product", false, true},
                                  {"part_number", false, true},
                                  {"column", false, true},
                                  {"operation_date"},
                                  {"asked_umc", true}},
                      .rows = {}};
    if (is_exit) {
        table.columns.push_back({"shortage_umc", true});
        table.columns.push_back({"national_umc", true});
    }
    for (const std::uint32_t index : rows.uses) {
        const book::UseRow& use = derived.uses[index];
        const book::OutcomeRow& outcome = derived.outcomes[use.outcome];
        const std::string line = std::to_string(use.line);
        const std::string date = format_date(outcome.date);
        const std::string asked = format_quantity(use.asked);
        const std::string_view column = ledger::to_string(use.column);
        if (is_exit) {
            table.rows.push_back({rfc, outcome.key, line, outcome.clave, use.product, use.part,
                                  column, date, asked, format_quantity(use.shortage),
                                  format_quantity(use.national)});
        } else {
            table.rows.push_back({rfc, outcome.key, line, outcome.clave, use.product, use.part,
                                  column, date, asked});
        }
    }
    return table;
}

ProofAnswer answer_of(const book::Book& book, const Derived& derived, const CatalogPlaces& places,
                      const std::string& rfc, const DebtRows& rows, bool is_exit) {
    ProofAnswer answer{.kind = is_exit ? "exit" : "lot", .rfc = rfc};
    // An exit takes a part of a lot: what is left of it follows from others too.
    if (!is_exit) answer.tables.emplace_back("lots", lots_of(derived, rfc, rows));
    answer.tables.emplace_back("uses", uses_of(derived, rfc, rows, is_exit));
    answer.tables.emplace_back("discharges", takes_of(derived, rfc, rows));
    answer.positions = facts_of(book, derived, places, rfc, rows);
    for (const Language language : {Language::en, Language::es}) {
        auto& words = language == Language::es ? answer.words_es : answer.words_en;
        words = is_exit ? words_of_exit(derived, rfc, rows, language)
                        : words_of_lots(derived, rfc, rows, language);
    }
    return answer;
}

/// Of the first of these companies that has such a lot, else of the first that has such an exit.
std::optional<ProofAnswer> find_in(book::Book& book, const CatalogPlaces& places,
                                   const ProofQuestion& question,
                                   const std::vector<std::string>& companies) {
    for (const bool is_exit : {false, true}) {
        for (const std::string& rfc : companies) {
            if (!question.company.empty() && question.company != rfc) continue;
            const Derived& derived = book.derived(rfc);
            const DebtRows rows =
                is_exit ? rows_of_exit(derived, question)
                        : rows_of_lots(derived, lots_named(book, derived, rfc, question));
            const bool is_found = is_exit ? !rows.outcomes.empty() : !rows.lots.empty();
            if (is_found) return answer_of(book, derived, places, rfc, rows, is_exit);
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<ProofAnswer> answer_debt(book::Book& book, const CatalogPlaces& places,
                                       const ProofQuestion& question) {
    // The book finds every company by a walk over all that it holds: first those of catalogs.
    std::vector<std::string> told;
    for (const auto& [rfc, company] : book.catalogs().companies()) told.push_back(rfc);
    if (auto found = find_in(book, places, question, told)) return found;
    return find_in(book, places, question, book.companies());
}

}  // namespace saldo::hub
