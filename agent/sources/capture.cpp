#include "agent/sources/capture.hpp"

#include <memory>
#include <utility>

#include "common/base/check.hpp"
#include "common/config/clock.hpp"
#include "common/wire/fact_codec.hpp"

namespace saldo::agent {
namespace {

DockRules rules_of(const std::string& plant, const CatalogVersion* catalog) {
    return {.plant = plant, .parts = catalog == nullptr ? nullptr : &catalog->parts};
}

Taken taken_of(const Result<Appended>& appended) {
    if (appended) {
        switch (appended->state) {
            case Appended::State::recorded:
                return {
                    .state = Taken::State::recorded, .sequence = appended->sequence, .refusal = {}};
            case Appended::State::duplicate:
                return {.state = Taken::State::duplicate,
                        .sequence = appended->sequence,
                        .refusal = {}};
            case Appended::State::conflict:
                return {.state = Taken::State::refused,
                        .sequence = appended->sequence,
                        .refusal = {.code = RefusalCode::conflict}};
        }
    }
    if (appended.error().code == Errc::unavailable) {
        return {.state = Taken::State::refused,
                .sequence = 0,
                .refusal = {.code = RefusalCode::journal_full}};
    }
    if (appended.error().code == Errc::malformed) {
        return {.state = Taken::State::refused,
                .sequence = 0,
                .refusal = {.code = RefusalCode::too_long}};
    }
    return {.state = Taken::State::unknown, .sequence = 0, .refusal = {}};
}

}  // namespace

Digest line_digest(const Movement& movement) {
    const auto body = wire::encode_movement_body(movement, {});
    SALDO_CHECK(body.has_value());  // read_movement keeps to the limits of the codec
    return sha256(*body);
}

Capture::Capture(JournalWriter& writer, const Catalog& catalog, const RecordClock& clock,
                 std::string plant, http::Metrics& metrics)
    : writer_{writer},
      catalog_{catalog},
      clock_{clock},
      plant_{std::move(plant)},
      recorded_{metrics.counter("saldo_agent_lines_total", "Lines of devices and files, by answer.",
                                {{"answer", "ok"}})},
      duplicates_{metrics.counter("saldo_agent_lines_total",
                                  "Lines of devices and files, by answer.", {{"answer", "dup"}})},
      refused_{metrics.counter("saldo_agent_lines_total", "Lines of devices and files, by answer.",
                               {{"answer", "err"}})},
      commit_seconds_{metrics.histogram("saldo_agent_commit_seconds",
                                        "From a read line to its commit.",
                                        http::latency_bounds())} {}

LineOutcome Capture::read(std::span<const std::string> fields) const {
    const auto catalog = catalog_.current();
    return read_fields(fields, rules_of(plant_, catalog.get()));
}

std::optional<Refusal> Capture::take(std::string_view line, Done done) {
    const auto catalog = catalog_.current();
    const LineOutcome outcome = read_line(line, rules_of(plant_, catalog.get()));
    return submit(outcome, line, catalog ? catalog->sequence : 0, std::move(done));
}

std::optional<Refusal> Capture::take_fields(std::span<const std::string> fields,
                                            std::string_view raw, Done done) {
    const auto catalog = catalog_.current();
    const LineOutcome outcome = read_fields(fields, rules_of(plant_, catalog.get()));
    return submit(outcome, raw, catalog ? catalog->sequence : 0, std::move(done));
}

std::optional<Refusal> Capture::submit(const LineOutcome& outcome, std::string_view raw,
                                       std::uint64_t catalog_sequence, Done done) {
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
        refused_.add();
        return *refusal;
    }
    const auto& movement = std::get<Movement>(outcome);
    auto body = wire::encode_movement_body(movement, raw);
    if (!body) {
        refused_.add();
        return Refusal{.code = RefusalCode::too_long};
    }
    Pending pending{
        .head = clock_.head(sync::RecordType::movement, catalog_sequence),
        .body = std::move(*body),
        .event = EventKey{.event_id = movement.event_id, .line = line_digest(movement)}};
    const SteadyTime began = now_steady();
    auto answer = [this, began, event_id = movement.event_id,
                   done = std::move(done)](const Result<Appended>& appended) {
        Taken taken = taken_of(appended);
        if (taken.refusal.code == RefusalCode::conflict) {
            taken.refusal.column = movement_columns[0];
            taken.refusal.found = event_id;
        }
        constexpr double seconds_per_ns = 1e-9;
        commit_seconds_.observe(static_cast<double>(now_steady().ns - began.ns) * seconds_per_ns);
        if (taken.state == Taken::State::recorded) {
            recorded_.add();
            if (on_recorded_) on_recorded_();
        }
        if (taken.state == Taken::State::duplicate) duplicates_.add();
        if (taken.state == Taken::State::refused) refused_.add();
        done(taken);
    };
    const auto queued = writer_.submit(std::move(pending), std::move(answer));
    if (queued) return std::nullopt;
    refused_.add();
    switch (queued.error().code) {
        case Errc::unavailable: return Refusal{.code = RefusalCode::busy};
        case Errc::malformed: return Refusal{.code = RefusalCode::too_long};
        default: return Refusal{.code = RefusalCode::stopping};
    }
}

}  // namespace saldo::agent
