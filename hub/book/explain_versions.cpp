#include <algorithm>

#include "hub/book/explain_lot_parts.hpp"

namespace saldo::book {
namespace {

constexpr std::uint16_t iva_contribution = 3;  // appendix 12

Stated stated_of(const Pedimento& p, const Partida& partida) {
    Stated stated{.quantity = partida.quantity};
    stated.quantity_umt = partida.quantity_umt;
    stated.value = partida.commercial_value;
    const auto iva =
        std::ranges::find(partida.contributions, iva_contribution, &Contribution::clave);
    if (iva != partida.contributions.end()) stated.iva = iva->amount;
    stated.fraccion = partida.fraccion;
    stated.entry_date = p.entry_date;
    return stated;
}

std::vector<Version> versions_of(const Chain& chain, std::uint32_t line) {
    std::vector<Version> versions;
    for (const Document* document : chain.versions) {
        const Pedimento& p = document->pedimento;
        const auto partida = std::ranges::find(p.partidas, line, &Partida::secuencia);
        Version version{
            .stated = {}, .paid = p.paid_at.date, .number = p.ref.key(), .position = {}};
        if (partida != p.partidas.end()) version.stated = stated_of(p, *partida);
        if (!document->positions.empty()) version.position = document->positions.front();
        versions.push_back(std::move(version));
    }
    return versions;
}

/// A log position holds it among those of the entry; the book keeps no place of its own for it.
std::optional<LogPosition> position_of(const ExplainCase& about, const DeclaredEntry& entry,
                                       const EntryRectification& rectification) {
    for (LogPosition position : entry.positions) {
        const auto fact = about.fact_at(position);
        const auto* told = fact ? std::get_if<EntryRectification>(&*fact) : nullptr;
        if (told != nullptr && *told == rectification) return position;
    }
    return std::nullopt;
}

std::vector<Version> versions_of(const ExplainCase& about, const DeclaredEntry& declared,
                                 std::uint8_t unit) {
    const EntryDeclaration& entry = declared.entry;
    const auto factor =
        about.book.catalogs().factor(about.rfc, entry.part_number, unit, entry.unit);
    const auto in_umc = checked_multiply(entry.quantity, factor.value_or(Quantity::from_units(1)));
    Version version{.stated = {.quantity = in_umc ? *in_umc : entry.quantity},
                    .paid = entry.payment_date.value_or(entry.entry_date),
                    .number = entry.pedimento,
                    .position = {}};
    version.stated.quantity_umt = entry.quantity_umt;
    version.stated.value = entry.value;
    version.stated.iva = entry.iva;
    version.stated.fraccion = entry.fraccion;
    version.stated.entry_date = entry.entry_date;
    version.stated.term_start = entry.term_start.value_or(entry.entry_date);
    std::vector<Version> versions = {version};
    for (const EntryRectification& r : declared.rectifications) {
        Stated& stated = version.stated;
        if (r.quantity) stated.quantity = *r.quantity;
        if (r.quantity_umt) stated.quantity_umt = r.quantity_umt;
        if (r.value) stated.value = r.value;
        if (r.iva) stated.iva = r.iva;
        if (r.fraccion != 0) stated.fraccion = r.fraccion;
        if (r.entry_date) stated.entry_date = r.entry_date;
        if (r.term_start) stated.term_start = r.term_start;
        version.paid = r.paid;
        version.number = r.pedimento;
        version.position = position_of(about, declared, r);
        versions.push_back(version);
    }
    return versions;
}

}  // namespace

std::string declared_name_of(const ExplainCase& about, const LotRow& lot) {
    const auto& entries = about.book.declarations().entries();
    if (entries.contains(lot.key)) return lot.key;
    std::string name = lot.key.substr(0, lot.key.rfind('/'));
    return entries.contains(name) ? name : std::string{};
}

std::vector<Version> versions_of(const ExplainCase& about, const LotRow& lot) {
    if (!lot.disassembly.empty()) return {};
    if (const auto ref = parse_pedimento_key(lot.key)) {
        if (const auto chain = about.book.documents().chain_of(about.rfc, *ref)) {
            return versions_of(*chain, lot.line);
        }
    }
    const auto& entries = about.book.declarations().entries();
    const auto entry = entries.find(declared_name_of(about, lot));
    if (entry == entries.end()) return {};
    return versions_of(about, entry->second, lot.unit);
}

std::string text_of(const ExplainCase& about, const Stated& stated, std::uint8_t unit) {
    const Note& note = about.note;
    std::string text = about.amount(stated.quantity, unit);
    if (stated.quantity_umt) {
        text += note.text("; {} in UMT", "; {} en UMT", format_quantity(*stated.quantity_umt));
    }
    if (stated.value) {
        text += note.text("; value {} MXN", "; valor {} MXN", format_money(*stated.value));
    }
    if (stated.iva) text += note.text("; IVA {} MXN", "; IVA {} MXN", format_money(*stated.iva));
    return text;
}

std::vector<std::string> differences_of(const ExplainCase& about, const Stated& before,
                                        const Stated& after, std::uint8_t unit) {
    const Note& note = about.note;
    std::vector<std::string> all;
    const auto differs = [&](const Words& what, const auto& old, const auto& now,
                             const auto& format) {
        if (old == now) return;
        const auto text = [&](const auto& told) {
            return told ? format(*told) : note.text("not told", "sin dato");
        };
        all.push_back(note.in(what) + " " + text(old) + " → " + text(now));
    };
    const auto quantity = [](Quantity q) { return format_quantity(q); };
    if (before.quantity != after.quantity) {
        all.push_back(note.text("quantity {} → {}", "cantidad {} → {}",
                                format_quantity(before.quantity),
                                about.amount(after.quantity, unit)));
    }
    differs({"UMT", "UMT"}, before.quantity_umt, after.quantity_umt, quantity);
    differs({"value", "valor"}, before.value, after.value, format_money);
    differs({"IVA", "IVA"}, before.iva, after.iva, format_money);
    if (before.fraccion != after.fraccion) {
        all.push_back(note.text("tariff code {:08} → {:08}", "fracción {:08} → {:08}",
                                before.fraccion, after.fraccion));
    }
    differs({"entry day", "día de entrada"}, before.entry_date, after.entry_date, format_date);
    differs({"start of the term", "inicio del plazo"}, before.term_start, after.term_start,
            format_date);
    return all;
}

}  // namespace saldo::book
