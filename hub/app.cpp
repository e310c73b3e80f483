#include "hub/app.hpp"

#include <chrono>
#include <csignal>
#include <utility>

#include <boost/asio/signal_set.hpp>

#include "common/config/clock.hpp"
#include "common/config/exit_code.hpp"
#include "common/config/log.hpp"
#include "common/mqtt/paho_link.hpp"
#include "common/store/file.hpp"
#include "hub/api/api.hpp"
#include "hub/api/catalog_routes.hpp"
#include "hub/api/enrol_routes.hpp"
#include "hub/api/log_routes.hpp"
#include "hub/backup/child_program.hpp"
#include "hub/commands/command.hpp"
#include "hub/mend.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr auto metrics_period = std::chrono::seconds{1};
constexpr std::int64_t certificates_ms = 3'600'000;  // how often they are looked at
constexpr std::size_t pem_bytes_max = 64 * 1024;

LogOptions log_options(const Settings& settings) {
    LogOptions options;
    options.map_bytes = std::uint64_t{settings.log_map_gib} << 30U;
    return options;
}

}  // namespace

std::string socket_path(const Settings& settings) {
    return settings.socket.empty() ? settings.data + "/hub.sock" : settings.socket;
}

App::App(Settings settings, Language language)
    : settings_{std::move(settings)}, language_{language} {}

App::~App() {
    stop();
    end_children();  // a backup that is being made does not hold up the end
    for (LongJob& job : jobs_) job.thread.join();
}

Result<std::unique_ptr<App>> App::start(Settings settings, Language language) {
    std::unique_ptr<App> app{new App{std::move(settings), language}};
    if (const auto opened = app->open(); !opened) return opened.error();
    if (const auto opened = app->open_outside(); !opened) return opened.error();
    if (const auto opened = app->open_doors(); !opened) return opened.error();
    return app;
}

Result<void> App::open() {
    auto hub = HubStore::open(settings_.data, log_options(settings_), settings_.proof_origin);
    if (!hub && hub.error().code == Errc::storage && settings_.broker.is_on) {
        log_event(LogLevel::error, "hub.log_damaged", {{"what", hub.error().what}});
        const auto link = mending_link();
        if (!link) return link.error();
        const auto mended = mend_log(settings_.data, log_options(settings_), link->link);
        if (!mended) return mended.error();
        hub = HubStore::open(settings_.data, log_options(settings_), settings_.proof_origin);
    }
    if (!hub) return hub.error();
    hub_ = std::move(*hub);
    hub_->set_proof_url(settings_.proof_url);
    log_event(LogLevel::info, "hub.opened",
              {{"hub", hub_->hub_id()}, {"facts", hub_->book().known().value()}});
    answers_ = std::make_unique<BookAnswers>(*hub_, language_);
    if (!settings_.broker.is_on) return open_upkeep();

    auto quarantine = Quarantine::open(hub_->folder() / "quarantine", {});
    if (!quarantine) return quarantine.error();
    quarantine_ = std::make_unique<Quarantine>(std::move(*quarantine));
    auto ingest = Ingest::open({.hub = hub_->hub_id(),
                                .key = hub_->signing_key(),
                                .log_key = format_vkey(hub_->log_key())},
                               hub_->log(), *hub_, *quarantine_, sync::Limits{});
    if (!ingest) return ingest.error();
    ingest_ = std::move(*ingest);
    open_witnesses();
    hub_->set_live(this);
    const auto fail = [this](const Error& error) {
        log_event(LogLevel::error, "hub.storage", {{"what", error.what}});
        exit_ = config::number(config::ExitCode::try_again);
        io_.stop();
    };
    ingest_->set_redeem([this](std::string_view agent, const std::string& certificate) {
        const auto access = hub_->access(now_utc());
        if (!access) return false;
        const auto is_fresh = (*access)->tokens().redeem(agent, certificate, now_utc());
        if (!is_fresh) log_event(LogLevel::error, "access.store", {{"why", is_fresh.error().what}});
        return is_fresh && *is_fresh;
    });
    refill_ =
        std::make_unique<RefillDesk>(hub_->signing_key(), hub_->log(), *hub_,
                                     RefillDesk::Options{.scrub_hours = settings_.scrub_hours});
    ingest_->set_on_refill(
        [this](std::string_view agent, const AgentEntry& entry, ByteView payload, SteadyTime now) {
            return refill_->on_message(agent, entry, payload, now);
        });
    if (const auto opened = open_catalogs(); !opened) return opened.error();
    auto link = current_link_options();
    if (!link) return link.error();
    if (settings_.broker.is_own_ca) {
        cut_ =
            std::make_unique<BrokerCut>(*hub_, link->link, mqtt::paho_factory(io_.get_executor()));
    }
    link_ = std::make_unique<LinkServer>(
        io_, std::move(*link), mqtt::paho_factory(io_.get_executor()), *ingest_,
        [this, fail](std::span<const EntryView> entries) {
            if (const auto applied = hub_->apply(entries); !applied) return fail(applied.error());
        },
        fail);
    return open_upkeep();
}

