#include <map>
#include <set>

#include "hub/book/tables.hpp"
#include "tests/property/naive_model.hpp"
#include "tests/property/naive_pencil.hpp"

namespace saldo::test {

std::string narrate(const book::Derived& derived, const std::vector<LocalDate>& days) {
    std::string text;
    for (const book::TakeRow& take : derived.takes) {
        const book::UseRow& use = derived.uses[take.use];
        const book::OutcomeRow& outcome = derived.outcomes[use.outcome];
        text += row_line(outcome.key, use.line, to_string(use.column), use.part,
                         book::name_of(derived.lots[take.lot]), take.quantity, take.umt, take.value,
                         take.iva, outcome.is_provisional);
    }
    for (const book::UseRow& use : derived.uses) {
        text += short_line(derived.outcomes[use.outcome].key, use.line,
                           to_string(use.column), use.part, use.shortage, use.national);
    }
    std::map<std::pair<std::string, LocalDate>, Quantity> scrap;
    for (const book::ScrapRow& row : derived.scrap) scrap[{row.part, row.date}] += row.change;
    for (const auto& [key, change] : scrap) text += scrap_line(key.first, key.second, change);
    std::multiset<std::string> rest;
    for (const book::HeldRow& row : derived.held) {
        rest.insert(held_line(derived.outcomes[row.outcome].key, row.part, row.quantity));
    }
    for (const book::CertificateRow& row : derived.certificates) {
        rest.insert(certificate_line(derived.outcomes[row.outcome].key, row.part,
                                     {row.a, row.b, row.c}, row.cleared));
    }
    for (const std::string& line : rest) text += line;
    for (const LocalDate on : days) {
        const auto balances = book::balances_at(derived, on);
        std::set<std::string> lines;
        for (std::size_t i = 0; i < derived.lots.size(); ++i) {
            const book::LotRow& lot = derived.lots[i];
            if (!book::has_entered(lot, on)) continue;
            lines.insert(balance_line(on, book::name_of(lot), balances[i].left,
                                      balances[i].provisional, balances[i].value));
        }
        for (const std::string& line : lines) text += line;
    }
    return text;
}

}  // namespace saldo::test
