#include <algorithm>

#include "hub/book/drafts.hpp"
#include "hub/ledger/explode.hpp"

namespace saldo::book {

/// D-15: a subassembly that was itself imported has lots of its own by that day, and is a material.
bool Draft::is_material(const std::string& name, LocalDate on) const {
    const auto first = first_entry_.find(name);
    return first != first_entry_.end() && first->second <= on;
}

void Draft::explode_exits() {
    for (const ExitDraft& exit : exits_) explode_exit(exit);
    for (const UseDraft& use : uses_) add_use(use);
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
    const bool is_part =
        sources_.catalogs.part(rfc_, exit.part) != nullptr || first_entry_.contains(exit.part);
    if (!has_bom && exit.is_product) return no_consumption();
    if (!has_bom && !is_part) return no_consumption();
    if (!exit.is_product && is_part) {  // goods that leave as they came
        uses_.push_back({.outcome = exit.outcome,
                         .line = exit.line,
                         .part = exit.part,
                         .unit = exit.unit,
                         .plant = exit.plant,
                         .incorporated = exit.quantity});
        return;
    }
    const ledger::BomOf bom_of = [&](const std::string& name) -> const BomVersion* {
        if (name != exit.part && is_material(name, outcome.date)) return nullptr;
        return sources_.catalogs.bom(rfc_, name, exit.built);
    };
    const auto materials = ledger::explode(exit.part, exit.quantity, bom_of);
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
        Quantity shrinkage = c.shrinkage;
        if (c.shrinkage_limit && *c.shrinkage_limit < shrinkage) {  // D-20: the excess is held
            raise({.code = "SHRINKAGE_ABOVE_NORM",
                   .subject = outcome.key,
                   .part = c.part,
                   .amount = shrinkage - *c.shrinkage_limit});
            shrinkage = *c.shrinkage_limit;
        }
        uses_.push_back({.outcome = exit.outcome,
                         .line = exit.line,
                         .material = rank++,
                         .product = exit.part,
                         .part = c.part,
                         .unit = part != nullptr ? part->umc : std::uint8_t{0},
                         .plant = exit.plant,
                         .incorporated = c.incorporated,
                         .shrinkage = shrinkage,
                         .scrap = c.scrap});
    }
}

void Draft::add_use(const UseDraft& draft) {
    const OutcomeRow& outcome = derived_.outcomes[draft.outcome];
    const auto add = [&](ledger::Column column, Quantity quantity) {
        if (quantity <= Quantity{}) return;
        derived_.uses.push_back({.outcome = draft.outcome,
                                 .line = draft.line,
                                 .material = draft.material,
                                 .column = column,
                                 .product = draft.product,
                                 .part = draft.part,
                                 .unit = draft.unit,
                                 .plant = draft.plant,
                                 .asked = quantity});
    };
    if (outcome.is_scrap) {  // D-08: its own outcome discharges the scrap
        add(ledger::Column::scrap, draft.incorporated);
        derived_.scrap.push_back({draft.part, outcome.date, -draft.incorporated});
        return;
    }
    add(ledger::Column::incorporated, draft.incorporated);
    add(ledger::Column::shrinkage, draft.shrinkage);
    if (draft.scrap > Quantity{}) {
        derived_.scrap.push_back({draft.part, outcome.date, draft.scrap});
    }
}

}  // namespace saldo::book
