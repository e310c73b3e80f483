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
    const OutcomeRow& outcome = outcome_row();
    const auto no_consumption = [&] {
        for (const char* code : {"NO_CONSUMPTION", "UNDISCHARGED_EXIT"}) {
            raise(
                {.code = code, .subject = outcome.key, .part = exit.part, .amount = exit.quantity});
        }
    };
    std::vector<std::string>& products = out_.exit->products;
    products.push_back(exit.part);
    const bool has_bom = sources_.catalogs.bom(rfc_, exit.part, exit.built) != nullptr;
    const bool has_lots = around_.has_lots(exit.part);
    const bool is_part = sources_.catalogs.part(rfc_, exit.part) != nullptr || has_lots;
    // A product whose rejected pieces came back has lots as well, and is built on (D-17).
    const bool is_built = has_bom && (exit.is_product || !has_lots);
    if (!is_built && (exit.is_told || !is_part)) return no_consumption();
    if (!is_built) {  // goods that leave as they came
        uses_.push_back({.line = exit.line,
                         .product = {},
                         .part = exit.part,
                         .unit = exit.unit,
                         .plant = exit.plant,
                         .incorporated = exit.quantity,
                         .shrinkage_limit = {}});
        return;
    }
    // D-15: a subassembly that came in temporarily has lots of its own, and is a material; unless
    // the work order tells which it was.
    const WorkOrder* order = sources_.declarations.work_order(rfc_, exit.work_order);
    const auto has = [](const std::vector<std::string>& names, const std::string& name) {
        return std::ranges::find(names, name) != names.end();
    };
    const ledger::BomOf bom_of = [&](const std::string& name) -> const BomVersion* {
        const BomVersion* bom = sources_.catalogs.bom(rfc_, name, exit.built);
        if (bom == nullptr || name == exit.part) return bom;
        products.push_back(name);
        if (order != nullptr && has(order->made, name)) return bom;
        if (order != nullptr && has(order->bought, name)) return nullptr;
        return around_.has_lots(name) ? nullptr : bom;
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
    for (const ledger::Consumption& c : *materials) {
        uses_.push_back({.line = exit.line,
                         .product = exit.part,
                         .part = c.part,
                         .unit = sources_.catalogs.umc(rfc_, c.part),
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
    const OutcomeRow& outcome = outcome_row();
    const auto pending = static_cast<std::uint16_t>(NoNormPolicy::pending);
    if (!use.shrinkage_limit && is_chosen(PolicyName::shrinkage_no_norm, pending, outcome.date)) {
        use.shrinkage_limit = Quantity{};
    }
    if (!use.shrinkage_limit || use.shrinkage <= *use.shrinkage_limit) return;
    Quantity excess = use.shrinkage - *use.shrinkage_limit;
    const auto [approved, is_new] = approved_.try_emplace(use.part);
    if (is_new) approved->second = sources_.decisions.approved(outcome.key, use.part);
    const Quantity accepted = std::min(excess, approved->second);
    approved->second -= accepted;
    excess -= accepted;
    use.shrinkage -= excess;
    if (excess.is_zero()) return;
    out_.exit->held.push_back({0, use.part, excess});
    raise({.code = "SHRINKAGE_ABOVE_NORM",
           .subject = outcome.key,
           .part = use.part,
           .amount = excess});
}

CertificateRow& Draft::certificate_of(const std::string& part) {
    auto& rows = out_.exit->certificates;
    const auto found = std::ranges::find(rows, part, &CertificateRow::part);
    if (found != rows.end()) return *found;
    rows.push_back({.outcome = 0, .part = part});
    return rows.back();
}

void Draft::add_use(const UseDraft& draft) {
    const OutcomeRow& outcome = outcome_row();
    if (outcome.clave == "CTM") {
        CertificateRow& row = certificate_of(draft.part);
        const Quantity consumed = draft.incorporated + draft.shrinkage;
        switch (draft.destination) {
            case CertificatePart::a: row.a += consumed; return;  // to be nationalised: no discharge
            case CertificatePart::b: row.b += consumed; break;
            case CertificatePart::c: row.c += consumed; break;
        }
    }
    const auto row_of = [&](ledger::Column column, Quantity quantity) {
        return UseRow{.outcome = 0,
                      .line = draft.line,
                      .material = 0,
                      .column = column,
                      .product = draft.product,
                      .part = draft.part,
                      .unit = draft.unit,
                      .plant = draft.plant,
                      .asked = quantity,
                      .shortage = {},
                      .national = {},
                      .status = draft.status,
                      .own_lot = draft.own_lot,
                      .own_why = draft.own_lot.empty() ? OwnLot::none : OwnLot::rejected};
    };
    if (outcome.is_scrap) {  // D-08: its own outcome discharges the scrap
        return add_scrap(draft, row_of(ledger::Column::scrap, draft.incorporated));
    }
    if (draft.scrap > Quantity{}) {
        out_.exit->scrap.push_back({draft.part, outcome.date, draft.scrap});
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

/// Scrap leaves as the material that it was, or as what the table of the day says it holds.
void Draft::add_scrap(const UseDraft& draft, const UseRow& row) {
    const LocalDate on = outcome_row().date;
    const auto leave = [&](UseRow part) {
        out_.exit->scrap.push_back({part.part, on, -part.asked});
        push_use(std::move(part));
    };
    const auto content = sources_.catalogs.scrap_content(rfc_, draft.part, on);
    if (content.empty()) return leave(row);
    for (const Yield& share : content) {
        const auto quantity = checked_multiply(draft.incorporated, share.quantity);
        if (!quantity) {
            for (const char* code : {"UNIT_MISMATCH", "UNDISCHARGED_EXIT"}) {
                raise({.code = code,
                       .subject = outcome_row().key,
                       .part = share.part_number,
                       .amount = draft.incorporated});
            }
            continue;
        }
        UseRow material = row;
        material.product = draft.part;
        material.part = share.part_number;
        material.unit = sources_.catalogs.umc(rfc_, share.part_number);
        material.asked = *quantity;
        leave(std::move(material));
    }
}

/// Splits off what is known to be of a lot of its own; the rest goes first in, first out. Each
/// piece takes a place of its own in its line; incorporated stands before shrinkage (D-23) because
/// it is pushed first.
void Draft::push_use(UseRow row) {
    if (row.asked <= Quantity{}) return;
    if (frozen_ && row.status != StockStatus::national) {
        return push_frozen(std::move(row));
    }
    const auto directed = directed_.find(row.part);
    const bool may_be_directed = row.column == ledger::Column::incorporated &&
                                 row.status != StockStatus::national;  // it takes of no lot
    if (directed != directed_.end() && may_be_directed) {
        for (DirectedDischarge& d : directed->second) {
            UseRow own = row;
            own.asked = std::min(row.asked, d.quantity);
            own.own_lot = d.lot;
            own.own_why = OwnLot::directed;
            d.quantity -= own.asked;
            row.asked -= own.asked;
            push_piece(std::move(own));
        }
    }
    push_piece(std::move(row));
}

/// What was filed keeps the lots that it was filed with, and takes no other: what it lacked then,
/// or asks more by now, stays open until a replacement is approved.
void Draft::push_frozen(UseRow row) {
    for (FrozenRow& filed : *frozen_) {
        const bool same = filed.line == row.line && filed.part == row.part &&
                          filed.column == row.column && filed.product == row.product;
        if (!same) continue;
        UseRow own = row;
        own.asked = std::min(row.asked, filed.quantity);
        own.own_lot = filed.lot;
        own.own_why = OwnLot::filed;
        filed.quantity -= own.asked;
        row.asked -= own.asked;
        push_piece(std::move(own));
    }
    row.is_frozen = true;
    push_piece(std::move(row));
}

void Draft::push_piece(UseRow row) {
    if (row.asked <= Quantity{}) return;
    row.material = materials_[row.line]++;
    out_.exit->uses.push_back(std::move(row));
}

}  // namespace saldo::book
