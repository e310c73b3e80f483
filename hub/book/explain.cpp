#include "hub/book/explain.hpp"

#include "hub/book/explain_case.hpp"

namespace saldo::book {
namespace {

/// Everything of one company that answers to the name.
void explain_in(const ExplainCase& about, const std::string& ref) {
    const Derived& derived = about.derived;
    const std::string& part = about.filter.part;
    const auto is_meant = [&](const LotRow& lot) {
        const bool named = name_of(lot) == ref || lot.key == ref;
        return named && (part.empty() || part == lot.part);
    };
    for (std::uint32_t i = 0; i < derived.lots.size(); ++i) {
        if (is_meant(derived.lots[i])) explain_lot(about, i);
    }
    for (std::uint32_t i = 0; i < derived.national.size(); ++i) {
        const LotRow& lot = derived.national[i];
        if (!lot.key.empty() && is_meant(lot)) explain_national(about, i);
    }
    for (std::uint32_t i = 0; i < derived.outcomes.size(); ++i) {
        const OutcomeRow& outcome = derived.outcomes[i];
        const bool is_line = ref.starts_with(outcome.key + "/");
        if (outcome.key == ref || is_line) explain_outcome(about, i);
    }
    for (const Alert& alert : about.alerts) {
        if (id_of(alert) == ref) explain_alert(about, alert);
    }
}

}  // namespace

std::vector<std::string> explain(Book& book, const Filter& filter, const std::string& ref,
                                 const FactAt& fact_at, Language language) {
    Note note{language};
    for (const std::string& rfc : book.companies()) {
        if (!filter.company.empty() && filter.company != rfc) continue;
        const auto alerts = book.alerts(rfc, filter.today);
        explain_in({book, rfc, book.derived(rfc), alerts, filter, fact_at, note}, ref);
    }
    if (note.is_empty()) return {};
    note.head(
        "Known up to log position {}: only what was told before it counts (D-22).",
        "Conocido hasta la posición {} de la bitácora: sólo cuenta lo informado antes (D-22).",
        book.known().value());
    return note.take();
}

}  // namespace saldo::book
