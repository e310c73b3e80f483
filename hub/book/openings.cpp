#include "hub/book/openings.hpp"

#include <algorithm>

#include "hub/ledger/keys.hpp"

namespace saldo::book {
namespace {

constexpr std::uint8_t import_operation = 1;

Openings::Key key_of(const EntryDeclaration& entry) {
    return {entry.name, entry.line, entry.part_number};
}

/// What a rule has against the balance, or empty.
std::string fault_of(const OpeningBalance& told, const Catalogs& catalogs) {
    const EntryDeclaration& entry = told.entry;
    const bool too_much = told.left < Quantity{} || told.left > entry.quantity;
    if (entry.quantity <= Quantity{} || too_much) return "OVERDISCHARGE";
    if (entry.entry_date > told.day) return "ENTRY_AFTER_OPENING";
    const auto& rule = ledger::key_rule(entry.clave, import_operation, entry.entry_date);
    if (rule.effect != ledger::Effect::opens) return "KEY_NOT_ALLOWED";
    const std::uint8_t umc = catalogs.umc(entry.rfc, entry.part_number);
    if (umc != 0 && !catalogs.factor(entry.rfc, entry.part_number, umc, entry.unit)) {
        return "UNIT_MISMATCH";
    }
    return {};
}

}  // namespace

std::string lot_name(const EntryDeclaration& entry) {
    const bool is_pedimento = printed_number_of(entry.name).has_value();
    return is_pedimento ? entry.name + "/" + std::to_string(entry.line) : entry.name;
}

Applied Openings::add(const OpeningBalance& opening, const Catalogs& catalogs, Names& names,
                      LogPosition position) {
    const EntryDeclaration& entry = opening.entry;
    if (holds(opening)) return {Verdict::duplicate, {}};
    const bool is_pedimento = printed_number_of(entry.name).has_value();
    const bool is_taken = !is_pedimento && !names.may_be(entry.name, NameKind::opening);
    if (is_taken || of(entry.rfc).contains(key_of(entry))) {
        names.clash(lot_name(entry), entry.rfc);
        return {Verdict::conflict, "CONFLICT"};
    }
    if (std::string fault = fault_of(opening, catalogs); !fault.empty()) {
        return refused(std::move(fault));
    }
    const auto [day, is_first] = days_.try_emplace(entry.rfc, opening.day);
    if (day->second != opening.day) return refused("OPENING_DAY");
    if (!is_pedimento) names.claim(entry.name, NameKind::opening);
    lots_[entry.rfc].emplace(key_of(entry), HeldOpening{opening, position});
    return {};
}

bool Openings::holds(const OpeningBalance& opening) const {
    const auto& lots = of(opening.entry.rfc);
    const auto held = lots.find(key_of(opening.entry));
    return held != lots.end() && held->second.opening == opening;
}

std::optional<LocalDate> Openings::day_of(const std::string& rfc) const {
    const auto found = days_.find(rfc);
    if (found == days_.end()) return std::nullopt;
    return found->second;
}

const std::map<Openings::Key, HeldOpening>& Openings::of(const std::string& rfc) const {
    static const std::map<Key, HeldOpening> none;
    const auto found = lots_.find(rfc);
    return found == lots_.end() ? none : found->second;
}

bool Openings::names_lot(const std::string& rfc, const std::string& lot) const {
    return std::ranges::any_of(
        of(rfc), [&](const auto& held) { return lot_name(held.second.opening.entry) == lot; });
}

std::set<std::string> Openings::companies() const {
    std::set<std::string> all;
    for (const auto& [rfc, lots] : lots_) all.insert(rfc);
    return all;
}

std::set<std::string> Openings::parts_of(const std::string& rfc) const {
    std::set<std::string> parts;
    for (const auto& [key, held] : of(rfc)) parts.insert(std::get<2>(key));
    return parts;
}

}  // namespace saldo::book
