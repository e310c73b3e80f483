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

}  // namespace

Drafted Draft::pedimento(const Chain& chain) {
    const ledger::KeyRule& rule = chain.rule();
    // Fixed assets under a key that also inputs use are told one by one, and touch no lot.
    const bool is_of_assets = rule.asset_effect != ledger::Effect::none && chain.is_of_assets();
    switch (is_of_assets ? ledger::Effect::none : rule.effect) {
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
        raise({.code = "KEY_NEEDS_DECISION", .subject = root.ref.key(), .reason = rule.clave});
        return;
    }
    switch (decision->effect) {
        case KeyEffect::nothing: break;
        case KeyEffect::opens: open_lots(chain, term_of_inputs_months, rule.is_virtual); break;
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
        LotRow lot{.key = root.ref.key(), .line = partida.secuencia, .clave = chain.rule().clave};
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

/// Which amounts a pedimento discharges in a value mode no file tells: people do, by an outcome
/// with its number (D-26).
void Draft::note_value_exit(const OutcomeRow& outcome, const PartidaParts& parts) {
    for (const std::string& name : sources_.declarations.outcomes_with(rfc_, outcome.order_text)) {
        if (!sources_.declarations.outcomes().at(name).is_withdrawn) return;
    }
    for (const PartShare& share : parts.shares) {
        raise({.code = "UNDISCHARGED_EXIT",
               .subject = outcome.key,
               .part = share.part,
               .amount = share.quantity});
    }
}

void Draft::draft_exit(const Chain& chain, const ledger::KeyRule& rule) {
    const Pedimento& root = chain.root->pedimento;
    OutcomeRow outcome{.key = root.ref.key(),
                       .clave = rule.clave,
                       .date = root.paid_at.date,
                       .order_text = root.ref.printed(),
                       .expiry = rule.expiry};
    outcome.positions = positions_of(chain);
    outcome.is_return_abroad = rule.expiry == ledger::Expiry::any;
    if (rule.is_paired) {
        note_pair(outcome, around_.pairs.customs().of({rfc_, root.ref}));
    }
    for (const Partida& partida : chain.newest().pedimento.partidas) {
        PartidaParts parts = parts_of(sources_, chain, partida);
        for (Alert& alert : parts.alerts) {
            if (alert.code == "UNIT_MISMATCH") {
                raise({.code = "UNDISCHARGED_EXIT",
                       .subject = outcome.key,
                       .part = alert.part,
                       .amount = alert.amount});
            }
            alert.subject = outcome.key + "/" + std::to_string(partida.secuencia);
            raise(std::move(alert));
        }
        outcome.positions.insert(outcome.positions.end(), parts.positions.begin(),
                                 parts.positions.end());
        if (sources_.catalogs.mode_of(rfc_) != DischargeMode::quantity) {
            note_value_exit(outcome, parts);
            continue;
        }
        for (const PartShare& share : parts.shares) {
            const bool product = sources_.catalogs.product(rfc_, share.part) != nullptr;
            exits_.push_back({partida.secuencia, share.part, share.unit, share.plant,
                              share.quantity, outcome.date, product});
        }
    }
    open_exit(std::move(outcome));
}

}  // namespace saldo::book
