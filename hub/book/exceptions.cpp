#include "hub/book/exceptions.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace saldo::book {
namespace {

constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::int64_t ms_per_day = 86'400'000;

class Exceptions {
public:
    Exceptions(const Sources& sources, const std::string& rfc, const Derived& derived)
        : sources_{sources}, rfc_{rfc}, derived_{derived} {}

    std::vector<Alert> run() {
        note_delays();
        note_documents();
        note_clashes();
        note_physical();
        note_parts();
        note_scrap();
        return std::move(alerts_);
    }

private:
    /// Annex 24 B and C: the hub has what happened within 24 and 48 hours.
    void note_delays() {
        const Declarations& told = sources_.declarations;
        for (const auto& [name, times] : sources_.decisions.capture_times()) {
            if (times.rfc != rfc_) continue;
            const auto entry = told.entries().find(name);
            const auto outcome = told.outcomes().find(name);
            const bool withdrawn =
                (entry != told.entries().end() && entry->second.is_withdrawn) ||
                (outcome != told.outcomes().end() && outcome->second.is_withdrawn);
            if (withdrawn) continue;
            note_delay(name, times.received.utc.ms - times.captured.utc.ms);
        }
        for (const Physical::Late& late : sources_.physical.late(rfc_)) {
            note_delay(late.event_id, late.delay_ms);
        }
    }

    void note_delay(const std::string& name, std::int64_t delay_ms) {
        const auto late = [&](const char* code) {
            raise({.code = code, .subject = name, .delay_minutes = delay_ms / ms_per_minute});
        };
        if (delay_ms > ms_per_day) late("LATE_24H");
        if (delay_ms > 2 * ms_per_day) late("LATE_48H");
    }

    /// Differences between book and stock (anexo24.md 7), and goods where the program does not
    /// allow them (Decree 24-VI): judged by the plants as they are told now.
    void note_physical() {
        const Physical& physical = sources_.physical;
        for (const Physical::StockRow& row : physical.differences(rfc_, sources_.catalogs)) {
            raise({.code = "PHYSICAL_DIFF",
                   .subject = row.place,
                   .part = row.part,
                   .amount = row.quantity});
        }
        for (const std::string& code : physical.plants(rfc_)) {
            const Plant* plant = sources_.catalogs.plant(rfc_, code);
            if (plant != nullptr && plant->registered) continue;
            for (std::string& event : physical.events_at(rfc_, code)) {
                raise(
                    {.code = "UNREGISTERED_ADDRESS", .subject = std::move(event), .reason = code});
            }
        }
    }

    void note_documents() {
        const Documents& documents = sources_.documents;
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
            for (const std::string& key : delivery.held_back) {  // gone once a file brings it whole
                const auto ref = parse_pedimento_key(key);
                if (ref && documents.find(rfc_, *ref) != nullptr) continue;
                if (sources_.openings.names_lot(rfc_, key)) continue;
                raise({.code = "HELD_BACK", .subject = key, .reason = delivery.folio});
            }
        }
    }

    void note_clashes() {
        for (const auto& [name, rfc] : sources_.names.clashes()) {
            if (rfc == rfc_) raise({.code = "CONFLICT", .subject = name});
        }
        for (const Physical::Clash& clash : sources_.physical.clashes()) {
            if (clash.rfc == rfc_) raise({.code = "CONFLICT", .subject = clash.event_id});
        }
    }

    void note_parts() {
        std::string_view before;  // lots are sorted by part
        for (const LotRow& lot : derived_.lots) {
            const std::string& part = lot.part;
            if (part == before) continue;
            before = part;
            const bool known = sources_.catalogs.part(rfc_, part) != nullptr ||
                               sources_.catalogs.product(rfc_, part) != nullptr;
            if (!known) raise({.code = "PART_NOT_IN_CATALOG", .subject = part, .part = part});
        }
    }

    /// More scrap left than had come into the pool (D-08). Of one part the largest lack, and the
    /// first day of it.
    void note_scrap() {
        std::map<std::pair<std::string_view, LocalDate>, Quantity> changes;
        for (const ScrapRow& row : derived_.scrap) changes[{row.part, row.date}] += row.change;
        std::string_view part;
        Quantity pool;
        std::map<std::string_view, std::pair<LocalDate, Quantity>> lacks;
        for (const auto& [key, change] : changes) {
            if (key.first != part) pool = {};
            part = key.first;
            pool += change;
            if (pool >= Quantity{}) continue;
            const auto [lack, is_new] = lacks.try_emplace(part, key.second, pool);
            lack->second.second = std::min(lack->second.second, pool);
        }
        for (const auto& [name, lack] : lacks) {
            raise({.code = "SCRAP_ABOVE_POOL",
                   .subject = std::string{name},
                   .part = std::string{name},
                   .amount = -lack.second,
                   .reason = format_date(lack.first)});
        }
    }

    void raise(Alert alert) { alerts_.push_back(std::move(alert)); }

    const Sources& sources_;
    const std::string& rfc_;
    const Derived& derived_;
    std::vector<Alert> alerts_;
};

}  // namespace

std::vector<Alert> exceptions_of(const Sources& sources, const std::string& rfc,
                                 const Derived& derived) {
    return Exceptions{sources, rfc, derived}.run();
}

}  // namespace saldo::book
