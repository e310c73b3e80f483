#include <algorithm>

#include "hub/book/explain_case.hpp"
#include "hub/book/explain_codes.hpp"
#include "hub/book/explain_words.hpp"

namespace saldo::book {
namespace {

void figures(const ExplainCase& about, const Alert& alert) {
    Note& note = about.note;
    const Part* part = about.book.catalogs().part(about.rfc, alert.part);
    if (!alert.part.empty()) note.say("Part: {}.", "Parte: {}.", about.described(alert.part));
    if (!alert.lot.empty()) note.say("Lot: {}.", "Lote: {}.", alert.lot);
    if (alert.amount) {
        note.say("Quantity: {}.", "Cantidad: {}.",
                 about.amount(*alert.amount, part != nullptr ? part->umc : std::uint8_t{0}));
    }
    if (alert.umt) note.say("UMT: {}.", "UMT: {}.", format_quantity(*alert.umt));
    if (alert.money) note.say("Value: {} MXN.", "Valor: {} MXN.", format_money(*alert.money));
    if (alert.days) note.say("Days: {}.", "Días: {}.", *alert.days);
    if (alert.periods) {
        note.say("Periods of 15 days or fraction: {}.", "Periodos de 15 días o fracción: {}.",
                 *alert.periods);
    }
    if (alert.fine_min && alert.fine_max) {
        note.say("Fine: {} to {} MXN, not above the value of the goods.",
                 "Multa: de {} a {} MXN, sin exceder el valor de la mercancía.",
                 format_money(*alert.fine_min), format_money(*alert.fine_max));
    }
    if (alert.delay_minutes) {
        note.say("Delay: {} h {} min.", "Retraso: {} h {} min.", *alert.delay_minutes / 60,
                 *alert.delay_minutes % 60);
    }
    if (!alert.reason.empty()) note.say("Reason: {}.", "Motivo: {}.", alert.reason);
}

/// The fact that was told with other content: kept, without effect.
void clash(const ExplainCase& about, const Alert& alert) {
    for (const Physical::Clash& clash : about.book.physical().clashes()) {
        if (clash.rfc != about.rfc || clash.event_id != alert.subject) continue;
        about.note.say("The other content stands at log position {}, without effect.",
                       "El otro contenido está en la posición {}, sin efecto.",
                       clash.position.value());
    }
}

}  // namespace

void explain_alert(const ExplainCase& about, const Alert& alert) {
    Note& note = about.note;
    note.head("Alert {} · {} · {}", "Alerta {} · {} · {}", alert.code, alert.subject,
              about.company());
    if (const CodeWords* words = words_of_code(alert.code)) {
        note.say("{}", "{}", note.in(words->sentence));
        note.say("Rule: {}.", "Fundamento: {}.", note.in(words->law));
        note.say("What to do: {}", "Qué hacer: {}", note.in(words->remedy));
    }
    figures(about, alert);
    if (alert.code == "CONFLICT") clash(about, alert);
    const Derived& derived = about.derived;
    for (std::uint32_t i = 0; i < derived.outcomes.size(); ++i) {
        const std::string& key = derived.outcomes[i].key;
        const bool is_line = alert.subject.starts_with(key + "/");
        if (key == alert.subject || is_line) explain_outcome(about, i);
    }
    for (std::uint32_t i = 0; i < derived.lots.size(); ++i) {
        const std::string name = name_of(derived.lots[i]);
        const bool is_part = alert.part.empty() || alert.part == derived.lots[i].part;
        if ((name == alert.lot || name == alert.subject) && is_part) explain_lot(about, i);
    }
}

}  // namespace saldo::book
