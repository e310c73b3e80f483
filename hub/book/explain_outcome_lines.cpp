#include "hub/book/explain_outcome_lines.hpp"

#include <algorithm>
#include <set>

#include "hub/book/explain_bill.hpp"
#include "hub/book/explain_words.hpp"

namespace saldo::book {
namespace {

class OutcomeLines {
public:
    OutcomeLines(const ExplainCase& about, std::uint32_t index)
        : about_{about},
          note_{about.note},
          derived_{about.derived},
          index_{index},
          outcome_{about.derived.outcomes[index]} {
        for (const LotRow& lot : derived_.lots) left_.push_back(lot.quantity);
    }

    void run() {
        std::size_t next = 0;
        for (std::uint32_t u = 0; u < derived_.uses.size(); ++u) {
            const std::size_t first = next;
            while (next < derived_.takes.size() && derived_.takes[next].use == u) ++next;
            if (derived_.uses[u].outcome == index_) {
                line(derived_.uses[u], first, next);
                national(u);
            }
            for (std::size_t t = first; t < next; ++t) {
                left_[derived_.takes[t].lot] -= derived_.takes[t].quantity;
            }
        }
        scrap();
        decisions();
    }

private:
    void line(const UseRow& use, std::size_t first, std::size_t last) {
        if (line_ != use.line) heading(use);
        line_ = use.line;
        note_.say("{}: {}, {}", "{}: {}, {}", about_.described(use.part),
                  about_.amount(use.asked, use.unit), note_.in(words_of(use.column)));
        explain_bill(about_, use);
        if (use.column == ledger::Column::shrinkage) norm(use);
        substitute(use);
        status(use);
        older(use, first, last);
        for (std::size_t t = first; t < last; ++t) take(use, derived_.takes[t]);
        if (use.shortage > Quantity{}) shortage(use);
    }

    void heading(const UseRow& use) {
        const auto product = product_line_of(about_, use);
        if (product) {
            note_.head("Line {}: {} of product {}, built {}",
                       "Partida {}: {} del producto {}, armado el {}", use.line,
                       format_quantity(product->quantity), about_.described(use.product),
                       format_date(product->built));
        } else {
            note_.head("Line {}", "Partida {}", use.line);
        }
        if (!use.plant.empty()) note_.say("Plant {}.", "Planta {}.", use.plant);
    }

    void norm(const UseRow& use) {
        const auto product = product_line_of(about_, use);
        const auto way = product ? bill_of(about_, use.product, use.part, product->built)
                                 : std::vector<BillStep>{};
        const auto percent = about_.book.catalogs().norm_percent(about_.rfc, use.part);
        if (!way.empty() && way.back().line.norm) {
            note_.more("Norm of the bill: {} each (D-20).",
                       "Norma de la lista de materiales: {} por unidad (D-20).",
                       format_quantity(*way.back().line.norm));
        } else if (percent) {
            note_.more("Documented norm: {} % of what is incorporated (D-20).",
                       "Norma documentada: {} % de lo incorporado (D-20).",
                       format_quantity(*percent, 0));
        } else {
            note_.more("No norm is documented: it is not limited (D-20).",
                       "No hay norma documentada: no tiene límite (D-20).");
        }
    }

    /// A part that was used in place of another (D-14).
    void substitute(const UseRow& use) {
        const auto& outcomes = about_.book.declarations().outcomes();
        const auto told = outcomes.find(outcome_.key);
        const bool is_use = use.product.empty() && told != outcomes.end() && use.line > 0 &&
                            use.line <= told->second.uses.size();
        if (!is_use) return;
        const UseLine& line = told->second.uses[use.line - 1];
        if (line.instead.empty()) return;
        const Substitute* authorised =
            about_.book.catalogs().authorisation(about_.rfc, line.instead, use.part, outcome_.date);
        note_.more(
            "Used in place of {}: {} (D-14). What was consumed is discharged.",
            "Usada en lugar de {}: {} (D-14). Se descarga lo consumido.", line.instead,
            authorised != nullptr
                ? note_.text("authorised by {}", "autorizada por {}", authorised->authorisation)
                : note_.text("NOT authorised on that day", "SIN autorización en esa fecha"));
    }

