#include "hub/book/explain_case.hpp"

#include <algorithm>

#include "hub/book/explain_codes.hpp"
#include "hub/book/explain_words.hpp"

namespace saldo::book {
namespace {

const Movement* movement_of(const Fact& fact) {
    if (const auto* captured = std::get_if<CapturedMovement>(&fact)) return &captured->movement;
    if (const auto* imported = std::get_if<ImportedMovement>(&fact)) return &imported->movement;
    return nullptr;
}

/// What names the fact on paper, where it has a name of its own.
std::string paper_of(const Fact& fact) {
    if (const auto* p = std::get_if<Pedimento>(&fact)) return p->ref.key() + " " + p->clave;
    if (const auto* line = std::get_if<InvoiceLine>(&fact)) return line->cove;
    if (const auto* r = std::get_if<EntryRectification>(&fact)) return r->pedimento;
    if (const auto* entry = std::get_if<EntryDeclaration>(&fact)) return entry->name;
    if (const auto* told = std::get_if<OutcomeDeclaration>(&fact)) return told->name;
    if (const auto* use = std::get_if<UseLine>(&fact)) return use->part_number;
    if (const auto* exit = std::get_if<ExitLine>(&fact)) return exit->product;
    return {};
}

/// Movements name a pedimento with its section, print leaves the section out: all ten are asked.
std::vector<LogPosition> positions_naming(const Physical& physical, const std::string& rfc,
                                          const std::string& key, std::uint64_t printed) {
    if (const auto ref = parse_pedimento_key(key)) return physical.positions_of(rfc, *ref);
    std::vector<LogPosition> all;
    if (printed == 0) return all;
    PedimentoRef ref{.year = static_cast<std::uint8_t>(printed / 10'000'000'000'000 % 100),
                     .office = 0,
                     .licence = static_cast<std::uint16_t>(printed / 10'000'000 % 10'000),
                     .number = static_cast<std::uint32_t>(printed % 10'000'000)};
    const std::uint64_t office = printed / 100'000'000'000 % 100;
    for (std::uint64_t section = 0; section < 10; ++section) {
        ref.office = static_cast<std::uint16_t>(office * 10 + section);
        const auto found = physical.positions_of(rfc, ref);
        all.insert(all.end(), found.begin(), found.end());
    }
    std::ranges::sort(all);
    return all;
}

}  // namespace

std::string ExplainCase::company() const {
    const Company* known = book.catalogs().company(rfc);
    if (known == nullptr || known->name.empty()) return rfc;
    return known->name + " (" + rfc + ")";
}

std::string ExplainCase::amount(Quantity quantity, std::uint8_t unit) const {
    std::string text = format_quantity(quantity);
    if (derived.mode != DischargeMode::quantity) return text + " MXN";
    const std::string words = note.in(words_of_unit(unit));
    if (!words.empty()) text += " " + words;
    return text;
}

std::string ExplainCase::described(const std::string& part) const {
    std::string_view description;
    if (const Part* known = book.catalogs().part(rfc, part)) description = known->description;
    if (const Product* known = book.catalogs().product(rfc, part); known && description.empty()) {
        description = known->description;
    }
    return description.empty() ? part : part + ", " + std::string{description};
}

void ExplainCase::key_decision(const std::string& document) const {
    const KeyDecision* decision = book.decisions().key_decision(rfc, document);
    if (decision == nullptr) return;
    note.say("{} decided what the key does here (Annex 22 appendix 2): {}.",
             "{} decidió qué hace aquí la clave (Anexo 22 apéndice 2): {}.", decision->approver,
             decision->reason);
}

void ExplainCase::positions(const std::vector<LogPosition>& positions) const {
    note.head("Where the log tells it", "Dónde lo dice la bitácora");
    for (LogPosition position : positions) {
        const auto fact = fact_at(position);
        const std::string paper = fact ? paper_of(*fact) : std::string{};
        note.say("position {}: {}{}{}", "posición {}: {}{}{}", position.value(),
                 note.in(fact ? words_of(*fact) : Words{"fact", "hecho"}),
                 paper.empty() ? "" : " · ", paper);
    }
}

void ExplainCase::movements(const std::string& key, std::uint64_t printed,
                            const std::string& part) const {
    bool is_first = true;
    for (LogPosition position : positions_naming(book.physical(), rfc, key, printed)) {
        const auto fact = fact_at(position);
        const Movement* m = fact ? movement_of(*fact) : nullptr;
        const bool wanted = m != nullptr && (part.empty() || m->part_number == part);
        if (!wanted || !is_shown(m->at.local_date())) continue;
        if (is_first) {
            note.head("Scans and movements that name its pedimento",
                      "Lecturas y movimientos que nombran su pedimento");
        }
        is_first = false;
        note.say("{}: {} {} {}, plant {}", "{}: {} {} {}, planta {}", format_offset_time(m->at),
                 format_quantity(m->quantity), m->part_number, note.in(words_of(m->type)),
                 m->plant);
        note.more("event {}, device {}, log position {}", "evento {}, equipo {}, posición {}",
                  m->event_id, m->device.empty() ? "-" : m->device, position.value());
    }
}

void ExplainCase::alerts_naming(const std::string& name) const {
    bool is_first = true;
    for (const Alert& alert : alerts) {
        if (alert.subject != name && alert.lot != name) continue;
        if (is_first) note.head("Alerts that name it", "Alertas que lo nombran");
        is_first = false;
        const CodeWords* words = words_of_code(alert.code);
        if (words == nullptr) {
            note.say("{}", "{}", id_of(alert));
            continue;
        }
        note.say("{}: {} ({})", "{}: {} ({})", id_of(alert), note.in(words->sentence),
                 note.in(words->law));
    }
}

}  // namespace saldo::book
