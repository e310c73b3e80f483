#include "hub/book/explain_case.hpp"
#include "hub/book/explain_words.hpp"

namespace saldo::book {
namespace {

/// Which uses the lot proves, in order, and what is left of it.
void uses_of(const ExplainCase& about, std::uint32_t index) {
    Note& note = about.note;
    const Derived& derived = about.derived;
    const LotRow& lot = derived.national[index];
    note.head("What was used of it, in order of entry (D-16)",
              "Lo que se usó de él, en orden de entrada (D-16)");
    Quantity left = lot.quantity;
    int number = 0;
    for (const TakeRow& take : derived.national_takes) {
        const UseRow& use = derived.uses[take.use];
        const OutcomeRow& outcome = derived.outcomes[use.outcome];
        if (take.lot != index || !about.is_shown(outcome.date)) continue;
        left -= take.quantity;
        note.item("{}. {} · {} {}, line {}: − {}, {}", "{}. {} · {} {}, partida {}: − {}, {}",
                  ++number, format_date(outcome.date), outcome.clave, outcome.key, use.line,
                  about.amount(take.quantity, lot.unit), note.in(words_of(use.column)));
    }
    if (number == 0) note.say("Nothing yet.", "Nada todavía.");
    note.say("Left: {} of {}.", "Quedan: {} de {}.", about.amount(left, lot.unit),
             about.amount(lot.quantity, lot.unit));
}

}  // namespace

void explain_national(const ExplainCase& about, std::uint32_t index) {
    Note& note = about.note;
    const LotRow& lot = about.derived.national[index];
    note.head("Definitive lot {} · part {} · {}", "Lote definitivo {} · parte {} · {}",
              name_of(lot), about.described(lot.part), about.company());
    note.say(
        "{}: {}. Its goods came to stay: no term, no return, no balance of temporary goods.",
        "{}: {}. Su mercancía vino a quedarse: sin plazo, sin retorno, sin saldo de temporales.",
        lot.clave, note.in(words_of_key(lot.clave)));
    note.say("It proves the lawful stay of what is used of it as national stock (D-16).",
             "Acredita la legal estancia de lo que se usa de él como existencia nacional (D-16).");
    note.say("Pedimento {:015}, line {}. Entered {}, paid {}.",
             "Pedimento {:015}, partida {}. Entrada {}, pago {}.", lot.printed, lot.line,
             format_date(lot.entry_date), format_local_date_time(lot.paid_at));
    if (lot.crossed_on) {
        note.say("Consolidated: by policy it is there from its first crossing, {}.",
                 "Consolidado: por política está desde su primer cruce, {}.",
                 format_date(*lot.crossed_on));
    }
    if (lot.part_is_proposed) {
        note.say("The part was read out of the 558 remarks; no feed names it.",
                 "La parte se leyó de las observaciones 558; ningún archivo la nombra.");
    }
    if (lot.value) {
        note.say("Value {} MXN.", "Valor {} MXN.", format_money(*lot.value));
    }
    uses_of(about, index);
    about.movements(lot.key, lot.printed, lot.part);
    about.positions(lot.positions);
}

}  // namespace saldo::book