Result<LinkServer::Options> App::current_link_options() {
    const auto access = hub_->access(now_utc());
    if (!access) return access.error();
    return link_options(hub_->hub_id(), **access);
}

/// The link of a hub whose log is damaged: it has a name and keys, and nothing else yet.
Result<LinkServer::Options> App::mending_link() const {
    const auto key = HubStore::load_key(settings_.data);
    if (!key) return key.error();
    const std::string hub_id = HubStore::id_of(*key);
    const auto access =
        AccessStore::open(std::filesystem::path{settings_.data} / "access", hub_id, now_utc());
    if (!access) return access.error();
    return link_options(hub_id, **access);
}

Result<LinkServer::Options> App::link_options(const std::string& hub_id,
                                              AccessStore& access) const {
    const BrokerSettings& broker = settings_.broker;
    LinkServer::Options options;
    options.link.client_id = hub_id;
    options.link.user = broker.user;
    options.link.password_file = broker.password_file;
    if (broker.is_own_ca) {
        const auto ours = access.client_certificate("mqtt", hub_id, now_utc());
        if (!ours) return ours.error();
        options.link.tls = mqtt::TlsFiles{access.authority_file().string(), ours->file, ours->file};
    } else if (!broker.ca_file.empty()) {
        options.link.tls = mqtt::TlsFiles{broker.ca_file, broker.certificate_file, broker.key_file};
    }
    options.link.uri =
        (options.link.tls ? "ssl://" : "tcp://") + broker.host + ":" + std::to_string(broker.port);
    options.link.waiting_messages_max = settings_.ingest_queue_batches_max;
    options.group_frames_max = settings_.commit_batches_max;
    return options;
}

Result<http::TlsIdentity> App::https_identity() {
    const HttpsSettings& https = settings_.https;
    if (!https.certificate_file.empty()) {
        const auto chain = store::read_file(https.certificate_file, pem_bytes_max);
        if (!chain) return chain.error();
        const auto key = store::read_file(https.key_file, pem_bytes_max);
        if (!key) return key.error();
        return http::TlsIdentity{std::string{as_text(*chain)}, std::string{as_text(*key)}};
    }
    const auto access = hub_->access(now_utc());
    if (!access) return access.error();
    const auto held = (*access)->server_certificate("https", https.names, now_utc());
    if (!held) return held.error();
    // The authority goes along: an agent that enrols knows only its fingerprint.
    return http::TlsIdentity{held->certificate + (*access)->authority().certificate_pem(),
                             held->key};
}

