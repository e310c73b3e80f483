#include "agent/app.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "agent/commands/status_command.hpp"
#include "agent/notify.hpp"
#include "common/config/clock.hpp"
#include "common/config/log.hpp"
#include "common/http/health.hpp"
#include "common/mqtt/paho_link.hpp"

namespace saldo::agent {
namespace {

using config::ExitCode;
using config::log_event;
using config::LogLevel;

constexpr std::int64_t ns_per_second = 1'000'000'000;
constexpr std::chrono::milliseconds drain_turn{20};
constexpr int drain_turns_max = 200;

ScannerOptions options_of(const ScannerSettings& settings) {
    return {.name = settings.name,
            .listens = settings.role == ScannerSettings::Role::listen,
            .address = settings.address,
            .port = settings.port,
            .heartbeat_text = settings.heartbeat_text,
            .heartbeat_seconds = settings.heartbeat_seconds,
            .no_read_text = settings.no_read_text,
            .idle_seconds = settings.idle_seconds};
}

Failure door_failure(const Error& error) {
    if (error.code == Errc::malformed) return {ExitCode::bad_configuration, error.what};
    if (error.code == Errc::forbidden) return {ExitCode::not_permitted, error.what};
    return {ExitCode::try_again, error.what};
}

}  // namespace

void end_for_storage(const Error& error) {
    log_event(LogLevel::error, "journal.disk_failed", {{"why", error.what}});
    std::_Exit(config::number(ExitCode::try_again));
}

App::App(Settings settings, std::unique_ptr<Station> station)
    : settings_{std::move(settings)},
      station_{std::move(station)},
      identity_{settings_.join_bundle, settings_.data, station_->bundle()},
      source_{station_->journal(), station_->writer(),
              [this] {
                  const auto catalog = station_->catalog().current();
                  return station_->clock().head(sync::RecordType::range_lost,
                                                catalog ? catalog->sequence : 0);
              },
              [this] { post_growth(); }},
      scrubber_{station_->journal(),
                {.agent = station_->bundle().agent.value(),
                 .own_key = station_->bundle().signing_key.public_key(),
                 .hours = settings_.scrub_hours,
                 .mark_file = std::filesystem::path{settings_.data} / "scrub.mark"}},
      evidence_{station_->journal(),
                station_->writer(),
                station_->clock(),
                {.mark_file = std::filesystem::path{settings_.data} / "checkpoint.mark",
                 .catalog_sequence =
                     [this] {
                         const auto catalog = station_->catalog().current();
                         return catalog ? catalog->sequence : 0;
                     },
                 .grew = [this] { post_growth(); }}},
      started_{now_steady()} {}

App::~App() {
    if (asking_.joinable()) asking_.join();
}

std::optional<Failure> App::start() {
    if (auto failure = start_scanners()) return failure;
    if (auto failure = start_doors()) return failure;
    if (auto failure = start_uplink()) return failure;
    for (const FolderSettings& folder : settings_.folders) {
        folders_.push_back(std::make_unique<WatchedFolder>(
            WatchedFolder::Place{
                .name = folder.name, .path = folder.path, .language = settings_.language},
            station_->capture(),
            [this](const EventKey& event) { return station_->journal().contradicts(event); },
            WatchedFolderLimits{}));
    }
    housekeeper_ =
        std::make_unique<Housekeeper>(folders_, station_->catalog(), station_->clock(), evidence_,
                                      station_->journal(), scrubber_, end_for_storage);
    wait_for_signal();
    every_second();
    feed_watchdog();
    return std::nullopt;
}

std::optional<Failure> App::start_scanners() {
    for (const ScannerSettings& settings : settings_.scanners) {
        auto scanner = std::make_unique<TcpScanner>(io_, options_of(settings), settings_.language,
                                                    station_->capture(), ScannerLimits{});
        if (auto started = scanner->start(); !started) return door_failure(started.error());
        scanners_.push_back(std::move(scanner));
    }
    return std::nullopt;
}

std::optional<Failure> App::start_doors() {
    add_routes();
    server_ = std::make_unique<http::Server>(io_.get_executor(), router_,
                                             http::Server::Settings{.hosts = settings_.http_hosts});
    if (auto opened = server_->listen_unix(settings_.socket); !opened) {
        return door_failure(opened.error());
    }
    if (settings_.http_address.empty()) return std::nullopt;
    const auto port = server_->listen_tcp(settings_.http_address, settings_.http_port);
    if (!port) return door_failure(port.error());
    log_event(LogLevel::info, "http.listening",
              {{"address", settings_.http_address}, {"port", *port}});
    return std::nullopt;
}

std::optional<Failure> App::start_uplink() {
    const config::JoinBundle& bundle = identity_.bundle();
    auto link = identity_.link_options(broker_host(), broker_port());
    if (!link) return door_failure(link.error());
    link->waiting_bytes_max = std::size_t{1} << 20;
    auto witness = open_witness(settings_, bundle);
    if (!witness) return door_failure(witness.error());
    witness_.emplace(std::move(*witness));
    Uplink::Options options{
        .agent = bundle.agent.value(),
        .rfc = bundle.rfc,
        .program = fmt::format("saldo-agent {}", SALDO_VERSION),
        .token = identity_.serial(),
        .hub_key = bundle.hub_key,
        .link = std::move(*link),
        .disk_free_bytes = [data = settings_.data] { return disk_free_bytes(data); },
        .on_refill = [this](ByteView payload) { refill_->on_message(payload, now_steady()); },
        .on_clock_sample = [this](const sync::ClockSample& s) { station_->clock().take(s); },
        .clock = [this] { return station_->clock().reading(); },
        .make_batch = [this](const sync::SendRange& range,
                             BatchDone done) { batches_->make(range, std::move(done)); },
        .on_catalog = [this](ByteView payload) { catalogs_->on_news(payload); },
        .catalog_place = [this] { return station_->catalog().hub_place(); }};
    witness_->listen(options);
    batches_ =
        std::make_unique<BatchThread>(io_, source_, bundle.agent.value(), bundle.signing_key);
    // A record that cannot be read holds up the sending until the hub has filled it again, or a
    // person looks; a commit that fails ends the program, but by the journal's writer. Neither may
    // stop captures for the other.
    uplink_ =
        std::make_unique<Uplink>(io_, std::move(options), bundle.signing_key, source_,
                                 mqtt::paho_factory(io_.get_executor()),
                                 [this](const Error& error) { uplink_failure_ = error.what; });
    refill_ = std::make_unique<RefillDesk>(
        RefillDesk::Identity{.agent = bundle.agent.value(), .hub_key = bundle.hub_key},
        bundle.signing_key, station_->journal(), scrubber_,
        [this](ByteView frame) { uplink_->publish_refill(frame); });
    catalogs_ = std::make_unique<CatalogFeed>(
        CatalogReceiver::Options{.agent = bundle.agent.value(),
                                 .rfc = bundle.rfc,
                                 .hub_key = bundle.hub_key,
                                 .folder = hub_catalog_folder_of(settings_),
                                 .fetch = fetch_over_https(bundle)},
        station_->catalog(), end_for_storage);
    station_->capture().on_recorded([this] { post_growth(); });
    uplink_->start();
    return std::nullopt;
}

const std::string& App::broker_host() const {
    const bool is_other = !settings_.broker_host.empty();
    return is_other ? settings_.broker_host : identity_.bundle().broker_host;
}

std::uint16_t App::broker_port() const {
    const bool is_other = !settings_.broker_host.empty();
    return is_other ? settings_.broker_port : identity_.bundle().broker_port;
}

/// On a thread of its own: nobody at the dock waits while the hub is asked.
void App::ask_for_certificate(RenewWith with) {
    if (asking_.joinable()) asking_.join();  // the one before has posted its answer
    is_asking_ = true;
    asking_ = std::thread{[this, with, bundle = identity_.bundle()] {
        auto answer = renew(bundle, with, now_utc());
        boost::asio::post(io_, [this, answer = std::move(answer)]() mutable {
            is_asking_ = false;
            take_certificate(std::move(answer));
        });
    }};
}

void App::take_certificate(std::variant<config::JoinBundle, NoCertificate> answer) {
    const std::string& plant = identity_.bundle().agent.value();
    if (auto* no = std::get_if<NoCertificate>(&answer)) {
        log_event(LogLevel::warn, "identity.not_renewed",
                  {{"plant", plant}, {"code", no->code}, {"why", no->what}});
        return identity_.refused(std::move(*no));
    }
    const auto changed = identity_.renewed(std::get<config::JoinBundle>(answer));
    if (!changed) {
        log_event(LogLevel::error, "identity.unwritable",
                  {{"plant", plant}, {"why", changed.error().what}});
        return;
    }
    if (!*changed) return;
    log_event(LogLevel::info, "identity.renewed",
              {{"plant", plant}, {"until", format_utc(*identity_.ends())}});
    const auto link = identity_.link_options(broker_host(), broker_port());
    if (link) uplink_->renew_link(link->uri);
}

void App::post_growth() {
    if (growth_is_posted_.exchange(true)) return;
    boost::asio::post(io_, [this] {
        growth_is_posted_ = false;
        if (uplink_) uplink_->on_recorded();
    });
}

void App::add_routes() {
    http::add_health_routes(
        router_,
        [this] {
            const bool is_open = !is_stopping_;
            return std::vector<http::Readiness>{
                {.name = "capture", .is_ready = is_open, .what = is_open ? "" : "stopping"}};
        },
        station_->metrics());
    router_.add("GET", status_path,
                [this](const http::Request&) { return http::json(to_json(state(), now_utc())); });
}

void App::run() {
    notify_systemd("READY=1");
    log_event(LogLevel::info, "agent.started",
              {{"plant", station_->bundle().agent.value()},
               {"version", SALDO_VERSION},
               {"scanners", scanners_.size()},
               {"folders", folders_.size()}});
    io_.run();
    log_event(LogLevel::info, "agent.stopped", {{"plant", station_->bundle().agent.value()}});
}

void App::wait_for_signal() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) stop();
    });
}