    void status(const UseRow& use) {
        if (use.status == StockStatus::national) {
            note_.more("National stock: {} taken of it; no lot is discharged (D-16).",
                       "Existencia nacional: se tomaron {}; no se descarga lote (D-16).",
                       about_.amount(use.national, use.unit));
        } else if (use.status == StockStatus::unrecorded) {
            note_.more("Customs status not recorded: temporary first, {} national (D-16).",
                       "Régimen no registrado: primero lo temporal, {} nacional (D-16).",
                       about_.amount(use.national, use.unit));
        }
    }

    /// The definitive lots that prove the stay of what was used.
    void national(std::uint32_t use) {
        const auto takes =
            std::ranges::equal_range(derived_.national_takes, use, {}, &TakeRow::use);
        for (const TakeRow& take : takes) {
            const LotRow& lot = derived_.national[take.lot];
            const std::uint8_t unit = derived_.uses[use].unit;
            if (lot.key.empty()) {
                note_.more("− {} of stock of {} told without a pedimento",
                           "− {} de existencia del {} informada sin pedimento",
                           about_.amount(take.quantity, unit), format_date(there_from(lot)));
            } else {
                note_.more("− {} of definitive lot {} ({}, entered {})",
                           "− {} del lote definitivo {} ({}, entrada {})",
                           about_.amount(take.quantity, unit), name_of(lot), lot.clave,
                           format_date(there_from(lot)));
            }
        }
    }

    /// Why lots older than the first one taken gave nothing.
    void older(const UseRow& use, std::size_t first, std::size_t last) {
        if (first == last || !use.own_lot.empty()) return;
        std::size_t empty = 0;
        for (std::uint32_t i = 0; i < derived_.takes[last - 1].lot; ++i) {
            const LotRow& lot = derived_.lots[i];
            const bool is_taken =
                std::any_of(derived_.takes.begin() + static_cast<std::ptrdiff_t>(first),
                            derived_.takes.begin() + static_cast<std::ptrdiff_t>(last),
                            [&](const TakeRow& take) { return take.lot == i; });
            const bool same = lot.part == use.part && lot.unit == use.unit;
            if (!same || is_taken) continue;
            if (left_[i].is_zero()) ++empty;
            if (!left_[i].is_zero()) passed_over(lot, left_[i]);
        }
        if (empty > 0) {
            note_.more("Older lots that were empty already: {}.",
                       "Lotes más antiguos que ya estaban en cero: {}.", empty);
        }
    }

    void passed_over(const LotRow& lot, Quantity left) {
        const bool is_expired = lot.term_end && outcome_.date > *lot.term_end;
        const std::string name = name_of(lot);
        if (is_expired && outcome_.expiry == ledger::Expiry::unexpired_only) {
            note_.more("Passed over {} with {}: its term ended {} (D-05).",
                       "Se saltó {} con {}: su plazo venció el {} (D-05).", name,
                       about_.amount(left, lot.unit), format_date(*lot.term_end));
        } else if (!is_expired && outcome_.expiry == ledger::Expiry::expired_only) {
            note_.more("Passed over {} with {}: it is in term (D-05).",
                       "Se saltó {} con {}: está en plazo (D-05).", name,
                       about_.amount(left, lot.unit));
        } else if (lot.available_from.value_or(outcome_.date) > outcome_.date) {
            note_.more("Passed over {}: recovered only on {}.",
                       "Se saltó {}: se recuperó hasta el {}.", name,
                       format_date(*lot.available_from));
        } else {
            note_.more("Passed over {} with {}: reserved by a directed discharge.",
                       "Se saltó {} con {}: reservado por un descargo dirigido.", name,
                       about_.amount(left, lot.unit));
        }
    }

    void take(const UseRow& use, const TakeRow& take) {
        const LotRow& lot = derived_.lots[take.lot];
        note_.more("− {} of lot {} (entered {}; had {})", "− {} del lote {} (entrada {}; tenía {})",
                   about_.amount(take.quantity, lot.unit), name_of(lot),
                   format_date(there_from(lot)), format_quantity(left_[take.lot]));
        if (use.own_why != OwnLot::none) {
            note_.more("not by PEPS, but {}.", "no por PEPS, sino {}.",
                       note_.in(words_of(use.own_why)));
        }
        const bool is_late = lot.term_end && outcome_.date > *lot.term_end;
        if (is_late && outcome_.is_return_abroad && outcome_.kind == OutcomeKind::outcome) {
            note_.more("late: its term had ended {} (D-05; Customs Law 183-II).",
                       "extemporáneo: su plazo venció el {} (D-05; Ley Aduanera 183-II).",
                       format_date(*lot.term_end));
        }
    }