Result<void> App::open_https() {
    const HttpsSettings& https = settings_.https;
    if (https.address.empty()) return {};
    const auto access = hub_->access(now_utc());
    if (!access) return access.error();
    enrolment_ = std::make_unique<Enrolment>(
        **access, *hub_,
        [this](const Fact& fact, UtcTime now) -> Result<void> {
            const auto done = hub_->append({fact}, now);
            if (!done) return done.error();
            return {};
        },
        Enrolment::Hub{.id = hub_->hub_id(),
                       .key = hub_->signing_key().public_key(),
                       .broker_host = settings_.broker.agents_host,
                       .broker_port = settings_.broker.agents_port});
    api::add_enrol_routes(https_router_, *enrolment_, now_utc, [this] { refresh_broker(); });
    api::add_catalog_routes(
        https_router_, *hub_,
        [this](std::string_view rfc, std::uint64_t epoch, std::uint64_t sequence) {
            return catalogs_ ? catalogs_->snapshot(rfc, epoch, sequence) : std::nullopt;
        },
        now_utc);
    const auto identity = https_identity();
    if (!identity) return identity.error();
    https_door_ = std::make_unique<http::Server>(
        io_.get_executor(), https_router_,
        http::Server::Settings{.limits = settings_.http_limits, .hosts = https.names});
    const auto port = https_door_->listen_tls(https.address, https.port, *identity);
    if (!port) return port.error();
    log_event(LogLevel::info, "hub.listens",
              {{"https", https.address + ":" + std::to_string(*port)}});
    return {};
}

void App::refresh_broker() {
    const auto done = hub_->refresh_broker(now_utc());
    if (!done) log_event(LogLevel::error, "broker.files", {{"why", done.error().what}});
}

/// Certificates of ours are renewed long before they end, also in a hub that runs for years.
void App::keep_certificates_current() {
    const UtcTime now = now_utc();
    if (now.ms < certificates_seen_.ms + certificates_ms) return;
    certificates_seen_ = now;
    if (https_door_) {
        const auto identity = https_identity();
        const auto shown = identity ? https_door_->renew_tls(*identity) : identity.error();
        if (!shown) log_event(LogLevel::error, "https.certificate", {{"why", shown.error().what}});
    }
    if (!settings_.broker.is_own_ca) return;
    // The link reads its file at each connect, so it is enough that the file is good.
    const auto link = current_link_options();
    if (!link) {
        log_event(LogLevel::error, "broker.certificate", {{"why", link.error().what}});
    }
    refresh_broker();
}

Result<void> App::open_doors() {
    if (const auto opened = open_https(); !opened) return opened.error();
    api::add_api_routes(public_router_, *answers_, SALDO_VERSION);
    api::add_log_routes(public_router_, [this] { return hub_->static_files(); });
    http::add_health_routes(public_router_, [this] { return readiness(); }, metrics_);
    add_admin_routes(admin_router_, *hub_,
                     [this](const config::CommandLine& line) { return begin_long(line); });
    http::Server::Settings door{.limits = settings_.http_limits, .hosts = settings_.http_hosts};
    if (!settings_.http_address.empty()) {
        public_door_ = std::make_unique<http::Server>(io_.get_executor(), public_router_, door);
        const auto port = public_door_->listen_tcp(settings_.http_address, settings_.http_port);
        if (!port) return port.error();
        log_event(LogLevel::info, "hub.listens",
                  {{"http", settings_.http_address + ":" + std::to_string(*port)}});
    }
    // Commands of people with the right to this file; an import may run long before it answers.
    admin_door_ = std::make_unique<http::Server>(io_.get_executor(), admin_router_, door);
    return admin_door_->listen_unix(socket_path(settings_));
}

std::map<std::string, AgentLive, std::less<>> App::agents() const {
    auto agents = ingest_->agents();
    for (auto& [agent, live] : agents) {
        live.catalog = catalogs_->lag_of(agent);
        if (witnesses_) live.log_accusation = witnesses_->accusation_of(agent);
    }
    return agents;
}

Result<void> App::admit(std::string_view agent, sync::Epoch epoch) {
    const auto told = ingest_->admit(agent, epoch, now_utc());
    if (!told) return told.error();
    link_->publish(*told);
    return {};
}

