#include "hub/book/explain.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace saldo::book {
namespace {

/// Writes lines in the person's language; both texts are checked against the arguments.
class Lines {
public:
    explicit Lines(Language language) : language_{language} {}
    template <class... Args>
    void say(fmt::format_string<Args...> en, fmt::format_string<Args...> es, Args&&... args) {
        lines_.push_back(
            fmt::format(language_ == Language::es ? es : en, std::forward<Args>(args)...));
    }
    std::vector<std::string> take() { return std::move(lines_); }
    bool empty() const { return lines_.empty(); }
    void blank() {
        if (!lines_.empty()) lines_.emplace_back();
    }

private:
    Language language_;
    std::vector<std::string> lines_;
};

std::string joined(const std::vector<LogPosition>& positions) {
    std::string text;
    for (LogPosition p : positions) {
        if (!text.empty()) text += ", ";
        text += std::to_string(p.value());
    }
    return text;
}

const Movement* movement_of(const Fact& fact) {
    if (const auto* captured = std::get_if<CapturedMovement>(&fact)) return &captured->movement;
    if (const auto* imported = std::get_if<ImportedMovement>(&fact)) return &imported->movement;
    return nullptr;
}

class Explainer {
public:
    Explainer(Book& book, const std::string& rfc, const Derived& derived, const Filter& filter,
              const FactAt& fact_at, Lines& out)
        : book_{book},
          rfc_{rfc},
          derived_{derived},
          filter_{filter},
          fact_at_{fact_at},
          out_{out} {}

    void lot(std::uint32_t index) {
        const LotRow& lot = derived_.lots[index];
        out_.blank();
        out_.say("Lot {} · part {} · company {}", "Lote {} · parte {} · empresa {}", name_of(lot),
                 lot.part, rfc_);
        out_.say("  opened by {} {}, entered {}, paid {}: {} (unit {})",
                 "  abierto por {} {}, entrada {}, pago {}: {} (unidad {})", lot.clave, lot.key,
                 format_date(lot.entry_date), format_local_date_time(lot.paid_at),
                 format_quantity(entered_of(lot)), int{lot.unit});
        if (lot.before) {
            out_.say("  the opening balance of {} shows {} left of it; what left before is history",
                     "  el saldo inicial del {} muestra {} restantes; lo anterior es historia",
                     format_date(lot.before->day), format_quantity(lot.quantity));
        }
        if (lot.entry_date_is_assumed) {
            out_.say("  no 506 row tells the entry day: the payment day stands in",
                     "  ninguna fila 506 dice el día de entrada: se toma el de pago");
        }
        if (lot.part_is_proposed) {
            out_.say("  the part was read out of the 558 remarks; no feed names it",
                     "  la parte se leyó de las observaciones 558; ningún archivo la nombra");
        }
        out_.say("  from the facts at log positions {}", "  según los hechos en las posiciones {}",
                 joined(lot.positions));
        if (lot.term_end) {
            out_.say("  must leave by {}", "  debe salir a más tardar el {}",
                     format_date(*lot.term_end));
        }
        movements(lot.key, lot.part);
        Quantity left = lot.quantity;
        for (const TakeRow& take : derived_.takes) {
            if (take.lot != index) continue;
            const UseRow& use = derived_.uses[take.use];
            const OutcomeRow& outcome = derived_.outcomes[use.outcome];
            if (filter_.as_of && outcome.date > *filter_.as_of) continue;
            left -= take.quantity;
            out_.say("  {} {} {} line {}{}: − {} ({}{}) → {}",
                     "  {} {} {} partida {}{}: − {} ({}{}) → {}", format_date(outcome.date),
                     outcome.clave, outcome.key, use.line,
                     use.product.empty() ? "" : " " + use.product, format_quantity(take.quantity),
                     ledger::to_string(use.column), outcome.is_provisional ? ", provisional" : "",
                     format_quantity(left));
        }
        out_.say("  balance {}", "  saldo {}", format_quantity(left));
    }

