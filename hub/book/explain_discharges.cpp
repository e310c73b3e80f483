#include <algorithm>

#include "hub/book/explain_bill.hpp"
#include "hub/book/explain_lot_parts.hpp"
#include "hub/book/explain_words.hpp"

namespace saldo::book {
namespace {

std::string joined(const std::vector<LogPosition>& positions) {
    std::string text;
    for (LogPosition position : positions) {
        if (!text.empty()) text += ", ";
        text += std::to_string(position.value());
    }
    return text;
}

class Discharges {
public:
    Discharges(const ExplainCase& about, std::uint32_t lot)
        : about_{about},
          note_{about.note},
          derived_{about.derived},
          index_{lot},
          lot_{about.derived.lots[lot]},
          left_{lot_.quantity},
          left_umt_{lot_.quantity_umt} {}

    void run() {
        note_.head("What was discharged from it, in order (PEPS, Annex 24 A.II(c))",
                   "Lo que se descargó de él, en orden (PEPS, Anexo 24 A.II(c))");
        std::size_t next = 0;
        for (std::uint32_t u = 0; u < derived_.uses.size(); ++u) {
            for (; next < derived_.takes.size() && derived_.takes[next].use == u; ++next) {
                if (derived_.takes[next].lot == index_) discharge(derived_.takes[next]);
            }
            passed_over(derived_.uses[u]);
        }
        if (number_ == 0) note_.say("Nothing yet.", "Nada todavía.");
        balance();
    }

private:
    const OutcomeRow& outcome_of(const UseRow& use) const { return derived_.outcomes[use.outcome]; }

    void discharge(const TakeRow& take) {
        const UseRow& use = derived_.uses[take.use];
        const OutcomeRow& outcome = outcome_of(use);
        if (!about_.is_shown(outcome.date)) return;
        if (said_ != &outcome || line_ != use.line) exit(use, outcome);
        left_ -= take.quantity;
        if (left_umt_) *left_umt_ -= take.umt;
        note_.more("− {}, {}", "− {}, {}", about_.amount(take.quantity, lot_.unit),
                   note_.in(words_of(use.column)));
        explain_bill(about_, use);
        if (use.own_why != OwnLot::none) {
            note_.more("Not by PEPS, but {}; see {}.", "No por PEPS, sino {}; ver {}.",
                       note_.in(words_of(use.own_why)), outcome.key);
        }
        rest(take, use);
        late(use, outcome);
        amounts(take);
        note_.more("Balance after: {}.", "Saldo después: {}.", about_.amount(left_, lot_.unit));
    }

    /// What is the same for everything that one line of an exit takes.
    void exit(const UseRow& use, const OutcomeRow& outcome) {
        said_ = &outcome;
        line_ = use.line;
        if (outcome.clave.empty()) {
            note_.item("{}. {} · disassembly {}", "{}. {} · desensamble {}", ++number_,
                       format_date(outcome.date), outcome.key);
        } else {
            note_.item("{}. {} · {} {}, line {}: {}.", "{}. {} · {} {}, partida {}: {}.", ++number_,
                       format_date(outcome.date), outcome.clave, outcome.key, use.line,
                       note_.in(words_of_key(outcome.clave)));
        }
        if (const auto line = product_line_of(about_, use)) {
            note_.more("{} of product {}, built {}.", "{} del producto {}, armado el {}.",
                       format_quantity(line->quantity), about_.described(use.product),
                       format_date(line->built));
        }
        note_.more("{}. Log: {}.", "{}. Bitácora: {}.", state_of(outcome),
                   joined(outcome.positions));
    }

    /// What the same consumption took elsewhere, because this lot ended or others were older.
    void rest(const TakeRow& take, const UseRow& use) {
        if (take.quantity == use.asked) return;
        std::string others;
        constexpr int others_max = 5;
        int count = 0;
        const auto rows = std::ranges::equal_range(derived_.takes, take.use, {}, &TakeRow::use);
        for (const TakeRow& other : rows) {
            if (other.lot == index_ || ++count > others_max) continue;
            if (!others.empty()) others += ", ";
            others += note_.text("{} of {}", "{} de {}", format_quantity(other.quantity),
                                 name_of(derived_.lots[other.lot]));
        }
        if (count > others_max) others += ", …";
        if (!others.empty()) {
            note_.more("The line asked for {}; the rest came from: {} (PEPS).",
                       "La partida pidió {}; el resto salió de: {} (PEPS).",
                       about_.amount(use.asked, use.unit), others);
        }
    }

    void amounts(const TakeRow& take) {
        if (lot_.quantity_umt) {
            note_.more("UMT {}, in proportion to what entered (D-09).",
                       "UMT {}, en proporción a lo que entró (D-09).", format_quantity(take.umt));
        }
        if (lot_.value) {
            note_.more("Value {} MXN; IVA {} MXN.", "Valor {} MXN; IVA {} MXN.",
                       format_money(take.value), format_money(take.iva));
        }
    }

    std::string state_of(const OutcomeRow& outcome) const {
        if (!outcome.is_provisional) return note_.text("Confirmed", "Confirmado");
        return note_.text("Provisional: {}", "Provisional: {}",
                          note_.in(words_of(outcome.pair_fault)));
    }

