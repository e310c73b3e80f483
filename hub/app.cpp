#include "hub/app.hpp"

#include <chrono>
#include <csignal>
#include <utility>

#include <boost/asio/signal_set.hpp>

#include "common/config/clock.hpp"
#include "common/config/exit_code.hpp"
#include "common/config/log.hpp"
#include "common/mqtt/paho_link.hpp"
#include "hub/admin.hpp"
#include "hub/api/api.hpp"
#include "hub/commands/command.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr auto metrics_period = std::chrono::seconds{1};

LogOptions log_options(const Settings& settings) {
    LogOptions options;
    options.map_bytes = std::uint64_t{settings.log_map_gib} << 30U;
    return options;
}

LinkServer::Options link_options(const Settings& settings, const std::string& hub_id) {
    const BrokerSettings& broker = settings.broker;
    const bool tls = !broker.ca_file.empty();
    LinkServer::Options options;
    options.link.uri =
        (tls ? "ssl://" : "tcp://") + broker.host + ":" + std::to_string(broker.port);
    options.link.client_id = hub_id;
    options.link.user = broker.user;
    options.link.password_file = broker.password_file;
    if (tls) {
        options.link.tls = mqtt::TlsFiles{broker.ca_file, broker.certificate_file, broker.key_file};
    }
    options.link.waiting_messages_max = settings.ingest_queue_batches_max;
    options.group_frames_max = settings.commit_batches_max;
    return options;
}

}  // namespace

std::string socket_path(const Settings& settings) {
    return settings.socket.empty() ? settings.data + "/hub.sock" : settings.socket;
}

App::App(Settings settings, Language language)
    : settings_{std::move(settings)}, language_{language} {}

App::~App() { stop(); }

Result<std::unique_ptr<App>> App::start(Settings settings, Language language) {
    std::unique_ptr<App> app{new App{std::move(settings), language}};
    if (const auto opened = app->open(); !opened) return opened.error();
    if (const auto opened = app->open_doors(); !opened) return opened.error();
    return app;
}

Result<void> App::open() {
    auto hub = HubStore::open(settings_.data, log_options(settings_));
    if (!hub) return hub.error();
    hub_ = std::move(*hub);
    log_event(LogLevel::info, "hub.opened",
              {{"hub", hub_->hub_id()}, {"facts", hub_->book().known().value()}});
    answers_ = std::make_unique<BookAnswers>(*hub_, language_);
    if (!settings_.broker.is_on) return {};

    auto quarantine = Quarantine::open(hub_->folder() / "quarantine", {});
    if (!quarantine) return quarantine.error();
    quarantine_ = std::make_unique<Quarantine>(std::move(*quarantine));
    auto ingest = Ingest::open({hub_->hub_id(), hub_->signing_key()}, hub_->log(), *hub_,
                               *quarantine_, sync::Limits{});
    if (!ingest) return ingest.error();
    ingest_ = std::move(*ingest);
    hub_->set_live(this);
    const auto fail = [this](const Error& error) {
        log_event(LogLevel::error, "hub.storage", {{"what", error.what}});
        exit_ = config::number(config::ExitCode::try_again);
        io_.stop();
    };
    link_ = std::make_unique<LinkServer>(
        io_, link_options(settings_, hub_->hub_id()), mqtt::paho_factory(io_.get_executor()),
        *ingest_,
        [this, fail](std::span<const EntryView> entries) {
            if (const auto applied = hub_->apply(entries); !applied) fail(applied.error());
        },
        fail);
    return {};
}

Result<void> App::open_doors() {
    api::add_api_routes(public_router_, *answers_, SALDO_VERSION);
    http::add_health_routes(public_router_, [this] { return readiness(); }, metrics_);
    add_admin_routes(admin_router_, *hub_);
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

std::map<std::string, AgentLive, std::less<>> App::agents() const { return ingest_->agents(); }

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
        const UtcTime now = now_utc();
        for (const auto& [agent, live] : ingest_->agents()) {
            metrics_
                .gauge("saldo_hub_ingest_lag_seconds", "Since an agent was heard",
                       {{"agent", agent}})
                .set(static_cast<double>(now.ms - live.heard.ms) / 1000.0);
        }
    }
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
    if (link_) link_->start();
    log_event(LogLevel::info, "hub.runs", {{"hub", hub_->hub_id()}});
    io_.run();
    stop();
    log_event(LogLevel::info, "hub.stopped", {{"exit", exit_}});
    return exit_;
}

void App::stop() {
    if (link_) link_->stop();
    if (public_door_) public_door_->stop();
    if (admin_door_) admin_door_->stop();
}

}  // namespace saldo::hub