void App::stop() {
    is_stopping_ = true;
    notify_systemd("STOPPING=1");
    second_.cancel();
    watchdog_.cancel();
    for (const auto& scanner : scanners_) scanner->stop();
    drain(drain_turns_max);
}

void App::drain(int turns_left) {
    // What was read is still answered; but a device that does not read may not hold up the stop.
    const bool is_drained = std::ranges::all_of(
        scanners_, [](const auto& scanner) { return scanner->status().connections == 0; });
    if (is_drained || turns_left == 0) {
        uplink_->stop();
        server_->stop();
        io_.stop();
        return;
    }
    drain_.expires_after(drain_turn);
    drain_.async_wait([this, turns_left](const boost::system::error_code& error) {
        if (!error) drain(turns_left - 1);
    });
}

void App::every_second() {
    const AgentState now = state();
    if (now.uplink.receipts != receipts_seen_) {
        receipts_seen_ = now.uplink.receipts;
        synced_ = now_steady();
    }
    update_gauges(now);
    if (is_clock_wrong(now) != is_clock_wrong_) {  // the hub shows it within the minute
        is_clock_wrong_ = !is_clock_wrong_;
        uplink_->say_status();
    }
    if (now.uplink.is_up) refill_->ask(now_steady());
    if (catalogs_->take_report()) uplink_->say_status();
    if (!is_asking_) {
        if (const auto with = identity_.due(now_utc(), now.uplink.is_up)) {
            ask_for_certificate(*with);
        }
    }
    second_.expires_after(std::chrono::seconds{1});
    second_.async_wait([this](const boost::system::error_code& error) {
        if (!error) every_second();
    });
}

