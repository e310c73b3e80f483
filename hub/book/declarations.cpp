#include "hub/book/declarations.hpp"

#include "hub/ledger/keys.hpp"

namespace saldo::book {
namespace {

constexpr std::uint8_t import_operation = 1;

Applied refused(std::string code) { return {Verdict::refused, std::move(code)}; }

/// May this key end a debt, in whatever half it comes?
bool discharges(const std::string& clave, LocalDate on) {
    for (int half = 0; half <= 2; ++half) {
        const auto operation = static_cast<std::uint8_t>(half);
        if (ledger::key_rule(clave, operation, on).effect == ledger::Effect::discharges) {
            return true;
        }
    }
    return clave == "A1";  // packaging returned with national goods, as its lines tell
}

}  // namespace

EntryDeclaration DeclaredEntry::current() const {
    EntryDeclaration now = entry;
    for (const EntryRectification& r : rectifications) {
        if (r.quantity) now.quantity = *r.quantity;
        if (r.quantity_umt) now.quantity_umt = r.quantity_umt;
        if (r.value) now.value = r.value;
        if (r.iva) now.iva = r.iva;
        if (r.fraccion != 0) now.fraccion = r.fraccion;
        if (r.entry_date) now.entry_date = *r.entry_date;
        if (r.term_start) now.term_start = r.term_start;
    }
    return now;
}

template <class Held, class Told>
Applied Declarations::told_again(const Held& held, const Told& told, const std::string& rfc) {
    if (held == told) return {Verdict::duplicate, {}};
    conflicts_.emplace(told.name, rfc);
    return {Verdict::conflict, "CONFLICT"};
}

Applied Declarations::add(const EntryDeclaration& entry, const Catalogs& catalogs,
                          LogPosition position) {
    if (const auto held = entries_.find(entry.name); held != entries_.end()) {
        return told_again(held->second.entry, entry, entry.rfc);
    }
    if (entry.quantity <= Quantity{}) return refused("OVERDISCHARGE");
    const auto& rule = ledger::key_rule(entry.clave, import_operation, entry.entry_date);
    if (rule.effect != ledger::Effect::opens) return refused("KEY_NOT_ALLOWED");
    const Part* part = catalogs.part(entry.rfc, entry.part_number);
    if (part != nullptr && !catalogs.factor(entry.rfc, entry.part_number, part->umc, entry.unit)) {
        return refused("UNIT_MISMATCH");
    }
    entries_[entry.name] = {.entry = entry, .rectifications = {}, .positions = {position}};
    return {};
}

Applied Declarations::add(const EntryRectification& rectification, LogPosition position) {
    const auto held = entries_.find(rectification.name);
    if (held == entries_.end()) return refused("NOT_FOUND");
    if (rectification.quantity && *rectification.quantity < Quantity{}) {
        return refused("OVERDISCHARGE");
    }
    held->second.rectifications.push_back(rectification);
    held->second.positions.push_back(position);
    return {};
}

Applied Declarations::add(const OutcomeDeclaration& outcome, LogPosition position) {
    if (const auto held = outcomes_.find(outcome.name); held != outcomes_.end()) {
        return told_again(held->second.outcome, outcome, outcome.rfc);
    }
    if (!discharges(outcome.clave, outcome.operation_date)) return refused("KEY_NOT_ALLOWED");
    const bool has_use = !outcome.use_part.empty();
    if (has_use && outcome.use_quantity <= Quantity{}) return refused("OVERDISCHARGE");
    DeclaredOutcome declared{.outcome = outcome, .uses = {}, .exits = {}, .positions = {position}};
    if (has_use) {
        declared.uses.push_back({.outcome = outcome.name,
                                 .part_number = outcome.use_part,
                                 .incorporated = outcome.use_quantity});
    }
    outcomes_[outcome.name] = std::move(declared);
    return {};
}

Applied Declarations::add(const UseLine& line, LogPosition position) {
    const auto held = outcomes_.find(line.outcome);
    if (held == outcomes_.end()) return refused("NOT_FOUND");
    const Quantity none;
    const bool negative = line.incorporated < none || line.shrinkage < none || line.scrap < none;
    const bool empty = line.incorporated == none && line.shrinkage == none && line.scrap == none;
    if (negative || empty) return refused("OVERDISCHARGE");
    held->second.uses.push_back(line);
    held->second.positions.push_back(position);
    return {};
}

Applied Declarations::add(const ExitLine& line, LogPosition position) {
    const auto held = outcomes_.find(line.outcome);
    if (held == outcomes_.end()) return refused("NOT_FOUND");
    if (line.quantity <= Quantity{}) return refused("OVERDISCHARGE");
    held->second.exits.push_back(line);
    held->second.positions.push_back(position);
    return {};
}

Applied Declarations::add(const Withdrawal& withdrawal, LogPosition position) {
    if (const auto entry = entries_.find(withdrawal.name); entry != entries_.end()) {
        entry->second.is_withdrawn = true;
        entry->second.positions.push_back(position);
        return {};
    }
    if (const auto outcome = outcomes_.find(withdrawal.name); outcome != outcomes_.end()) {
        outcome->second.is_withdrawn = true;
        outcome->second.positions.push_back(position);
        return {};
    }
    return refused("NOT_FOUND");
}

}  // namespace saldo::book
