#include "hub/prove/debt_words.hpp"

#include "hub/book/explain_note.hpp"
#include "hub/book/explain_words.hpp"

namespace saldo::hub {
namespace {

using book::LotRow;
using book::Note;
using book::OutcomeRow;
using book::TakeRow;
using book::UseRow;

std::string joined(const std::vector<LogPosition>& positions) {
    std::string text;
    for (const LogPosition position : positions) {
        text += (text.empty() ? "" : ", ") + std::to_string(position.value());
    }
    return text;
}

/// One answer in one language.
class Teller {
public:
    Teller(const book::Derived& derived, const std::string& rfc, const DebtRows& rows,
           Language language)
        : derived_{derived}, rfc_{rfc}, rows_{rows}, note_{language} {}

    std::vector<std::string> lots() {
        for (const std::uint32_t index : rows_.lots) lot(index);
        return note_.take();
    }
    std::vector<std::string> exits() {
        for (const std::uint32_t index : rows_.outcomes) exit(index);
        return note_.take();
    }

private:
    const OutcomeRow& outcome_of(const UseRow& use) const { return derived_.outcomes[use.outcome]; }

    void lot(std::uint32_t index) {
        const LotRow& lot = derived_.lots[index];
        note_.head("Lot {} · part {} · {}", "Lote {} · parte {} · {}", name_of(lot), lot.part,
                   rfc_);
        note_.say("{}: {}. Opened by what the log tells at {}.",
                  "{}: {}. Lo abre lo que la bitácora dice en {}.", lot.clave,
                  note_.in(book::words_of_key(lot.clave)), joined(lot.positions));
        note_.say("{} entered on {}, paid {}: that day gives its place in the queue (D-01, D-02).",
                  "{} entraron el {}, pago {}: ese día le da su lugar en la fila (D-01, D-02).",
                  format_quantity(book::entered_of(lot)), format_date(there_from(lot)),
                  format_date(lot.paid_at.date));
        if (lot.term_end) {
            note_.say("It must leave by {} (Customs Law 108).",
                      "Debe salir a más tardar el {} (Ley Aduanera 108).",
                      format_date(*lot.term_end));
        }
        Quantity left = lot.quantity;
        int number = 0;
        for (const std::uint32_t at : rows_.takes) {
            const TakeRow& take = derived_.takes[at];
            if (take.lot != index) continue;
            left -= take.quantity;
            discharge(take, ++number);
            note_.more("Left: {}.", "Quedan: {}.", format_quantity(left));
        }
        if (number == 0) note_.say("Nothing was discharged from it.", "Nada se ha descargado.");
        note_.say("Balance {}; {} of what was taken is provisional.",
                  "Saldo {}; {} de lo descargado es provisional.", format_quantity(lot.left),
                  format_quantity(lot.provisional));
    }

    void discharge(const TakeRow& take, int number) {
        const UseRow& use = derived_.uses[take.use];
        const OutcomeRow& outcome = outcome_of(use);
        note_.item("{}. {} · {} {}, line {}: − {}, {}.", "{}. {} · {} {}, partida {}: − {}, {}.",
                   number, format_date(outcome.date), outcome.clave, outcome.key, use.line,
                   format_quantity(take.quantity), note_.in(book::words_of(use.column)));
        if (!use.product.empty()) {
            note_.more("Exploded out of product {} (D-15).", "Explotado del producto {} (D-15).",
                       use.product);
        }
        if (use.own_why == book::OwnLot::none) {
            note_.more("Oldest lot first, never a later import (D-02, D-03, D-04).",
                       "El lote más antiguo primero, nunca una importación posterior (D-02, D-03, "
                       "D-04).");
        } else {
            note_.more("Not by PEPS, but {}.", "No por PEPS, sino {}.",
                       note_.in(book::words_of(use.own_why)));
        }
        note_.more("UMT {}, value {} MXN, IVA {} MXN in proportion (D-09). Log: {}.",
                   "UMT {}, valor {} MXN, IVA {} MXN en proporción (D-09). Bitácora: {}.",
                   format_quantity(take.umt), format_money(take.value), format_money(take.iva),
                   joined(outcome.positions));
    }

    void exit(std::uint32_t index) {
        const OutcomeRow& outcome = derived_.outcomes[index];
        note_.head("Exit {} · {} · {}", "Salida {} · {} · {}", outcome.key, outcome.clave, rfc_);
        note_.say("Operation date {} (D-04): no lot that came later serves it (D-03). Log: {}.",
                  "Fecha de operación {} (D-04): ningún lote posterior la cubre (D-03). "
                  "Bitácora: {}.",
                  format_date(outcome.date), joined(outcome.positions));
        if (outcome.is_provisional) {
            note_.say("Provisional: {}.", "Provisional: {}.",
                      note_.in(book::words_of(outcome.pair_fault)));
        }
        for (const std::uint32_t at : rows_.uses) {
            if (derived_.uses[at].outcome == index) use(at);
        }
    }

    void use(std::uint32_t index) {
        const UseRow& use = derived_.uses[index];
        note_.item("Line {}: {} of {}, {}.", "Partida {}: {} de {}, {}.", use.line,
                   format_quantity(use.asked), use.part, note_.in(book::words_of(use.column)));
        for (const std::uint32_t at : rows_.takes) {
            const TakeRow& take = derived_.takes[at];
            if (take.use != index) continue;
            const LotRow& lot = derived_.lots[take.lot];
            note_.more("− {} of lot {}, entered {}. Log: {}.",
                       "− {} del lote {}, entrada {}. Bitácora: {}.",
                       format_quantity(take.quantity), name_of(lot), format_date(there_from(lot)),
                       joined(lot.positions));
        }
        if (!use.national.is_zero()) {
            note_.more("{} of national stock (D-16).", "{} de existencia nacional (D-16).",
                       format_quantity(use.national));
        }
        if (!use.shortage.is_zero()) {
            note_.more("{} that no lot could cover (D-03).", "{} que ningún lote cubrió (D-03).",
                       format_quantity(use.shortage));
        }
    }

    const book::Derived& derived_;
    const std::string& rfc_;
    const DebtRows& rows_;
    Note note_;
};

}  // namespace

std::vector<std::string> words_of_lots(const book::Derived& derived, const std::string& rfc,
                                       const DebtRows& rows, Language language) {
    return Teller{derived, rfc, rows, language}.lots();
}

std::vector<std::string> words_of_exit(const book::Derived& derived, const std::string& rfc,
                                       const DebtRows& rows, Language language) {
    return Teller{derived, rfc, rows, language}.exits();
}

}  // namespace saldo::hub
