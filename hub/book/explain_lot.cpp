#include <algorithm>

#include "hub/book/explain_bill.hpp"
#include "hub/book/explain_case.hpp"
#include "hub/book/explain_lot_parts.hpp"
#include "hub/book/explain_words.hpp"

namespace saldo::book {
namespace {

/// What opened the lot, in the order in which it counted.
class Opening {
public:
    Opening(const ExplainCase& about, const LotRow& lot)
        : about_{about}, note_{about.note}, lot_{lot} {}

    void run() {
        note_.head("How it opened", "Cómo se abrió");
        note_.say("{}: {}. It opens a balance (Annex 22 appendix 2; Annex 24 A.II(a)).",
                  "{}: {}. Abre saldo (Anexo 22 apéndice 2; Anexo 24 A.II(a)).", lot_.clave,
                  note_.in(words_of_key(lot_.clave)));
        about_.key_decision(lot_.key);
        pedimento();
        note_.say("Entered {}: this day gives its age in PEPS (D-01). Paid {}.",
                  "Entrada {}: de ese día toma su antigüedad en PEPS (D-01). Pago {}.",
                  format_date(lot_.entry_date), paid());
        if (lot_.entry_date_is_assumed) {
            note_.say("No 506 row tells the entry day: the payment day stands in.",
                      "Ninguna fila 506 dice el día de entrada: se toma el de pago.");
        }
        crossing();
        if (lot_.part_is_proposed) {
            note_.say("The part was read out of the 558 remarks; no feed names it.",
                      "La parte se leyó de las observaciones 558; ningún archivo la nombra.");
        }
        amounts();
        tariff();
        special();
    }

private:
    /// Policy consolidated_entry = crossing. The term does not follow it (Regulation 173).
    void crossing() {
        if (lot_.crossed_on) {
            note_.say(
                "Consolidated: its remesas crossed from {} on. By policy the goods are there, and "
                "have their age, from that day (D-01, D-03); the term keeps its own day.",
                "Consolidado: sus remesas cruzaron desde el {}. Por política la mercancía está, y "
                "toma su antigüedad, desde ese día (D-01, D-03); el plazo conserva el suyo.",
                format_date(*lot_.crossed_on));
        }
        if (lot_.crossings_are_missing) {
            note_.say(
                "Not every remesa that identifier RC names has its selection (record Sel): an "
                "earlier crossing may not be told yet.",
                "No toda remesa que nombra el identificador RC tiene su selección (registro Sel): "
                "puede faltar un cruce anterior.");
        }
    }

    void pedimento() {
        if (lot_.printed == 0) return;
        note_.say("Pedimento {:015}, line {}.", "Pedimento {:015}, partida {}.", lot_.printed,
                  lot_.line);
    }

    /// A declaration has no hour.
    std::string paid() const {
        return lot_.paid_at.second_of_day == 0 ? format_date(lot_.paid_at.date)
                                               : format_local_date_time(lot_.paid_at);
    }

    void amounts() {
        const auto told = versions_of(about_, lot_);
        const bool is_rectified = told.size() > 1;
        if (is_rectified) {
            note_.say("The original declared {}.", "El original declaró {}.",
                      text_of(about_, told.front().stated, lot_.unit));
            changes(told);
            note_.head("What it counts with now", "Con qué cuenta ahora");
        }
        Stated now{.quantity = entered_of(lot_)};
        now.quantity_umt = lot_.quantity_umt;
        now.value = lot_.value;
        now.iva = lot_.iva;
        note_.say("It brought {}.", "Entraron {}.", text_of(about_, now, lot_.unit));
        if (lot_.payment_form != 0) {
            const std::string words = note_.in(words_of_payment(lot_.payment_form));
            note_.say("IVA: form of payment {}{}{}.", "IVA: forma de pago {}{}{}.",
                      lot_.payment_form, words.empty() ? "" : ", ", words);
        }
    }

    void changes(const std::vector<Version>& told) {
        note_.head("Rectifications, in the order in which they were paid",
                   "Rectificaciones, en el orden en que se pagaron");
        for (std::size_t i = 1; i < told.size(); ++i) {
            const Version& now = told[i];
            note_.item("{}. R1 {}paid {}{}", "{}. R1 {}pagada {}{}", i,
                       now.number.empty() ? "" : now.number + ", ", format_date(now.paid),
                       now.position ? note_.text(" (log position {})", " (posición {})",
                                                 now.position->value())
                                    : std::string{});
            const auto differences =
                differences_of(about_, told[i - 1].stated, now.stated, lot_.unit);
            if (differences.empty()) {
                note_.more("changes nothing of this line.", "no cambia nada de esta partida.");
            }
            for (const std::string& difference : differences) note_.more("{}", "{}", difference);
        }
        note_.say(
            "The lot keeps its place in the queue: age is that of the original (Customs Law 89; "
            "D-01). Every exit was discharged again with it (D-11).",
            "El lote conserva su lugar en la fila: la antigüedad es la del original (Ley Aduanera "
            "89; D-01). Cada salida se descargó de nuevo con ella (D-11).");
    }

    void tariff() {
        if (lot_.fraccion != 0) {
            note_.say("Tariff code at import {:08}: the lot keeps it (D-24).",
                      "Fracción arancelaria a la importación {:08}: el lote la conserva (D-24).",
                      lot_.fraccion);
        }
        if (!lot_.plant.empty()) {
            note_.say("Plant {}; the queue is one for all plants of the company (D-12).",
                      "Planta {}; la fila es una para todas las plantas de la empresa (D-12).",
                      lot_.plant);
        }
    }