void App::feed_watchdog() {
    const auto period_ms = watchdog_period_ms();
    if (!period_ms) return;
    notify_systemd("WATCHDOG=1");
    watchdog_.expires_after(std::chrono::milliseconds{*period_ms});
    watchdog_.async_wait([this](const boost::system::error_code& error) {
        if (!error) feed_watchdog();
    });
}

AgentState App::state() const {
    const config::JoinBundle& bundle = station_->bundle();
    AgentState state{.agent = bundle.agent.value(),
                     .rfc = bundle.rfc,
                     .plant = bundle.plant,
                     .uptime_seconds = (now_steady().ns - started_.ns) / ns_per_second,
                     .head = station_->journal().head(),
                     .journal = {},
                     .reserve_bytes = journal_limits_of(settings_).reserve_bytes,
                     .uplink = uplink_->status(),
                     .scrub = scrubber_.status(),
                     .catalog_faults = station_->catalog().faults(),
                     .clock = station_->clock().reading()};
    state.certificate_ends = identity_.ends();
    state.no_certificate = identity_.refusal();
    if (!uplink_failure_.empty()) state.uplink.alarm = uplink_failure_;
    state.log_alarm = witness_->alarm();
    state.trees_cosigned = witness_->trees();
    if (auto stats = station_->journal().stats()) state.journal = *stats;
    if (synced_) state.last_sync_seconds = (now_steady().ns - synced_->ns) / ns_per_second;
    state.catalog_confirmed = station_->catalog().confirmed();
    state.downlink = catalogs_->status();
    if (const auto catalog = station_->catalog().current()) {
        state.catalog_sequence = catalog->sequence;
        state.catalog_parts = catalog->parts.size();
        state.catalog_since = catalog->since;
        state.catalog_is_from_hub = catalog->source == CatalogVersion::Source::hub;
    }
    for (const auto& scanner : scanners_) state.scanners.push_back(scanner->status());
    for (const auto& folder : folders_) state.folders.push_back(folder->status());
    return state;
}