    void outcome(std::uint32_t index) {
        const OutcomeRow& outcome = derived_.outcomes[index];
        out_.blank();
        out_.say("Outcome {} · {} · {} · company {}", "Salida {} · {} · {} · empresa {}",
                 outcome.key, outcome.clave, format_date(outcome.date), rfc_);
        out_.say("  from the facts at log positions {}", "  según los hechos en las posiciones {}",
                 joined(outcome.positions));
        if (outcome.is_provisional) {
            out_.say("  provisional: its other half has not matched yet",
                     "  provisional: su otra mitad aún no coincide");
        }
        if (outcome.is_history) {
            out_.say("  on or before the opening day: another system discharged it",
                     "  del día del saldo inicial o antes: la descargó otro sistema");
        }
        movements(outcome.key, {});
        for (std::uint32_t u = 0; u < derived_.uses.size(); ++u) {
            const UseRow& use = derived_.uses[u];
            if (use.outcome != index) continue;
            out_.say("  line {}{}: needs {} of {} ({})", "  partida {}{}: requiere {} de {} ({})",
                     use.line, use.product.empty() ? "" : " " + use.product,
                     format_quantity(use.asked), use.part, ledger::to_string(use.column));
            for (const TakeRow& take : derived_.takes) {
                if (take.use != u) continue;
                const LotRow& lot = derived_.lots[take.lot];
                out_.say("    − {} from lot {} (entered {})", "    − {} del lote {} (entrada {})",
                         format_quantity(take.quantity), name_of(lot), format_date(lot.entry_date));
            }
            if (use.shortage > Quantity{}) {
                out_.say("    short of {}: no lot was left to take it from",
                         "    faltan {}: ningún lote quedaba para descargarlo",
                         format_quantity(use.shortage));
            }
        }
    }

    void alert(const Alert& alert) {
        out_.blank();
        out_.say("Alert {} on {} · company {}", "Alerta {} sobre {} · empresa {}", alert.code,
                 alert.subject, rfc_);
        if (!alert.part.empty()) out_.say("  part {}", "  parte {}", alert.part);
        if (alert.amount) {
            out_.say("  amount {}", "  cantidad {}", format_quantity(*alert.amount));
        }
        if (!alert.reason.empty()) out_.say("  reason {}", "  motivo {}", alert.reason);
        for (std::uint32_t i = 0; i < derived_.outcomes.size(); ++i) {
            if (derived_.outcomes[i].key == alert.subject) outcome(i);
        }
    }

private:
    /// The scans and warehouse movements that name the document.
    void movements(const std::string& key, const std::string& part) {
        const auto ref = parse_pedimento_key(key);
        if (!ref) return;
        for (LogPosition position : book_.physical().positions_of(rfc_, *ref)) {
            const auto fact = fact_at_(position);
            const Movement* m = fact ? movement_of(*fact) : nullptr;
            if (m == nullptr || (!part.empty() && m->part_number != part)) continue;
            out_.say("  {} {} {} {} at {}, device {}, event {} (log position {})",
                     "  {} {} {} {} en {}, equipo {}, evento {} (posición {})",
                     format_offset_time(m->at), to_string(m->type), format_quantity(m->quantity),
                     m->part_number, m->plant, m->device.empty() ? "-" : m->device, m->event_id,
                     position.value());
        }
    }

    Book& book_;
    const std::string& rfc_;
    const Derived& derived_;
    const Filter& filter_;
    const FactAt& fact_at_;
    Lines& out_;
};

}  // namespace

std::vector<std::string> explain(Book& book, const Filter& filter, const std::string& ref,
                                 const FactAt& fact_at, Language language) {
    Lines out{language};
    for (const std::string& rfc : book.companies()) {
        if (!filter.company.empty() && filter.company != rfc) continue;
        const Derived& derived = book.derived(rfc);
        Explainer explainer{book, rfc, derived, filter, fact_at, out};
        for (std::uint32_t i = 0; i < derived.lots.size(); ++i) {
            const LotRow& lot = derived.lots[i];
            const bool named = name_of(lot) == ref || lot.key == ref;
            if (named && (filter.part.empty() || filter.part == lot.part)) explainer.lot(i);
        }
        for (std::uint32_t i = 0; i < derived.outcomes.size(); ++i) {
            const OutcomeRow& outcome = derived.outcomes[i];
            const bool line = ref.starts_with(outcome.key + "/");
            if (outcome.key == ref || line) explainer.outcome(i);
        }
        for (const Alert& alert : book.alerts(rfc, filter.today)) {
            if (id_of(alert) == ref) explainer.alert(alert);
        }
    }
    return out.take();
}

}  // namespace saldo::book