    void special() {
        const Declarations& told = about_.book.declarations();
        if (lot_.before) {
            note_.say("Opening balance of {}: {} were left; {} had left before, in another system.",
                      "Saldo inicial del {}: quedaban {}; {} habían salido antes, en otro sistema.",
                      format_date(lot_.before->day), about_.amount(lot_.quantity, lot_.unit),
                      about_.amount(lot_.before->out, lot_.unit));
        }
        const auto entry = told.entries().find(declared_name_of(about_, lot_));
        if (entry != told.entries().end() && entry->second.entry.name != lot_.key) {
            note_.say("One delivery of the consolidated entry {}: a lot of its own (D-25).",
                      "Una entrega del consolidado {}: un lote por entrega (D-25).",
                      entry->second.entry.name);
        }
        const auto taken_apart = told.disassemblies().find(lot_.disassembly);
        if (taken_apart != told.disassemblies().end()) {
            const Disassembly& d = taken_apart->second.disassembly;
            note_.say(
                "Recovered on {} by disassembly {} out of {} of {}: it keeps the age of its source "
                "(Annex 24 A.II(b)).",
                "Recuperado el {} en el desensamble {} de {} de {}: conserva la antigüedad de su "
                "origen (Anexo 24 A.II(b)).",
                format_date(d.date), d.name, format_quantity(d.quantity), d.part_number);
        }
        if (!lot_.rejected_outcome.empty()) {
            const auto left = told.outcomes().find(lot_.rejected_outcome);
            note_.say(
                "Rejected goods that had left with {}{}: a new entry, the old lots stay closed "
                "(D-17; Customs Law 103: within a year).",
                "Mercancía rechazada que salió con {}{}: entrada nueva, los lotes anteriores no se "
                "reabren (D-17; Ley Aduanera 103: dentro de un año).",
                lot_.rejected_outcome,
                left == told.outcomes().end()
                    ? std::string{}
                    : note_.text(" of {}", " del {}",
                                 format_date(left->second.outcome.operation_date)));
        }
    }

    const ExplainCase& about_;
    Note& note_;
    const LotRow& lot_;
};

void explain_term(const ExplainCase& about, const LotRow& lot) {
    Note& note = about.note;
    note.head("Term of stay", "Plazo de permanencia");
    if (!lot.term_end) {
        note.say("None by date: as long as the program (Customs Law 108-III).",
                 "Sin fecha: la vigencia del programa (Ley Aduanera 108-III).");
        return;
    }
    note.say("It counts from {} (Customs Law 108).", "Corre desde el {} (Ley Aduanera 108).",
             format_date(lot.term_start));
    if (lot.term_end_conservative && lot.term_end_conservative == lot.term_end_cff12) {
        note.say("By both ways of counting months it ends {}.",
                 "Por ambas formas de contar los meses vence el {}.",
                 format_date(*lot.term_end_conservative));
    } else if (lot.term_end_conservative && lot.term_end_cff12) {
        note.say("Conservative count: {}. Federal Fiscal Code art. 12: {}.",
                 "Cuenta conservadora: {}. Código Fiscal art. 12: {}.",
                 format_date(*lot.term_end_conservative), format_date(*lot.term_end_cff12));
    }
    if (lot.term_end_closing) {
        note.say("From the closing of the consolidated pedimento: {} (D-25; Regulation 173).",
                 "Desde el cierre del consolidado: {} (D-25; Reglamento 173).",
                 format_date(*lot.term_end_closing));
    }
    const auto policy =
        about.book.catalogs().policy(about.rfc, PolicyName::term_end, lot.term_start);
    const bool is_cff12 = policy.value_or(0) == static_cast<std::uint16_t>(TermPolicy::cff12);
    const auto by_policy = is_cff12 ? lot.term_end_cff12 : lot.term_end_conservative;
    const auto program = about.book.decisions().deadline(about.rfc, Registration::program);
    if (program && by_policy && *lot.term_end < *by_policy) {
        note.say("It must leave by {}: the program ends that day (IMMEX Decree 28).",
                 "Debe salir a más tardar el {}: ese día termina el programa (Decreto IMMEX 28).",
                 format_date(*lot.term_end));
        return;
    }
    note.say("It must leave by {}: policy term_end = {}{}.",
             "Debe salir a más tardar el {}: política term_end = {}{}.", format_date(*lot.term_end),
             is_cff12 ? "CFF12" : "CONSERVATIVE",
             policy ? "" : note.text(", the default", ", la predeterminada"));
}

}  // namespace

void explain_lot(const ExplainCase& about, std::uint32_t index) {
    const LotRow& lot = about.derived.lots[index];
    about.note.head("Lot {} · part {} · {}", "Lote {} · parte {} · {}", name_of(lot),
                    about.described(lot.part), about.company());
    if (about.derived.mode != DischargeMode::quantity) {
        about.note.say("Amounts are pesos: the company discharges by value (D-26).",
                       "Los montos son pesos: la empresa descarga por valor (D-26).");
    }
    Opening{about, lot}.run();
    explain_term(about, lot);
    explain_discharges_of(about, index);
    about.alerts_naming(name_of(lot));
    about.movements(lot.key, lot.printed, lot.part);
    about.positions(lot.positions);
}

}  // namespace saldo::book