    void shortage(const UseRow& use) {
        if (use.is_frozen) {
            note_.more(
                "{} take nothing: the report was filed without them and is frozen by policy.",
                "{} no descargan: el informe se presentó sin ellas y la política lo congela.",
                about_.amount(use.shortage, use.unit));
            return;
        }
        note_.more("Short of {}: no lot was left to take it from.",
                   "Faltan {}: ningún lote quedaba para descargarlo.",
                   about_.amount(use.shortage, use.unit));
        const auto later = std::ranges::count_if(derived_.lots, [&](const LotRow& lot) {
            return lot.part == use.part && lot.unit == use.unit && there_from(lot) > outcome_.date;
        });
        if (later > 0) {
            note_.more("Lots that entered after that day may not fill it (D-03): {}.",
                       "Lotes que entraron después de ese día no pueden cubrirlo (D-03): {}.",
                       later);
        }
    }

    /// The scrap pool of every part that the outcome touches, at the end of its day (D-08).
    void scrap() {
        std::set<std::string> parts;
        for (const UseRow& use : derived_.uses) {
            if (use.outcome == index_) parts.insert(use.part);
        }
        bool is_first = true;
        for (const std::string& part : parts) {
            Quantity pool;
            Quantity that_day;
            for (const ScrapRow& row : derived_.scrap) {
                if (row.part != part || row.date > outcome_.date) continue;
                pool += row.change;
                if (row.date == outcome_.date) that_day += row.change;
            }
            if (that_day.is_zero()) continue;
            if (is_first)
                note_.head("Scrap pool (desperdicio, D-08)", "Bolsa de desperdicio (D-08)");
            is_first = false;
            if (that_day > Quantity{}) {
                note_.say(
                    "{}: {} came in, {} in the pool at the end of the day. The lots keep "
                    "them until the scrap has an outcome of its own.",
                    "{}: entraron {}, {} en la bolsa al cierre del día. Los lotes los "
                    "conservan hasta que el desperdicio tenga su propio destino.",
                    part, format_quantity(that_day), format_quantity(pool));
            } else {
                note_.say("{}: {} went out, {} in the pool at the end of the day.",
                          "{}: salieron {}, {} en la bolsa al cierre del día.", part,
                          format_quantity(-that_day), format_quantity(pool));
            }
        }
    }

    /// What persons decided about it, and what still waits for one.
    void decisions() {
        bool is_first = true;
        const auto heading = [&] {
            if (is_first) note_.head("Decisions", "Decisiones");
            is_first = false;
        };
        for (LogPosition position : outcome_.positions) {
            const auto fact = about_.fact_at(position);
            if (!fact) continue;
            if (const auto* a = std::get_if<Approval>(&*fact)) {
                heading();
                note_.say("{} approved shrinkage of {} {} (D-20): {}. Log position {}.",
                          "{} aprobó merma de {} {} (D-20): {}. Posición {}.", a->approver,
                          format_quantity(a->quantity), a->part_number, a->reason,
                          position.value());
            }
            if (const auto* d = std::get_if<DirectedDischarge>(&*fact)) {
                heading();
                note_.say("{} directed {} {} to lot {}: {}. Log position {}.",
                          "{} dirigió {} {} al lote {}: {}. Posición {}.", d->approver,
                          format_quantity(d->quantity), d->part_number, d->lot, d->reason,
                          position.value());
            }
        }
        for (const HeldRow& held : derived_.held) {
            if (held.outcome != index_) continue;
            heading();
            note_.say("Held until approved, not discharged: {} {} of shrinkage (D-20).",
                      "Retenido hasta su aprobación, sin descargar: {} {} de merma (D-20).",
                      format_quantity(held.quantity), held.part);
        }
    }

    const ExplainCase& about_;
    Note& note_;
    const Derived& derived_;
    std::uint32_t index_;
    const OutcomeRow& outcome_;
    std::vector<Quantity> left_;  ///< by lot, before the use at hand
    std::uint32_t line_ = 0;
};

}  // namespace

void explain_outcome_lines(const ExplainCase& about, std::uint32_t outcome) {
    OutcomeLines{about, outcome}.run();
}

}  // namespace saldo::book
