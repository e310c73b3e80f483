#include "hub/book/declarations.hpp"

#include <algorithm>
#include <tuple>

#include "hub/ledger/keys.hpp"

namespace saldo::book {
namespace {

constexpr Quantity nothing;

/// The same words again are ignored; other words, or a name of another kind, are a conflict.
template <class Held, class Told>
Applied told_again(const Held* held, const Told& told, const std::string& name,
                   const std::string& rfc, Names& names) {
    if (held != nullptr && *held == told) return {Verdict::duplicate, {}};
    names.clash(name, rfc);
    return {Verdict::conflict, "CONFLICT"};
}

}  // namespace

Applied refused(std::string code) { return {Verdict::refused, std::move(code)}; }

EntryDeclaration DeclaredEntry::current() const {
    EntryDeclaration now = entry;
    now.payment_date = entry.payment_date.value_or(entry.entry_date);
    now.term_start = entry.term_start.value_or(entry.entry_date);
    for (const EntryRectification& r : rectifications) {
        if (r.quantity) {
            now.quantity = *r.quantity;
            now.unit = 0;  // a rectification speaks in the UMC of the part
        }
        if (r.quantity_umt) now.quantity_umt = r.quantity_umt;
        if (r.value) now.value = r.value;
        if (r.iva) now.iva = r.iva;
        if (r.fraccion != 0) now.fraccion = r.fraccion;
        if (r.entry_date) now.entry_date = *r.entry_date;
        if (r.term_start) now.term_start = r.term_start;
    }
    return now;
}

Applied Declarations::add(const EntryDeclaration& entry, const Catalogs& catalogs, Names& names,
                          LogPosition position) {
    const auto held = entries_.find(entry.name);
    if (held != entries_.end() || !names.may_be(entry.name, NameKind::entry)) {
        const auto* first = held == entries_.end() ? nullptr : &held->second.entry;
        return told_again(first, entry, entry.name, entry.rfc, names);
    }
    if (entry.quantity <= nothing) return refused("OVERDISCHARGE");
    if (!ledger::may_declare_entry(entry.clave, entry.entry_date)) {
        return refused("KEY_NOT_ALLOWED");
    }
    const std::uint8_t umc = catalogs.umc(entry.rfc, entry.part_number);
    if (umc != 0 && !catalogs.factor(entry.rfc, entry.part_number, umc, entry.unit)) {
        return refused("UNIT_MISMATCH");
    }
    names.claim(entry.name, NameKind::entry);
    if (!entry.rejected_outcome.empty()) rejected_[entry.rejected_outcome].push_back(entry.name);
    entries_[entry.name] = {
        .entry = entry, .rectifications = {}, .deliveries = {}, .positions = {position}};
    return {};
}

Applied Declarations::add(const EntryRectification& rectification, LogPosition position) {
    const auto held = entries_.find(rectification.name);
    if (held == entries_.end()) return refused("NOT_FOUND");
    if (rectification.quantity && *rectification.quantity <= nothing) {
        return refused("OVERDISCHARGE");
    }
    auto& all = held->second.rectifications;
    if (std::ranges::count(all, rectification) != 0) return {Verdict::duplicate, {}};
    // The one paid last stands, whenever it became known.
    const auto place =
        std::ranges::upper_bound(all, rectification.paid, {}, &EntryRectification::paid);
    all.insert(place, rectification);
    held->second.positions.push_back(position);
    return {};
}

Applied Declarations::add(const ConsolidatedDelivery& delivery, LogPosition position) {
    const auto held = entries_.find(delivery.entry);
    if (held == entries_.end()) return refused("NOT_FOUND");
    if (delivery.quantity <= nothing) return refused("OVERDISCHARGE");
    auto& deliveries = held->second.deliveries;
    // By day; of one day as they were told.
    const auto place =
        std::ranges::upper_bound(deliveries, delivery.date, {}, &ConsolidatedDelivery::date);
    deliveries.insert(place, delivery);
    held->second.positions.push_back(position);
    return {};
}

Applied Declarations::add(const OutcomeDeclaration& outcome, const Catalogs& catalogs, Names& names,
                          LogPosition position) {
    const auto held = outcomes_.find(outcome.name);
    if (held != outcomes_.end() || !names.may_be(outcome.name, NameKind::outcome)) {
        const auto* first = held == outcomes_.end() ? nullptr : &held->second.outcome;
        return told_again(first, outcome, outcome.name, outcome.rfc, names);
    }
    if (ledger::outcome_rule(outcome.clave, outcome.operation_date) == nullptr) {
        return refused("KEY_NOT_ALLOWED");
    }
    const bool has_use = !outcome.use_part.empty();
    if (has_use && catalogs.mode_of(outcome.rfc) != DischargeMode::quantity) {
        return refused("MODE_MIXED");
    }
    if (has_use && outcome.use_quantity <= nothing) return refused("OVERDISCHARGE");
    names.claim(outcome.name, NameKind::outcome);
    DeclaredOutcome declared{
        .outcome = outcome, .uses = {}, .exits = {}, .values = {}, .positions = {position}};
    if (has_use) {
        declared.uses.push_back({.outcome = outcome.name,
                                 .part_number = outcome.use_part,
                                 .incorporated = outcome.use_quantity});
    }
    outcomes_[outcome.name] = std::move(declared);
    if (!outcome.pedimento.empty()) {
        by_pedimento_[{outcome.rfc, outcome.pedimento}].push_back(outcome.name);
    }
    return {};
}

std::vector<std::string> Declarations::rejected_of(const std::string& outcome) const {
    const auto found = rejected_.find(outcome);
    return found == rejected_.end() ? std::vector<std::string>{} : found->second;
}

std::vector<std::string> Declarations::outcomes_with(const std::string& rfc,
                                                     const std::string& pedimento) const {
    const auto found = by_pedimento_.find({rfc, pedimento});
    return found == by_pedimento_.end() ? std::vector<std::string>{} : found->second;
}

bool Declarations::is_repeated(const DeclaredOutcome& declared) const {
    const OutcomeDeclaration& outcome = declared.outcome;
    for (const std::string& name : outcomes_with(outcome.rfc, outcome.pedimento)) {
        if (name == outcome.name) return false;
        if (!outcomes_.at(name).is_withdrawn) return true;
    }
    return false;
}

DeclaredOutcome* Declarations::open_outcome(const std::string& name) {
    const auto held = outcomes_.find(name);
    return held == outcomes_.end() ? nullptr : &held->second;
}

Applied Declarations::add(const UseLine& line, const Catalogs& catalogs, LogPosition position) {
    DeclaredOutcome* held = open_outcome(line.outcome);
    if (held == nullptr) return refused("NOT_FOUND");
    if (catalogs.mode_of(held->outcome.rfc) != DischargeMode::quantity) {
        return refused("MODE_MIXED");
    }
    const bool negative =
        line.incorporated < nothing || line.shrinkage < nothing || line.scrap < nothing;
    const bool empty =
        line.incorporated == nothing && line.shrinkage == nothing && line.scrap == nothing;
    if (negative || empty) return refused("OVERDISCHARGE");
    if (!line.rejected_lot.empty()) {
        const auto lot = entries_.find(line.rejected_lot);
        const bool came_back = lot != entries_.end() &&
                               lot->second.entry.rfc == held->outcome.rfc &&
                               !lot->second.entry.rejected_outcome.empty();
        if (!came_back) return refused("NOT_REJECTED");
    }
    held->uses.push_back(line);
    held->positions.push_back(position);
    return {};
}

Applied Declarations::add(const ExitLine& line, const Catalogs& catalogs, LogPosition position) {
    DeclaredOutcome* held = open_outcome(line.outcome);
    if (held == nullptr) return refused("NOT_FOUND");
    if (catalogs.mode_of(held->outcome.rfc) != DischargeMode::quantity) {
        return refused("MODE_MIXED");
    }
    if (line.quantity <= nothing) return refused("OVERDISCHARGE");
    held->exits.push_back(line);
    held->positions.push_back(position);
    return {};
}

Applied Declarations::add(const ValueLine& line, const Catalogs& catalogs, LogPosition position) {
    DeclaredOutcome* held = open_outcome(line.outcome);
    if (held == nullptr) return refused("NOT_FOUND");
    const DischargeMode mode = catalogs.mode_of(held->outcome.rfc);
    const bool by_tariff = line.fraccion != 0;
    const bool fits = by_tariff ? mode == DischargeMode::value_by_tariff
                                : mode == DischargeMode::value_by_pedimento;
    if (!fits) return refused("MODE_MIXED");
    if (line.amount <= Money{}) return refused("OVERDISCHARGE");
    held->values.push_back(line);
    held->positions.push_back(position);
    return {};
}

Applied Declarations::add(const Disassembly& disassembly, Names& names, LogPosition position) {
    const auto held = disassemblies_.find(disassembly.name);
    if (held != disassemblies_.end() || !names.may_be(disassembly.name, NameKind::disassembly)) {
        const auto* first = held == disassemblies_.end() ? nullptr : &held->second.disassembly;
        return told_again(first, disassembly, disassembly.name, disassembly.rfc, names);
    }
    if (disassembly.quantity <= nothing) return refused("OVERDISCHARGE");
    for (const auto* yields : {&disassembly.gives, &disassembly.scrap}) {
        for (const Yield& yield : *yields) {
            if (yield.quantity <= nothing) return refused("OVERDISCHARGE");
            // Nothing is taken apart into itself.
            if (yield.part_number == disassembly.part_number) return refused("GIVES_ITSELF");
        }
    }
    names.claim(disassembly.name, NameKind::disassembly);
    disassemblies_[disassembly.name] = {disassembly, position};
    return {};
}

Applied Declarations::add(const WorkOrder& order, Names& names) {
    const auto held = work_orders_.find(order.name);
    if (held != work_orders_.end() || !names.may_be(order.name, NameKind::work_order)) {
        const auto* first = held == work_orders_.end() ? nullptr : &held->second;
        return told_again(first, order, order.name, order.rfc, names);
    }
    names.claim(order.name, NameKind::work_order);
    work_orders_[order.name] = order;
    return {};
}

const WorkOrder* Declarations::work_order(const std::string& rfc, const std::string& name) const {
    const auto found = work_orders_.find(name);
    return found == work_orders_.end() || found->second.rfc != rfc ? nullptr : &found->second;
}

Applied Declarations::add(const ScrapRecord& scrap) {
    if (scrap.quantity <= nothing) return refused("OVERDISCHARGE");
    scrap_.push_back(scrap);
    return {};
}

Applied Declarations::add(const NationalStock& stock) {
    if (stock.quantity <= nothing) return refused("OVERDISCHARGE");
    national_.push_back(stock);
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