std::vector<http::Readiness> App::readiness() const {
    std::vector<http::Readiness> checks;
    checks.push_back({"book", true});
    if (link_) checks.push_back({"broker", link_->is_up(), "no connection to the MQTT broker"});
    return checks;
}

void App::refresh_metrics() {
    metrics_.gauge("saldo_hub_log_facts", "Facts in the log")
        .set(static_cast<double>(hub_->book().known().value()));
    metrics_.gauge("saldo_hub_movements", "Movements in the book")
        .set(static_cast<double>(hub_->book().physical().count()));
    metrics_.gauge("saldo_hub_proof_stopped", "1 when no checkpoint of the log is signed any more")
        .set(hub_->proof_alarm().empty() ? 0 : 1);
    metrics_.gauge("saldo_hub_records_quarantined", "Records kept that this hub cannot read")
        .set(static_cast<double>(hub_->book().quarantined().size()));
    if (ingest_) {
        const IngestCounters& c = ingest_->counters();
        const auto set = [&](std::string_view name, std::string_view help, std::uint64_t value) {
            metrics_.gauge(name, help).set(static_cast<double>(value));
        };
        set("saldo_hub_ingest_groups", "Group commits since the start", c.groups);
        set("saldo_hub_ingest_records", "Records accepted since the start", c.records_accepted);
        set("saldo_hub_ingest_frames_duplicate", "Frames that were held already",
            c.frames_duplicate);
        set("saldo_hub_ingest_gaps", "Frames past a gap", c.gaps);
        set("saldo_hub_ingest_refused", "Frames refused", c.refused);
        set("saldo_hub_ingest_stopped", "Frames that stopped a stream", c.stopped);
        set("saldo_hub_receipts", "Receipts given since the start", c.receipts);
        metrics_.gauge("saldo_hub_broker_up", "1 when the broker is connected")
            .set(link_->is_up() ? 1 : 0);
        const RefillDesk::Status rot = refill_->status();
        set("saldo_hub_scrubbed_entries", "Entries of the log read by the scrubber", rot.entries);
        set("saldo_hub_log_damaged_facts", "Positions of the log that are damaged now", rot.unread);
        set("saldo_hub_log_mended_entries", "Entries put back since the start", rot.mended);
        set("saldo_hub_refills_given", "Batches given back to agents", rot.given);
        const UtcTime now = now_utc();
        for (const auto& [agent, live] : ingest_->agents()) {
            metrics_
                .gauge("saldo_hub_ingest_lag_seconds", "Since an agent was heard",
                       {{"agent", agent}})
                .set(static_cast<double>(now.ms - live.heard.ms) / 1000.0);
        }
    }
    keep_certificates_current();
    turn_upkeep();
    if (cut_) cut_->tick(now_utc(), now_steady());
    metrics_timer_->expires_after(metrics_period);
    metrics_timer_->async_wait([this](boost::system::error_code error) {
        if (!error) refresh_metrics();
    });
}

int App::run() {
    boost::asio::signal_set signals{io_, SIGINT, SIGTERM};
    signals.async_wait([this](boost::system::error_code error, int) {
        if (error) return;
        stop();
        io_.stop();
    });
    metrics_timer_ = std::make_unique<boost::asio::steady_timer>(io_);
    refresh_metrics();
    if (link_) {
        link_->start();
        desks_timer_ = std::make_unique<boost::asio::steady_timer>(io_);
        turn_desks();
    }
    if (outside_) turn_outside();
    log_event(LogLevel::info, "hub.runs", {{"hub", hub_->hub_id()}});
    io_.run();
    stop();
    log_event(LogLevel::info, "hub.stopped", {{"exit", exit_}});
    return exit_;
}

void App::stop() {
    if (link_) link_->stop();
    cut_.reset();
    outside_.reset();
    if (https_door_) https_door_->stop();
    if (public_door_) public_door_->stop();
    if (admin_door_) admin_door_->stop();
}

}  // namespace saldo::hub