void App::update_gauges(const AgentState& state) {
    http::Metrics& metrics = station_->metrics();
    const auto set = [&metrics](std::string_view name, std::string_view help, auto value,
                                const http::Metrics::Labels& labels = {}) {
        metrics.gauge(name, help, labels).set(static_cast<double>(value));
    };
    set("saldo_agent_queue_depth", "Records that no receipt covers.", state.journal.unheld);
    const std::int64_t oldest_ms =
        state.journal.oldest_unheld ? now_utc().ms - state.journal.oldest_unheld->ms : 0;
    set("saldo_agent_oldest_unsynced_seconds", "Age of the oldest record not yet at the hub.",
        std::max<std::int64_t>(oldest_ms, 0) / 1000);
    set("saldo_agent_journal_room_bytes", "What the journal can still take.",
        state.journal.room_bytes);
    set("saldo_agent_journal_damaged_records", "Records that are damaged now.",
        state.scrub.damaged);
    set("saldo_agent_journal_refilled_records",
        "Records written anew from the hub, since the start.", state.scrub.refilled);
    set("saldo_agent_scrubbed_records", "Records that the scrubber read, since the start.",
        state.scrub.records);
    if (state.certificate_ends) {
        set("saldo_agent_certificate_seconds", "Until the certificate ends.",
            (state.certificate_ends->ms - now_utc().ms) / 1000);
    }
    if (const auto& offset = state.clock.offset) {
        constexpr double seconds_per_ms = 1e-3;
        set("saldo_agent_clock_offset_seconds", "Our clock less the hub's.",
            static_cast<double>(offset->offset_ms) * seconds_per_ms);
        set("saldo_agent_clock_uncertainty_seconds", "How far that may be off.",
            static_cast<double>(offset->uncertainty_ms) * seconds_per_ms);
    }
    set("saldo_agent_hub_up", "1 while the broker is reached.", state.uplink.is_up ? 1 : 0);
    set("saldo_agent_catalog_sequence", "Version of the catalog in use; 0: none.",
        state.catalog_sequence);
    for (const ScannerStatus& scanner : state.scanners) {
        const http::Metrics::Labels labels{{"scanner", scanner.name}};
        set("saldo_agent_scanner_well", "0 for a reader that is not reached.",
            scanner.is_well ? 1 : 0, labels);
        set("saldo_agent_scanner_frames", "Frames since the start.", scanner.figures.frames,
            labels);
        set("saldo_agent_scanner_no_reads", "Triggers that saw no code, since the start.",
            scanner.figures.no_reads, labels);
    }
}

}  // namespace saldo::agent
