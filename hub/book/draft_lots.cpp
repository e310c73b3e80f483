#include <algorithm>

#include "common/base/text.hpp"
#include "hub/book/drafts.hpp"
#include "hub/ledger/prohibited.hpp"
#include "hub/ledger/share.hpp"
#include "hub/ledger/term.hpp"

namespace saldo::book {
namespace {

constexpr std::uint8_t import_operation = 1;
constexpr int term_of_supplier_months = 18;
constexpr int term_of_inputs_months = 18;
constexpr int container_months = 24;
constexpr int reject_window_months = 12;

/// Months of residence of what an entry opens (anexo24.md section 4).
int months_of(const ledger::KeyRule& rule, const Part* part, bool supplier_without_program) {
    const bool container = part != nullptr && part->kind == PartKind::container;
    if (container && rule.term_months == term_of_inputs_months) return container_months;
    if (rule.is_virtual && supplier_without_program) return term_of_supplier_months;
    return rule.term_months;
}

}  // namespace

bool Draft::is_chosen(PolicyName name, std::uint16_t value, LocalDate on) const {
    return sources_.catalogs.policy(rfc_, name, on).value_or(0) == value;
}

void Draft::set_term(LotRow& lot, int months) const {
    if (months == 0) return;
    const auto& holidays = sources_.catalogs.holidays();
    lot.term_end_conservative = ledger::term_end_conservative(lot.term_start, months);
    lot.term_end_cff12 = ledger::term_end_cff12(lot.term_start, months, holidays);
    const bool cff12 = is_chosen(PolicyName::term_end,
                                 static_cast<std::uint16_t>(TermPolicy::cff12), lot.term_start);
    lot.term_end = cff12 ? lot.term_end_cff12 : lot.term_end_conservative;
    // Nothing stays longer than the program (Decree 28).
    if (const auto program = sources_.decisions.deadline(rfc_, Registration::program)) {
        lot.term_end = std::min(*lot.term_end, program->extended);
    }
}

void Draft::note_lot_alerts(const LotRow& lot) {
    const std::string name = name_of(lot);
    const std::uint32_t code = sources_.catalogs.fraccion(rfc_, lot.part, lot.entry_date);
    if (code != 0 && lot.fraccion != 0 && code != lot.fraccion) {
        raise({.code = "TARIFF_MISMATCH", .subject = name, .part = lot.part, .lot = name});
    }
    if (ledger::is_prohibited(lot.clave, lot.fraccion, lot.entry_date)) {
        raise({.code = "PROHIBITED_ANNEX_I", .subject = name, .part = lot.part, .lot = name});
    }
    if (lot.rejected_outcome.empty()) return;
    const auto& outcomes = sources_.declarations.outcomes();
    const auto exported = outcomes.find(lot.rejected_outcome);
    if (exported == outcomes.end()) return;
    // Art. 103: within a year of the export, unmodified.
    const LocalDate last =
        exported->second.outcome.operation_date.plus_months(reject_window_months);
    if (lot.entry_date > last) {
        raise({.code = "REJECT_WINDOW_EXCEEDED", .subject = name, .part = lot.part, .lot = name});
    }
}

Drafted Draft::entry(const std::string& name, const DeclaredEntry& told) {
    if (!told.is_withdrawn) declare_lot(name, told);
    return std::move(out_);
}

void Draft::declare_lot(const std::string& name, const DeclaredEntry& declared) {
    const EntryDeclaration entry = declared.current();
    const auto& rule = ledger::key_rule(entry.clave, import_operation, declared.entry.entry_date);
    if (rule.effect != ledger::Effect::opens) return;  // the import half of a V5 or V6
    const Part* part = sources_.catalogs.part(rfc_, entry.part_number);
    const std::uint8_t known = sources_.catalogs.umc(rfc_, entry.part_number);
    const std::uint8_t umc = known != 0 ? known : entry.unit;
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
    LotRow lot{.key = name, .line = entry.line, .part = entry.part_number, .unit = umc};
    lot.clave = entry.clave;
    lot.fraccion = entry.fraccion != 0
                       ? entry.fraccion
                       : sources_.catalogs.fraccion(rfc_, lot.part, entry.entry_date);
    lot.entry_date = entry.entry_date;
    lot.paid_at = {*entry.payment_date, 0};
    lot.printed = parse_unsigned(entry.pedimento).value_or(0);
    lot.term_start = *entry.term_start;
    lot.quantity = *quantity;
    lot.quantity_umt = entry.quantity_umt
                           ? entry.quantity_umt
                           : umt_by_catalog(sources_.catalogs, rfc_, lot.part, *quantity);
    lot.value = entry.value;
    lot.iva = entry.iva;
    lot.payment_form = entry.payment_form;
    lot.duty_percent = entry.duty_percent.value_or(Quantity{});
    lot.plant = entry.plant;
    lot.is_declared = !printed_number_of(name);  // an opening balance names pedimentos
    lot.rejected_outcome = entry.rejected_outcome;
    lot.positions = declared.positions;
    const int months = months_of(rule, part, entry.supplier_without_program);
    if (entry.consolidation != Consolidation::none && !declared.deliveries.empty()) {
        return declare_deliveries(lot, declared, months);
    }
    set_term(lot, months);
    note_lot_alerts(lot);
    out_.lots.push_back(std::move(lot));
}

/// D-25: one lot for each delivery, its term from that day; UMT, value and IVA in proportion.
void Draft::declare_deliveries(const LotRow& whole, const DeclaredEntry& declared, int months) {
    Quantity before;
    std::uint32_t number = 0;
    for (const ConsolidatedDelivery& delivery : declared.deliveries) {
        const Quantity after = before + delivery.quantity;
        const auto share = [&](auto amount, auto out_of) {
            return out_of(after, whole.quantity, amount) - out_of(before, whole.quantity, amount);
        };
        LotRow lot = whole;
        lot.key += "/" + std::to_string(++number);
        lot.entry_date = delivery.date;
        lot.term_start = delivery.date;
        lot.quantity = delivery.quantity;
        if (whole.quantity_umt) lot.quantity_umt = share(*whole.quantity_umt, ledger::umt_out);
        if (whole.value) lot.value = share(*whole.value, ledger::value_out);
        if (whole.iva) lot.iva = share(*whole.iva, ledger::value_out);
        set_term(lot, months);
        lot.term_end_closing = ledger::term_end_conservative(whole.paid_at.date, months);
        note_lot_alerts(lot);
        out_.lots.push_back(std::move(lot));
        before = after;
    }
}

}  // namespace saldo::book
