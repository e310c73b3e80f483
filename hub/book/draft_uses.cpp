#include <algorithm>

#include "hub/book/drafts.hpp"
#include "hub/ledger/explode.hpp"

namespace saldo::book {

void Draft::explode_exits() {
    for (const ExitDraft& exit : exits_) explode_exit(exit);
    for (UseDraft& use : uses_) {
        if (use.destination != CertificatePart::a) hold_shrinkage(use);
        add_use(use);
    }
}

void Draft::explode_exit(const ExitDraft& exit) {
    const OutcomeRow& outcome = derived_.outcomes[exit.outcome];
    const auto no_consumption = [&] {
        for (const char* code : {"NO_CONSUMPTION", "UNDISCHARGED_EXIT"}) {
            raise(
                {.code = code, .subject = outcome.key, .part = exit.part, .amount = exit.quantity});
        }
    };
    const bool has_bom = sources_.catalogs.bom(rfc_, exit.part, exit.built) != nullptr;
    const bool is_part = sources_.catalogs.part(rfc_, exit.part) != nullptr || has_lots(exit.part);
    if (!has_bom && (exit.is_product || !is_part)) return no_consumption();
    if (!exit.is_product && is_part) {  // goods that leave as they came
        uses_.push_back({.outcome = exit.outcome,
                         .line = exit.line,
                         .product = {},
                         .part = exit.part,
                         .unit = exit.unit,
                         .plant = exit.plant,
                         .incorporated = exit.quantity,
                         .shrinkage_limit = {}});
        return;
    }
    // D-15: a subassembly that came in temporarily has lots of its own, and is a material.
    const ledger::BomOf bom_of = [&](const std::string& name) -> const BomVersion* {
        if (name != exit.part && has_lots(name)) return nullptr;
        return sources_.catalogs.bom(rfc_, name, exit.built);
    };
    const ledger::NormOf norm_of = [&](const std::string& part) {
        return sources_.catalogs.norm_percent(rfc_, part);
    };
    const auto materials = ledger::explode(exit.part, exit.quantity, bom_of, norm_of);
    if (!materials) {
        raise({.code = "BOM_UNUSABLE",
               .subject = outcome.key,
               .part = exit.part,
               .amount = exit.quantity,
               .reason = materials.error().what});
        return no_consumption();
    }
    std::uint32_t rank = 0;
    for (const ledger::Consumption& c : *materials) {
        const Part* part = sources_.catalogs.part(rfc_, c.part);
        uses_.push_back({.outcome = exit.outcome,
                         .line = exit.line,
                         .material = rank++,
                         .product = exit.part,
                         .part = c.part,
                         .unit = part != nullptr ? part->umc : std::uint8_t{0},
                         .plant = exit.plant,
                         .incorporated = c.incorporated,
                         .shrinkage = c.shrinkage,
                         .scrap = c.scrap,
                         .shrinkage_limit = c.shrinkage_limit,
                         .destination = exit.destination});
    }
}

/// D-20: shrinkage above its norm is held, but for what was approved of it.
void Draft::hold_shrinkage(UseDraft& use) {
    const OutcomeRow& outcome = derived_.outcomes[use.outcome];
    const auto pending = static_cast<std::uint16_t>(NoNormPolicy::pending);
    if (!use.shrinkage_limit &&
        is_chosen(PolicyName::shrinkage_no_norm, pending, outcome.date)) {
        use.shrinkage_limit = Quantity{};
    }
    if (!use.shrinkage_limit || use.shrinkage <= *use.shrinkage_limit) return;
    Quantity excess = use.shrinkage - *use.shrinkage_limit;
    const auto [approved, is_new] = approved_.try_emplace({use.outcome, use.part});
    if (is_new) approved->second = sources_.decisions.approved(outcome.key, use.part);
    const Quantity accepted = std::min(excess, approved->second);
    approved->second -= accepted;
    excess -= accepted;
    use.shrinkage -= excess;
    if (excess.is_zero()) return;
    derived_.held.push_back({use.outcome, use.part, excess});
    raise({.code = "SHRINKAGE_ABOVE_NORM",
           .subject = outcome.key,
           .part = use.part,
           .amount = excess});
}

CertificateRow& Draft::certificate_of(std::uint32_t outcome, const std::string& part) {
    const auto found = std::ranges::find_if(derived_.certificates, [&](const CertificateRow& row) {
        return row.outcome == outcome && row.part == part;
    });
    if (found != derived_.certificates.end()) return *found;
    derived_.certificates.push_back({.outcome = outcome, .part = part});
    return derived_.certificates.back();
}

void Draft::add_use(const UseDraft& draft) {
    const OutcomeRow& outcome = derived_.outcomes[draft.outcome];
    if (outcome.clave == "CTM") {
        CertificateRow& row = certificate_of(draft.outcome, draft.part);
        const Quantity consumed = draft.incorporated + draft.shrinkage;
        switch (draft.destination) {
            case CertificatePart::a: row.a += consumed; return;  // to be nationalised: no discharge
            case CertificatePart::b: row.b += consumed; break;
            case CertificatePart::c: row.c += consumed; break;
        }
    }
    const auto row_of = [&](ledger::Column column, Quantity quantity) {
        return UseRow{.outcome = draft.outcome,
                      .line = draft.line,
                      .material = draft.material,
                      .column = column,
                      .product = draft.product,
                      .part = draft.part,
                      .unit = draft.unit,
                      .plant = draft.plant,
                      .asked = quantity,
                      .shortage = {},
                      .national = {},
                      .status = draft.status,
                      .own_lot = {}};
    };
    if (outcome.is_scrap) {  // D-08: its own outcome discharges the scrap
        push_use(row_of(ledger::Column::scrap, draft.incorporated));
        derived_.scrap.push_back({draft.part, outcome.date, -draft.incorporated});
        return;
    }
    if (draft.scrap > Quantity{}) {
        derived_.scrap.push_back({draft.part, outcome.date, draft.scrap});
    }
    if (draft.status == StockStatus::unrecorded) {
        const Quantity asked = draft.incorporated + draft.shrinkage;
        raise({.code = "STATUS_NOT_RECORDED",
               .subject = outcome.key,
               .part = draft.part,
               .amount = asked});
        const auto hold = static_cast<std::uint16_t>(UnrecordedPolicy::hold);
        if (is_chosen(PolicyName::unrecorded_status, hold, outcome.date)) {
            raise({.code = "UNDISCHARGED_EXIT",
                   .subject = outcome.key,
                   .part = draft.part,
                   .amount = asked});
            return;
        }
    }
    push_use(row_of(ledger::Column::incorporated, draft.incorporated));
    push_use(row_of(ledger::Column::shrinkage, draft.shrinkage));
}

/// Splits off what is known to be of a lot of its own; the rest goes first in, first out.
void Draft::push_use(UseRow row) {
    if (row.asked <= Quantity{}) return;
    const auto directed = directed_.find({row.outcome, row.part});
    if (directed != directed_.end() && row.column == ledger::Column::incorporated) {
        for (DirectedDischarge& d : directed->second) {
            UseRow own = row;
            own.asked = std::min(row.asked, d.quantity);
            if (own.asked.is_zero()) continue;
            own.own_lot = d.lot;
            d.quantity -= own.asked;
            row.asked -= own.asked;
            derived_.uses.push_back(std::move(own));
        }
    }
    if (row.asked > Quantity{}) derived_.uses.push_back(std::move(row));
}

}  // namespace saldo::book
