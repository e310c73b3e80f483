#include <algorithm>

#include "hub/book/explain_case.hpp"
#include "hub/book/explain_outcome_lines.hpp"
#include "hub/book/explain_words.hpp"

namespace saldo::book {
namespace {

class Outcome {
public:
    Outcome(const ExplainCase& about, std::uint32_t index)
        : about_{about},
          note_{about.note},
          index_{index},
          outcome_{about.derived.outcomes[index]} {}

    void run() {
        if (outcome_.kind == OutcomeKind::disassembly) {
            note_.head("Disassembly {} · {} · {}", "Desensamble {} · {} · {}", outcome_.key,
                       format_date(outcome_.date), about_.company());
            note_.say(
                "What is recovered opens lots with the age of their source; the rest is "
                "scrap (Annex 24 A.II(b)).",
                "Lo recuperado abre lotes con la antigüedad de su origen; lo demás es "
                "desperdicio (Anexo 24 A.II(b)).");
        } else {
            note_.head("Outcome {} · {} · {}", "Destino {} · {} · {}", outcome_.key, outcome_.clave,
                       about_.company());
            note_.say("{}: {}. {}", "{}: {}. {}", outcome_.clave,
                      note_.in(words_of_key(outcome_.clave)), note_.in(words_of(outcome_.expiry)));
        }
        about_.key_decision(outcome_.key);
        if (const auto printed = printed_number_of(outcome_.order_text)) {
            note_.say("Pedimento {:015}.", "Pedimento {:015}.", *printed);
        }
        date();
        if (outcome_.is_history) {
            note_.say("On or before the day of the opening balance: another system discharged it.",
                      "Del día del saldo inicial o antes: la descargó otro sistema.");
        }
        pair();
        if (!outcome_.clears.empty()) {
            note_.say("It nationalises part A of certificate {} (rules 4.3.11 to 4.3.19).",
                      "Nacionaliza la parte A de la constancia {} (reglas 4.3.11 a 4.3.19).",
                      outcome_.clears);
        }
        explain_outcome_lines(about_, index_);
        yields();
        certificate();
        about_.alerts_naming(outcome_.key);
        about_.movements(outcome_.key, printed_number_of(outcome_.order_text).value_or(0), {});
        about_.positions(outcome_.positions);
    }

private:
    /// D-04: which day an outcome counts from.
    void date() {
        const std::string& clave = outcome_.clave;
        Words why{"the day on which its pedimento was paid (D-04)",
                  "el día de pago de su pedimento (D-04)"};
        if (clave == "CTM") {
            why = {"the day on which the certificate was issued (D-04)",
                   "el día en que se expidió la constancia (D-04)"};
        } else if (clave == "DESTRUCTION" || clave == "DONATION") {
            why = {"the day on which the notice was acknowledged (D-04)",
                   "el día del acuse del aviso (D-04)"};
        } else if (clave.empty()) {
            why = {"the day on which it was done", "el día en que se hizo"};
        }
        note_.say("Operation date {}: {}. Lots that entered later may not serve it (D-03).",
                  "Fecha de operación {}: {}. Lotes que entraron después no la cubren (D-03).",
                  format_date(outcome_.date), note_.in(why));
    }

    void pair() {
        const auto& outcomes = about_.book.declarations().outcomes();
        const auto told = outcomes.find(outcome_.key);
        if (told != outcomes.end()) {
            const OutcomeDeclaration& o = told->second.outcome;
            if (!o.link_pedimento.empty()) {
                note_.say("Its Descargos name {} of {}, key {}.",
                          "Sus Descargos nombran {} del {}, clave {}.", o.link_pedimento,
                          o.link_date ? format_date(*o.link_date) : "?", o.link_clave);
            }
            if (!o.to.empty()) note_.say("Receiver: {}.", "Receptor: {}.", o.to);
        }
        if (!outcome_.is_provisional) {
            note_.say("Its discharges are confirmed.", "Sus descargos están confirmados.");
            return;
        }
        note_.say("Its discharges are provisional: {} (rules 4.3.21 and 5.2.5).",
                  "Sus descargos son provisionales: {} (reglas 4.3.21 y 5.2.5).",
                  note_.in(words_of(outcome_.pair_fault)));
        for (const Alert& alert : about_.alerts) {
            if (alert.code != "V1_MISMATCH" || alert.subject != outcome_.key) continue;
            if (alert.amount) {
                note_.more("Difference: {}.", "Diferencia: {}.", format_quantity(*alert.amount));
            }
            if (alert.umt) {
                note_.more("Difference in UMT: {}.", "Diferencia en UMT: {}.",
                           format_quantity(*alert.umt));
            }
            if (alert.money) {
                note_.more("Difference in value: {} MXN.", "Diferencia en valor: {} MXN.",
                           format_money(*alert.money));
            }
        }
    }

    void yields() {
        for (const YieldRow& yield : about_.derived.yields) {
            if (yield.outcome != index_) continue;
            note_.say(
                "Each unit gives {} of {}{}.", "Cada unidad da {} de {}{}.",
                about_.amount(yield.per_unit, yield.unit), yield.part,
                yield.is_scrap ? note_.text(", as scrap", ", como desperdicio") : std::string{});
        }
    }

    void certificate() {
        bool is_first = true;
        for (const CertificateRow& row : about_.derived.certificates) {
            if (row.outcome != index_) continue;
            if (is_first) note_.head("Parts of the certificate", "Partes de la constancia");
            is_first = false;
            note_.say("{}: A {} (to be nationalised, {} done), B {}, C {} (duty check).",
                      "{}: A {} (por nacionalizar, {} hecho), B {}, C {} (revisar arancel).",
                      row.part, format_quantity(row.a), format_quantity(row.cleared),
                      format_quantity(row.b), format_quantity(row.c));
            note_.more("B and C count as returned and are discharged; A waits for F4.",
                       "B y C se consideran retornadas y se descargan; A espera F4.");
        }
    }

    const ExplainCase& about_;
    Note& note_;
    std::uint32_t index_;
    const OutcomeRow& outcome_;
};

}  // namespace

void explain_outcome(const ExplainCase& about, std::uint32_t outcome) {
    Outcome{about, outcome}.run();
}

}  // namespace saldo::book
