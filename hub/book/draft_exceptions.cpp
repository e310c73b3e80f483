#include "hub/book/drafts.hpp"

namespace saldo::book {

void Draft::add_exceptions() {
    const Documents& documents = sources_.documents;
    for (const Document* d : documents.contradicted(rfc_)) {
        raise({.code = "CONFLICT", .subject = d->pedimento.ref.key()});
    }
    for (const Document* d : documents.pending_of(rfc_)) {
        const auto& link = d->pedimento.rectifies;
        raise({.code = "PENDING_ORIGINAL",
               .subject = d->pedimento.ref.key(),
               .reason = link ? link->previous.key() : "701"});
    }
    for (const Documents::Breakdown* b : documents.waiting_breakdowns(rfc_)) {
        raise({.code = "PENDING_PEDIMENTO",
               .subject = b->line.pedimento.key() + "/" + std::to_string(b->line.secuencia),
               .part = b->line.part_number,
               .amount = b->line.quantity});
    }
    for (const Delivery& delivery : sources_.deliveries) {
        if (delivery.rfc != rfc_) continue;
        for (const std::string& key : delivery.held_back) {  // gone once a delivery brings it whole
            const auto ref = parse_pedimento_key(key);
            if (ref && documents.find(rfc_, *ref) != nullptr) continue;
            raise({.code = "HELD_BACK", .subject = key, .reason = delivery.folio});
        }
    }
    for (const auto& [name, rfc] : sources_.declarations.conflicts()) {
        if (rfc == rfc_) raise({.code = "CONFLICT", .subject = name});
    }
    for (const Physical::Clash& clash : sources_.physical.clashes()) {
        if (clash.rfc == rfc_) raise({.code = "CONFLICT", .subject = clash.event_id});
    }
    const auto plants = sources_.physical.plants();
    for (const auto& [key, plant] : plants) {
        if (key.first != rfc_) continue;
        const Plant* known = sources_.catalogs.plant(rfc_, key.second);
        if (known == nullptr || !known->registered) {
            raise({.code = "UNREGISTERED_ADDRESS",
                   .subject = plant.first_event,
                   .reason = key.second});
        }
    }
    for (const auto& [part, first] : first_entry_) {
        const bool known = sources_.catalogs.part(rfc_, part) != nullptr ||
                           sources_.catalogs.product(rfc_, part) != nullptr;
        if (!known) raise({.code = "PART_NOT_IN_CATALOG", .subject = part, .part = part});
    }
}

}  // namespace saldo::book
