#include <algorithm>

#include "common/base/text.hpp"
#include "hub/book/drafts.hpp"
#include "hub/ledger/term.hpp"

namespace saldo::book {
namespace {

constexpr std::uint8_t import_operation = 1;
constexpr std::uint8_t term_of_supplier_months = 18;

/// The rule of a declared key, in whichever half it discharges. A1 is told by its lines alone.
ledger::KeyRule rule_of_outcome(const std::string& clave, LocalDate on) {
    for (int operation : {0, 2, 1}) {
        const auto& rule = ledger::key_rule(clave, static_cast<std::uint8_t>(operation), on);
        if (rule.effect == ledger::Effect::discharges) return rule;
    }
    ledger::KeyRule rule = ledger::key_rule("RT", 2, on);
    rule.clave = "A1";
    return rule;
}

}  // namespace

void Draft::add_declarations() {
    for (const auto& [name, declared] : sources_.declarations.entries()) {
        if (declared.entry.rfc == rfc_ && !declared.is_withdrawn) declare_lot(name, declared);
    }
    for (const auto& [name, declared] : sources_.declarations.outcomes()) {
        if (declared.outcome.rfc == rfc_ && !declared.is_withdrawn) {
            declare_outcome(name, declared);
        }
    }
}

void Draft::declare_lot(const std::string& name, const DeclaredEntry& declared) {
    const EntryDeclaration entry = declared.current();
    const Part* part = sources_.catalogs.part(rfc_, entry.part_number);
    const std::uint8_t umc = part != nullptr ? part->umc : entry.unit;
    const auto factor = sources_.catalogs.factor(rfc_, entry.part_number, umc, entry.unit);
    const auto quantity = factor ? checked_multiply(entry.quantity, *factor)
                                 : Result<Quantity>{malformed("no conversion")};
    if (!quantity) {
        raise({.code = "UNIT_MISMATCH",
               .subject = name,
               .part = entry.part_number,
               .amount = entry.quantity});
        return;
    }
    const auto& rule = ledger::key_rule(entry.clave, import_operation, entry.entry_date);
    int months = rule.term_months;
    if (part != nullptr && part->kind == PartKind::container && months == 18) months = 24;
    if (rule.is_virtual && entry.supplier_without_program) months = term_of_supplier_months;

    LotRow lot{.key = name, .line = entry.line, .part = entry.part_number, .unit = umc};
    lot.clave = entry.clave;
    lot.fraccion = entry.fraccion != 0 || part == nullptr ? entry.fraccion : part->fraccion;
    lot.entry_date = entry.entry_date;
    lot.paid_at = {entry.payment_date.value_or(entry.entry_date), 0};
    lot.printed = parse_unsigned(entry.pedimento).value_or(0);
    lot.term_start = entry.term_start.value_or(entry.entry_date);
    lot.term_end = ledger::term_end_conservative(lot.term_start, months);
    lot.term_end_cff12 = ledger::term_end_cff12(lot.term_start, months, {});
    lot.quantity = *quantity;
    lot.quantity_umt = entry.quantity_umt;
    if (!lot.quantity_umt && part != nullptr && part->umt_per_umc) {
        const Int128 exact = Int128{quantity->ticks()} * part->umt_per_umc->ticks();
        constexpr std::int64_t step = Quantity::ticks_per_unit / 1000;  // three decimals
        const auto steps = div_half_even(exact, Int128{Quantity::ticks_per_unit} * step);
        if (steps) lot.quantity_umt = Quantity::from_ticks(*steps * step);
    }
    lot.value = entry.value;
    lot.plant = entry.plant;
    lot.is_declared = true;
    lot.positions = declared.positions;
    const auto [first, is_new] = first_entry_.try_emplace(lot.part, lot.entry_date);
    if (!is_new) first->second = std::min(first->second, lot.entry_date);
    derived_.lots.push_back(std::move(lot));
}

void Draft::declare_outcome(const std::string& name, const DeclaredOutcome& declared) {
    const OutcomeDeclaration& told = declared.outcome;
    const auto rule = rule_of_outcome(told.clave, told.operation_date);
    const auto index = static_cast<std::uint32_t>(derived_.outcomes.size());
    OutcomeRow outcome{.key = name,
                       .clave = told.clave,
                       .date = told.operation_date,
                       .order_text = told.pedimento.empty() ? name : told.pedimento,
                       .expiry = rule.expiry,
                       .is_scrap = told.of_scrap};
    outcome.is_return_abroad = rule.expiry == ledger::Expiry::any;
    outcome.positions = declared.positions;
    if (rule.is_virtual) {
        Alert alert{.code = "V1_MISMATCH", .subject = name};
        alert.reason = declared_pair_fault(declared, alert);
        outcome.is_provisional = !alert.reason.empty();
        if (outcome.is_provisional) raise(std::move(alert));
    }
    derived_.outcomes.push_back(std::move(outcome));

    std::uint32_t line = 0;
    for (const UseLine& use : declared.uses) {
        ++line;
        const Part* part = sources_.catalogs.part(rfc_, use.part_number);
        const std::uint8_t umc = part != nullptr ? part->umc : use.unit;
        const auto factor = sources_.catalogs.factor(rfc_, use.part_number, umc, use.unit);
        if (!factor) {
            for (const char* code : {"UNIT_MISMATCH", "UNDISCHARGED_EXIT"}) {
                raise({.code = code,
                       .subject = name,
                       .part = use.part_number,
                       .amount = use.incorporated});
            }
            continue;
        }
        const auto convert = [&](Quantity q) {
            const auto converted = checked_multiply(q, *factor);
            return converted ? *converted : q;
        };
        uses_.push_back({.outcome = index,
                         .line = line,
                         .material = 0,
                         .product = {},
                         .part = use.part_number,
                         .unit = umc,
                         .plant = use.plant,
                         .incorporated = convert(use.incorporated),
                         .shrinkage = convert(use.shrinkage),
                         .scrap = convert(use.scrap)});
    }
    if (!declared.uses.empty()) return;  // actual consumption is known: no explosion
    for (const ExitLine& exit : declared.exits) {
        ++line;
        exits_.push_back({index, line, exit.product, 0, exit.plant, exit.quantity,
                          exit.built.value_or(told.operation_date), true});
    }
}

/// As pair_fault, for halves that were declared by name.
std::string Draft::declared_pair_fault(const DeclaredOutcome& declared, Alert& alert) const {
    const OutcomeDeclaration& half = declared.outcome;
    std::map<std::string, Quantity> in;
    Quantity umt_in;
    Money value_in;
    bool any = false;
    bool link = false;
    for (const auto& [name, entry] : sources_.declarations.entries()) {
        const EntryDeclaration& e = entry.entry;
        const bool is_half = !entry.is_withdrawn && e.clave == half.clave && e.from == rfc_ &&
                             (half.to.empty() || e.rfc == half.to);
        if (!is_half) continue;
        any = true;
        const bool linked = e.pedimento == half.link_pedimento && !e.pedimento.empty() &&
                            e.payment_date.value_or(e.entry_date) == half.link_date &&
                            e.clave == half.link_clave;
        if (!linked) continue;
        link = true;
        const EntryDeclaration now = entry.current();
        in[now.part_number] += now.quantity;
        const Part* part = sources_.catalogs.part(e.rfc, now.part_number);
        if (now.quantity_umt) umt_in += *now.quantity_umt;
        if (!now.quantity_umt && part != nullptr && part->umt_per_umc) {
            umt_in += checked_multiply(now.quantity, *part->umt_per_umc).value();
        }
        value_in += now.value.value_or(Money{});
    }
    if (!link) {
        if (!any) alert.code = "V1_UNMATCHED";
        return any ? "link" : "missing";
    }
    std::map<std::string, Quantity> out;
    Quantity umt_out;
    for (const UseLine& use : declared.uses) {
        out[use.part_number] += use.incorporated;
        const Part* part = sources_.catalogs.part(rfc_, use.part_number);
        if (part != nullptr && part->umt_per_umc) {
            umt_out += checked_multiply(use.incorporated, *part->umt_per_umc).value();
        }
    }
    if (in != out) return "quantity";
    if (umt_in != umt_out && umt_in > Quantity{} && umt_out > Quantity{}) {
        alert.umt = umt_out - umt_in;
        return "umt";
    }
    if (half.value.value_or(Money{}) > value_in) {
        alert.money = *half.value - value_in;
        return "value";
    }
    return {};
}

}  // namespace saldo::book
