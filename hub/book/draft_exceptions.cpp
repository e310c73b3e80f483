#include "hub/book/drafts.hpp"

namespace saldo::book {
namespace {

constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::int64_t ms_per_day = 86'400'000;

}  // namespace

/// Annex 24 B and C: the hub has what happened within 24 and 48 hours.
void Draft::note_delays() {
    const Declarations& told = sources_.declarations;
    for (const auto& [name, times] : sources_.decisions.capture_times()) {
        if (times.rfc != rfc_) continue;
        const auto entry = told.entries().find(name);
        const auto outcome = told.outcomes().find(name);
        const bool withdrawn =
            (entry != told.entries().end() && entry->second.is_withdrawn) ||
            (outcome != told.outcomes().end() && outcome->second.is_withdrawn);
        if (withdrawn) continue;
        const std::int64_t delay = times.received.utc.ms - times.captured.utc.ms;
        const auto late = [&](const char* code) {
            raise({.code = code, .subject = name, .delay_minutes = delay / ms_per_minute});
        };
        if (delay > ms_per_day) late("LATE_24H");
        if (delay > 2 * ms_per_day) late("LATE_48H");
    }
}

void Draft::add_exceptions() {
    const Documents& documents = sources_.documents;
    note_delays();
    for (Alert& alert : sources_.assets.alerts(rfc_)) raise(std::move(alert));
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
            if (sources_.openings.names_lot(rfc_, key)) continue;
            raise({.code = "HELD_BACK", .subject = key, .reason = delivery.folio});
        }
    }
    for (const auto& [name, rfc] : sources_.names.clashes()) {
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
    for (const std::string& part : parts_with_lots_) {
        const bool known = sources_.catalogs.part(rfc_, part) != nullptr ||
                           sources_.catalogs.product(rfc_, part) != nullptr;
        if (!known) raise({.code = "PART_NOT_IN_CATALOG", .subject = part, .part = part});
    }
}

}  // namespace saldo::book