    const Alert* alert_of(std::string_view code, const OutcomeRow& outcome) const {
        const auto found = std::ranges::find_if(derived_.alerts, [&](const Alert& alert) {
            return alert.code == code && alert.subject == outcome.key && alert.lot == name_of(lot_);
        });
        return found == derived_.alerts.end() ? nullptr : &*found;
    }

    void late(const UseRow& use, const OutcomeRow& outcome) {
        const Alert* alert = alert_of("LATE_RETURN", outcome);
        if (alert == nullptr || alert->part != use.part) return;
        note_.more("Late: {} days after the term, {} periods of 15 days or fraction{}.",
                   "Extemporáneo: {} días después del plazo, {} periodos de 15 días o fracción{}.",
                   alert->days.value_or(0), alert->periods.value_or(0),
                   alert->fine_min && alert->fine_max
                       ? note_.text("; fine {} to {} MXN (Customs Law 183-II)",
                                    "; multa de {} a {} MXN (Ley Aduanera 183-II)",
                                    format_money(*alert->fine_min), format_money(*alert->fine_max))
                       : std::string{});
    }

    /// An outcome that would have come to this lot and might not take it.
    void passed_over(const UseRow& use) {
        const OutcomeRow& outcome = outcome_of(use);
        if (!about_.is_shown(outcome.date) || skipped_ == &outcome) return;
        if (const Alert* alert = alert_of("EXPIRED_LOT_SKIPPED", outcome)) {
            skipped_ = &outcome;
            note_.item("—  {} · {} {}: passed over with {} because its term had ended {} (D-05).",
                       "—  {} · {} {}: lo saltó con {} porque su plazo venció el {} (D-05).",
                       format_date(outcome.date), outcome.clave, outcome.key,
                       about_.amount(alert->amount.value_or(Quantity{}), lot_.unit),
                       lot_.term_end ? format_date(*lot_.term_end) : std::string{});
            return;
        }
        const bool is_of_pool = use.part == lot_.part && use.unit == lot_.unit;
        const LocalDate from =
            std::max(there_from(lot_), lot_.available_from.value_or(LocalDate{}));
        if (is_of_pool && use.shortage > Quantity{} && outcome.date < from) {
            skipped_ = &outcome;
            note_.say(
                "—  {} · {} {}: short of {}; this lot came later and may not serve it (D-03).",
                "—  {} · {} {}: faltaron {}; este lote entró después y no puede cubrirlo "
                "(D-03).",
                format_date(outcome.date), outcome.clave, outcome.key,
                about_.amount(use.shortage, lot_.unit));
        }
    }

    void balance() {
        note_.head("What is left", "Lo que queda");
        note_.say("Balance {}{}{}.", "Saldo {}{}{}.", about_.amount(left_, lot_.unit),
                  left_umt_ ? note_.text("; {} in UMT", "; {} en UMT", format_quantity(*left_umt_))
                            : std::string{},
                  about_.filter.as_of ? note_.text(", at the end of {}", ", al cierre del {}",
                                                   format_date(*about_.filter.as_of))
                                      : std::string{});
        if (left_.is_zero()) {
            note_.say("The lot is closed.", "El lote está cerrado.");
            return;
        }
        place();
    }

    /// Where the lot stands among those of its part.
    void place() {
        const auto balances = balances_at(derived_, about_.filter.as_of);
        std::size_t older = 0;
        std::size_t younger = 0;
        Quantity ahead;
        Quantity behind;
        for (std::uint32_t i = 0; i < derived_.lots.size(); ++i) {
            const LotRow& other = derived_.lots[i];
            const bool same = other.part == lot_.part && other.unit == lot_.unit && i != index_;
            if (!same || balances[i].left.is_zero()) continue;
            (i < index_ ? older : younger) += 1;
            (i < index_ ? ahead : behind) += balances[i].left;
        }
        if (older == 0) {
            note_.say("No older lot of the part has a balance: the next exit takes this one.",
                      "Ningún lote más antiguo de la parte tiene saldo: la próxima salida toma "
                      "éste.");
        } else {
            note_.say("Older lots of the part with a balance: {}, with {}; they go first (D-02).",
                      "Lotes más antiguos de la parte con saldo: {}, con {}; salen antes (D-02).",
                      older, about_.amount(ahead, lot_.unit));
        }
        if (younger > 0) {
            note_.say("Younger lots behind it: {}, with {}.",
                      "Lotes más recientes detrás: {}, con {}.", younger,
                      about_.amount(behind, lot_.unit));
        }
    }

    const ExplainCase& about_;
    Note& note_;
    const Derived& derived_;
    std::uint32_t index_;
    const LotRow& lot_;
    Quantity left_;
    std::optional<Quantity> left_umt_;
    const OutcomeRow* said_ = nullptr;  ///< exit whose line was said last
    std::uint32_t line_ = 0;
    const OutcomeRow* skipped_ = nullptr;  ///< said once an outcome
    int number_ = 0;
};

}  // namespace

void explain_discharges_of(const ExplainCase& about, std::uint32_t lot) {
    Discharges{about, lot}.run();
}

}  // namespace saldo::book
