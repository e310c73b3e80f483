#include "agent/status.hpp"

#include <cstdlib>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "agent/uplink/witness_box.hpp"

namespace saldo::agent {
namespace {

namespace json = boost::json;

constexpr std::int64_t sync_seconds_max = 600;
constexpr std::int64_t certificate_seconds_min = 14 * 24 * 3'600;
constexpr std::int64_t clock_seconds_max = 60;  // until a receipt should have told the time
constexpr std::int64_t unsynced_seconds_max = 24 * 3'600;
constexpr std::int64_t catalog_days_max = 7;
constexpr std::int64_t seconds_per_day = 86'400;

std::string_view name_of(sync::Outbox::State state) {
    switch (state) {
        case sync::Outbox::State::disconnected: return "disconnected";
        case sync::Outbox::State::greeting: return "greeting";
        case sync::Outbox::State::streaming: return "streaming";
        case sync::Outbox::State::halted: return "halted";
    }
    return "disconnected";
}

std::string_view name_of(sync::ClockQuality quality) {
    switch (quality) {
        case sync::ClockQuality::synchronised: return "synchronised";
        case sync::ClockQuality::set_by_hand: return "set_by_hand";
        case sync::ClockQuality::unknown: return "unknown";
    }
    return "unknown";
}

std::int64_t seconds_since(UtcTime then, UtcTime now) {
    return std::max<std::int64_t>(0, (now.ms - then.ms) / 1000);
}

std::optional<std::int64_t> oldest_unsynced_seconds(const AgentState& state, UtcTime now) {
    if (!state.journal.oldest_unheld) return std::nullopt;
    return seconds_since(*state.journal.oldest_unheld, now);
}

json::value or_null(std::optional<std::int64_t> number) {
    return number ? json::value(*number) : json::value(nullptr);
}

json::object json_of(const ScannerStatus& scanner) {
    return {{"name", scanner.name},
            {"listens", scanner.listens},
            {"address", scanner.address},
            {"port", scanner.port},
            {"state", to_string(scanner.state)},
            {"well", scanner.is_well},
            {"connections", scanner.connections},
            {"connections_refused", scanner.figures.connections_refused},
            {"frames", scanner.figures.frames},
            {"ok", scanner.figures.ok},
            {"dup", scanner.figures.dup},
            {"err", scanner.figures.err},
            {"no_reads", scanner.figures.no_reads},
            {"heartbeats", scanner.figures.heartbeats},
            {"heard_ms_ago", or_null(scanner.heard_ms_ago)},
            {"last_end", scanner.last_end}};
}

json::object json_of(const ScrubStatus& scrub) {
    json::array named;
    for (const DamagedRecord& damaged : scrub.first_damaged) {
        named.push_back(json::object{{"epoch", damaged.place.epoch},
                                     {"sequence", damaged.place.sequence},
                                     {"why", damaged.why}});
    }
    return {{"passes", scrub.passes},     {"records", scrub.records},
            {"damaged", scrub.damaged},   {"damaged_records", std::move(named)},
            {"refilled", scrub.refilled}, {"refused", scrub.refused},
            {"unread", scrub.unread}};
}

json::object json_of(const sync::ClockReading& clock) {
    std::optional<std::int64_t> offset_ms;
    std::optional<std::int64_t> uncertainty_ms;
    if (clock.offset) {
        offset_ms = clock.offset->offset_ms;
        uncertainty_ms = clock.offset->uncertainty_ms;
    }
    return {{"quality", name_of(clock.quality)},
            {"offset_ms", or_null(offset_ms)},
            {"uncertainty_ms", or_null(uncertainty_ms)}};
}

json::object json_of(const FolderStatus& folder) {
    return {{"name", folder.name},         {"path", folder.path},   {"accepted", folder.accepted},
            {"rejected", folder.rejected}, {"lines", folder.lines}, {"trouble", folder.trouble}};
}

void add_sync_reasons(const AgentState& state, UtcTime now, std::vector<Reason>& reasons) {
    if (state.uplink.halt != sync::Halt::none) {
        const Words words = sync::sentence(state.uplink.halt);
        reasons.push_back({"hub." + std::string{sync::to_string(state.uplink.halt)},
                           std::string{words.es}, std::string{words.en}});
    } else if (!state.uplink.alarm.empty()) {
        reasons.push_back(
            {"hub.alarm",
             fmt::format("el hub no recibe de este equipo: {}; avise a sistemas del corporativo",
                         state.uplink.alarm),
             fmt::format("the hub takes nothing from this box: {}; call the hub's operator",
                         state.uplink.alarm)});
    }
    if (!state.log_alarm.empty()) {
        const Words words = log_alarm_words(state.log_alarm);
        reasons.push_back({state.log_alarm, std::string{words.es}, std::string{words.en}});
    }
    const std::int64_t silent = state.last_sync_seconds.value_or(state.uptime_seconds);
    if (state.journal.unheld > 0 && silent > sync_seconds_max) {
        reasons.push_back(
            {"hub.unreachable",
             fmt::format("{} movimientos esperan al hub desde hace {} s: {}; la captura sigue",
                         state.journal.unheld, silent, state.uplink.last_down),
             fmt::format("{} movements have waited for the hub for {} s: {}; capturing goes on",
                         state.journal.unheld, silent, state.uplink.last_down)});
    }
    const auto oldest = oldest_unsynced_seconds(state, now);
    if (oldest && *oldest > unsynced_seconds_max) {
        reasons.push_back(
            {"hub.late",
             fmt::format("el movimiento más viejo sin entregar tiene {} h; la regla da 48 h",
                         *oldest / 3'600),
             fmt::format("the oldest movement not yet delivered is {} h old; the rule gives 48 h",
                         *oldest / 3'600)});
    }
}

std::optional<std::int64_t> certificate_seconds(const AgentState& state, UtcTime now) {
    if (!state.certificate_ends) return std::nullopt;
    return (state.certificate_ends->ms - now.ms) / 1000;
}

void add_identity_reasons(const AgentState& state, UtcTime now, std::vector<Reason>& reasons) {
    const bool is_refused = state.no_certificate && state.no_certificate->errc == Errc::forbidden;
    if (is_refused) {
        reasons.push_back({"identity.refused", to_text(*state.no_certificate, Language::es),
                           to_text(*state.no_certificate, Language::en)});
    }
    const auto left = certificate_seconds(state, now);
    if (!left || *left >= certificate_seconds_min) return;
    const std::string why_es =
        state.no_certificate ? to_text(*state.no_certificate, Language::es) : "aún sin respuesta";
    const std::string why_en =
        state.no_certificate ? to_text(*state.no_certificate, Language::en) : "no answer yet";
    const std::int64_t days = *left / seconds_per_day;
    if (*left < 0) {
        reasons.push_back(
            {"identity.expired",
             "el certificado venció: pida una ficha y escriba saldo-agent enroll --again; la "
             "captura sigue",
             "the certificate has expired: ask for a token and type saldo-agent enroll --again; "
             "capturing goes on"});
    } else {
        reasons.push_back(
            {"identity.ends",
             fmt::format("el certificado vence en {} días y no se ha renovado: {}", days, why_es),
             fmt::format("the certificate ends in {} days and was not renewed: {}", days, why_en)});
    }
}

void add_clock_reasons(const AgentState& state, std::vector<Reason>& reasons) {
    if (is_clock_wrong(state)) {
        const std::int64_t seconds = state.clock.offset->offset_ms / 1000;
        const std::int64_t doubt = state.clock.offset->uncertainty_ms / 1000;
        reasons.push_back(
            {"clock.skew",
             fmt::format("el reloj está {} s {} (± {} s) respecto del hub; póngalo en hora: el "
                         "orden y los saldos no cambian",
                         std::abs(seconds), seconds > 0 ? "adelantado" : "atrasado", doubt),
             fmt::format("the clock is {} s {} the hub's (± {} s); set it: order and balances do "
                         "not change",
                         std::abs(seconds), seconds > 0 ? "ahead of" : "behind", doubt)});
    }
    const bool is_unknown =
        !state.clock.offset && state.clock.quality != sync::ClockQuality::synchronised;
    if (is_unknown && state.uptime_seconds > clock_seconds_max) {
        reasons.push_back({"clock.unknown",
                           "nadie ha dicho la hora: el reloj no sigue a un servidor y el hub aún "
                           "no ha contestado",
                           "nobody has told the time: the clock follows no server, and the hub has "
                           "not answered yet"});
    }
}

/// How old the catalog in use is: since the hub last confirmed it, or since the folder changed.
std::optional<std::int64_t> catalog_age_seconds(const AgentState& state, UtcTime now) {
    const auto then = state.catalog_is_from_hub ? state.catalog_confirmed : state.catalog_since;
    if (!then) return std::nullopt;
    return seconds_since(*then, now);
}

void add_catalog_reasons(const AgentState& state, UtcTime now, std::vector<Reason>& reasons) {
    const auto age = catalog_age_seconds(state, now);
    if (state.catalog_is_from_hub && age && *age > catalog_days_max * seconds_per_day) {
        const std::int64_t days = *age / seconds_per_day;
        reasons.push_back(
            {"catalog.old",
             fmt::format("el catálogo {} tiene {} días sin que el hub lo confirme; la captura "
                         "sigue con él",
                         state.catalog_sequence, days),
             fmt::format("catalog {} was not confirmed by the hub for {} days; capturing goes on "
                         "with it",
                         state.catalog_sequence, days)});
    }
    if (!state.downlink.trouble.empty()) {
        reasons.push_back(
            {"catalog.not_taken",
             fmt::format("el catálogo nuevo del hub no se ha recibido: {}; sigue el anterior",
                         state.downlink.trouble),
             fmt::format("the hub's new catalog is not taken: {}; the one before stays in use",
                         state.downlink.trouble)});
    }
}

json::object catalog_of(const AgentState& state, UtcTime now) {
    const char* source = state.catalog_is_from_hub ? "hub" : "folder";
    json::value fetching;
    if (state.downlink.offered_bytes > 0) {
        fetching = json::object{{"bytes", state.downlink.fetched_bytes},
                                {"of", state.downlink.offered_bytes}};
    }
    return {{"source", state.catalog_sequence == 0 ? "none" : source},
            {"sequence", state.catalog_sequence},
            {"parts", state.catalog_parts},
            {"age_seconds", or_null(catalog_age_seconds(state, now))},
            {"faults", state.catalog_faults.size()},
            {"fetching", std::move(fetching)},
            {"refused", state.downlink.refused},
            {"trouble", state.downlink.trouble}};
}

}  // namespace

bool is_clock_wrong(const AgentState& state) {
    return state.clock.offset && sync::is_clock_wrong(*state.clock.offset);
}

std::vector<Reason> reasons_of(const AgentState& state, UtcTime now) {
    std::vector<Reason> reasons;
    add_sync_reasons(state, now, reasons);
    add_identity_reasons(state, now, reasons);
    add_clock_reasons(state, reasons);
    if (state.journal.room_bytes < 2 * state.reserve_bytes) {
        const std::uint64_t mib = state.journal.room_bytes >> 20U;
        reasons.push_back(
            {"journal.room",
             fmt::format("quedan {} MiB para capturas; suba journal.map_mib o libere disco", mib),
             fmt::format("{} MiB are left for captures; raise journal.map_mib or free disk", mib)});
    }
    if (state.scrub.damaged > 0) {
        const std::string first = to_string(state.scrub.first_damaged.front().place);
        reasons.push_back(
            {"journal.damaged",
             fmt::format("{} registros dañados en el disco, el primero {}; se piden al hub",
                         state.scrub.damaged, first),
             fmt::format("{} records are damaged on the disk, the first {}; the hub is asked for "
                         "them",
                         state.scrub.damaged, first)});
    }
    if (state.scrub.unread > 0) {
        reasons.push_back(
            {"journal.unreadable",
             fmt::format("{} registros del diario no se pueden leer sin que el programa termine; "
                         "restaure el archivo desde un respaldo",
                         state.scrub.unread),
             fmt::format("{} records of the journal cannot be read without ending the program; "
                         "restore its file from a backup",
                         state.scrub.unread)});
    }
    for (const ScannerStatus& scanner : state.scanners) {
        if (scanner.is_well) continue;
        reasons.push_back({fmt::format("scanner.{}", to_string(scanner.state)),
                           fmt::format("lector {} sin comunicación ({}): {}", scanner.name,
                                       to_string(scanner.state), scanner.last_end),
                           fmt::format("scanner {} is not reached ({}): {}", scanner.name,
                                       to_string(scanner.state), scanner.last_end)});
    }
    for (const FolderStatus& folder : state.folders) {
        if (folder.trouble.empty()) continue;
        reasons.push_back({"folder.trouble",
                           fmt::format("carpeta {}: {}", folder.name, folder.trouble),
                           fmt::format("folder {}: {}", folder.name, folder.trouble)});
    }
    add_catalog_reasons(state, now, reasons);
    if (!state.catalog_faults.empty()) {
        const FileFault& fault = state.catalog_faults.front();
        reasons.push_back(
            {"catalog.refused",
             "el catálogo nuevo tiene errores y sigue el anterior: " + to_text(fault, Language::es),
             "the new catalog is bad and the one before stays in use: " +
                 to_text(fault, Language::en)});
    }
    return reasons;
}

std::string to_json(const AgentState& state, UtcTime now) {
    const std::vector<Reason> reasons = reasons_of(state, now);
    json::array why;
    for (const Reason& reason : reasons) {
        why.push_back(json::object{{"code", reason.code}, {"es", reason.es}, {"en", reason.en}});
    }
    json::array scanners;
    for (const ScannerStatus& scanner : state.scanners) scanners.push_back(json_of(scanner));
    json::array folders;
    for (const FolderStatus& folder : state.folders) folders.push_back(json_of(folder));
    const json::object all{
        {"program", "saldo-agent"},
        {"version", SALDO_VERSION},
        {"state", reasons.empty() ? "ok" : "degraded"},
        {"reasons", std::move(why)},
        {"agent", state.agent},
        {"rfc", state.rfc},
        {"plant", state.plant},
        {"uptime_seconds", state.uptime_seconds},
        {"journal",
         json::object{{"epoch", state.head.epoch.ordinal},
                      {"last_sequence", state.head.last_sequence},
                      {"records", state.journal.records},
                      {"queue", state.journal.unheld},
                      {"oldest_unsynced_seconds", or_null(oldest_unsynced_seconds(state, now))},
                      {"used_bytes", state.journal.used_bytes},
                      {"room_bytes", state.journal.room_bytes}}},
        {"scrub", json_of(state.scrub)},
        {"uplink", json::object{{"up", state.uplink.is_up},
                                {"state", name_of(state.uplink.state)},
                                {"held", state.uplink.held},
                                {"last_sync_seconds", or_null(state.last_sync_seconds)},
                                {"batches_sent", state.uplink.batches_sent},
                                {"resends", state.uplink.resends},
                                {"connects", state.uplink.connects},
                                {"receipts", state.uplink.receipts},
                                {"receipts_refused", state.uplink.receipts_refused},
                                {"alarm", state.uplink.alarm},
                                {"last_down", state.uplink.last_down}}},
        {"catalog", catalog_of(state, now)},
        {"identity",
         json::object{{"certificate_seconds", or_null(certificate_seconds(state, now))}}},
        {"clock", json_of(state.clock)},
        {"log", json::object{{"trees_cosigned", state.trees_cosigned}, {"alarm", state.log_alarm}}},
        {"scanners", std::move(scanners)},
        {"folders", std::move(folders)}};
    return json::serialize(all);
}

}  // namespace saldo::agent
