#include <algorithm>
#include <map>

#include "hub/book/consolidated.hpp"
#include "hub/book/drafts.hpp"
#include "hub/book/partida_parts.hpp"

namespace saldo::book {
namespace {

constexpr int container_months = 24;
constexpr int term_of_inputs_months = 18;

std::vector<LogPosition> positions_of(const Chain& chain) {
    std::vector<LogPosition> positions;
    for (const Document* version : chain.versions) {
        positions.insert(positions.end(), version->positions.begin(), version->positions.end());
    }
    return positions;
}

int months_of(int months, const Part* part) {
    const bool container = part != nullptr && part->kind == PartKind::container;
    return container && months == term_of_inputs_months ? container_months : months;
}

/// Totals of one half of a virtual pair.
struct HalfTotals {
    std::map<std::pair<std::string, std::uint8_t>, Quantity> quantity;  // by part and unit
    Quantity umt;
    Money value;
};

HalfTotals totals_of(const Sources& sources, const Chain& chain) {
    HalfTotals totals;
    for (const Partida& partida : chain.newest().pedimento.partidas) {
        for (const PartShare& share : parts_of(sources, chain, partida).shares) {
            totals.quantity[{share.part, share.unit}] += share.quantity;
        }
        totals.umt += partida.quantity_umt.value_or(Quantity{});
        totals.value += partida.commercial_value;
    }
    return totals;
}

}  // namespace

Drafted Draft::pedimento(const Chain& chain) {
    const Pedimento& root = chain.root->pedimento;
    const auto& rule = ledger::key_rule(root.clave, root.operation, root.paid_at.date);
    switch (rule.effect) {
        case ledger::Effect::none: break;
        case ledger::Effect::opens: open_lots(chain, rule.term_months, rule.is_virtual); break;
        case ledger::Effect::definitive: open_national(chain, rule.is_virtual); break;
        case ledger::Effect::discharges: draft_exit(chain, rule); break;
        case ledger::Effect::case_by_case: decided(chain, rule); break;
    }
    if (out_.exit) explode_exits();
    return std::move(out_);
}

/// Keys that the table leaves open do what a person decided, with reason and approver.
void Draft::decided(const Chain& chain, const ledger::KeyRule& rule) {
    const Pedimento& root = chain.root->pedimento;
    const KeyDecision* decision = sources_.decisions.key_decision(rfc_, root.ref.key());
    if (decision == nullptr) {
        raise({.code = "KEY_NEEDS_DECISION", .subject = root.ref.key(), .reason = root.clave});
        return;
    }
    switch (decision->effect) {
        case KeyEffect::nothing: break;
        case KeyEffect::opens: open_lots(chain, term_of_inputs_months, false); break;
        case KeyEffect::discharges: draft_exit(chain, rule); break;
    }
}

/// What the partidas of an import brought of each part, as the newest version has it.
std::vector<LotRow> Draft::lots_of(const Chain& chain, bool is_virtual,
                                   std::vector<Alert>& alerts) {
    std::vector<LotRow> lots;
    const Pedimento& root = chain.root->pedimento;
    const auto positions = positions_of(chain);
    for (const Partida& partida : chain.newest().pedimento.partidas) {
        LotRow lot{.key = root.ref.key(), .line = partida.secuencia, .clave = root.clave};
        PartidaParts parts = parts_of(sources_, chain, partida);
        for (Alert& alert : parts.alerts) {
            alert.subject = name_of(lot);
            alerts.push_back(std::move(alert));
        }
        lot.fraccion = partida.fraccion;
        lot.entry_date = root.entry_date.value_or(root.paid_at.date);
        lot.entry_date_is_assumed = !root.entry_date.has_value();
        if (!is_virtual) count_from_crossing(lot, root);  // virtual goods cross nothing
        lot.paid_at = root.paid_at;
        lot.printed = root.ref.printed_number();
        if (const Contribution* iva = iva_of(partida)) lot.payment_form = iva->payment_form;
        lot.positions = positions;
        lot.positions.insert(lot.positions.end(), parts.positions.begin(), parts.positions.end());
        for (const PartShare& share : parts.shares) {
            lot.part = share.part;
            lot.unit = share.unit;
            lot.quantity = share.quantity;
            lot.quantity_umt = share.quantity_umt;
            lot.value = share.value;
            lot.iva = share.iva;
            lot.plant = share.plant;
            lot.part_is_proposed = share.is_proposed;
            lots.push_back(lot);
        }
    }
    return lots;
}

/// The term runs from the declared day, whatever day the goods count from: of a consolidated
/// pedimento the law counts from its closing, which no crossing moves (Regulation 173).
void Draft::open_lots(const Chain& chain, int term_months, bool is_virtual) {
    for (LotRow& lot : lots_of(chain, is_virtual, out_.alerts)) {
        lot.term_start = is_virtual ? lot.paid_at.date : lot.entry_date;
        set_term(lot, months_of(term_months, sources_.catalogs.part(rfc_, lot.part)));
        note_lot_alerts(lot);
        out_.lots.push_back(std::move(lot));
    }
}

/// D-16: goods that came to stay. Nobody owes them, so a partida whose part nobody names opens
/// nothing and alarms nobody.
void Draft::open_national(const Chain& chain, bool is_virtual) {
    std::vector<Alert> not_asked;
    out_.national = lots_of(chain, is_virtual, not_asked);
}

/// Under ConsolidatedPolicy::crossing the goods of a consolidated pedimento are there from the
/// first crossing on: customs does not tell which partida came with which remesa.
void Draft::count_from_crossing(LotRow& lot, const Pedimento& root) const {
    const auto crossing = static_cast<std::uint16_t>(ConsolidatedPolicy::crossing);
    if (!is_chosen(PolicyName::consolidated_entry, crossing, lot.entry_date)) return;
    const auto crossings = crossings_of(root);
    if (!crossings) return;
    lot.crossed_on = crossings->first;
    lot.crossings_are_missing = !crossings->are_all_told;
}

void Draft::draft_exit(const Chain& chain, const ledger::KeyRule& rule) {
    const Pedimento& root = chain.root->pedimento;
    OutcomeRow outcome{.key = root.ref.key(),
                       .clave = root.clave,
                       .date = root.paid_at.date,
                       .order_text = root.ref.printed(),
                       .expiry = rule.expiry};
    outcome.positions = positions_of(chain);
    outcome.is_return_abroad = rule.expiry == ledger::Expiry::any;
    if (rule.is_paired) {
        Alert alert{.code = "V1_MISMATCH", .subject = outcome.key};
        outcome.pair_fault = pair_fault(chain, alert);
        outcome.is_provisional = outcome.pair_fault != PairFault::none;
        // A half that nobody told yet is called out when its day has passed (calendar.cpp).
        const bool is_there = outcome.pair_fault != PairFault::unmatched;
        if (outcome.is_provisional && is_there) raise(std::move(alert));
    }
    for (const Partida& partida : chain.newest().pedimento.partidas) {
        PartidaParts parts = parts_of(sources_, chain, partida);
        for (Alert& alert : parts.alerts) {
            alert.subject = outcome.key + "/" + std::to_string(partida.secuencia);
            raise(std::move(alert));
        }
        outcome.positions.insert(outcome.positions.end(), parts.positions.begin(),
                                 parts.positions.end());
        for (const PartShare& share : parts.shares) {
            const bool product = sources_.catalogs.product(rfc_, share.part) != nullptr;
            exits_.push_back({partida.secuencia, share.part, share.unit, share.plant,
                              share.quantity, outcome.date, product});
        }
    }
    open_exit(std::move(outcome));
}

/// What keeps the return half of a virtual pair provisional.
/// Law: rules 4.3.21 and 5.2.5; anexo24.md 5.3: link, quantity, UMT, then value (the return may not
/// be above the import).
PairFault Draft::pair_fault(const Chain& chain, Alert& alert) const {
    const Pedimento& half = chain.newest().pedimento;
    const auto link = std::ranges::find(half.discharges, half.clave, &DeclaredDischarge::clave);
    const auto fault = [&alert](PairFault kind, std::string reason) {
        alert.reason = std::move(reason);
        return kind;
    };
    if (link == half.discharges.end()) return fault(PairFault::link, "link");
    const Document* other = sources_.documents.find_any(link->original);
    if (other == nullptr) return PairFault::unmatched;
    const Pedimento& import = other->pedimento;
    const bool links = import.operation == 1 && import.clave == half.clave &&
                       link->payment_date == import.paid_at.date && import.rfc != half.rfc;
    if (!links) return fault(PairFault::link, "link");

    const Chain imported{.root = other, .versions = {other}};
    const HalfTotals in = totals_of(sources_, imported);
    const HalfTotals out = totals_of(sources_, chain);
    if (in.quantity != out.quantity) return fault(PairFault::quantity, "quantity");
    if (in.umt != out.umt) {
        alert.umt = out.umt - in.umt;
        return fault(PairFault::umt, "umt");
    }
    if (out.value > in.value) {
        alert.money = out.value - in.value;
        return fault(PairFault::value, "value");
    }
    return PairFault::none;
}

}  // namespace saldo::book
