#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/config/command_line.hpp"
#include "common/http/health.hpp"
#include "common/http/metrics.hpp"
#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "hub/access/enrolment.hpp"
#include "hub/admin.hpp"
#include "hub/backup/background_scrub.hpp"
#include "hub/backup/backup_desk.hpp"
#include "hub/broker_cut.hpp"
#include "hub/commands/answers.hpp"
#include "hub/downlink/catalog_desk.hpp"
#include "hub/downlink/witness_desk.hpp"
#include "hub/hub_store.hpp"
#include "hub/ingest/ingest.hpp"
#include "hub/ingest/link_server.hpp"
#include "hub/ingest/live_agents.hpp"
#include "hub/ingest/refill_desk.hpp"
#include "hub/outside/outside_desk.hpp"
#include "hub/settings.hpp"

namespace saldo::hub {

/// A command on a thread of its own, which reads the store only.
struct LongJob {
    std::thread thread;
    std::shared_ptr<std::atomic<bool>> is_done;
    std::shared_ptr<CommandResult> result;  // written before is_done
    PendingResult pending;                  // of the hub's thread
};

/// The running hub: one store, one writer, one thread. Ingest, doors and commands take turns on one
/// io_context; every answer is read between two commits.
class App final : private LiveAgents {
public:
    /// Errors: unavailable when the folder or a port is taken; storage.
    static Result<std::unique_ptr<App>> start(Settings settings, Language language);
    ~App() override;

    /// Until a signal asks it to stop, or the disk fails. Gives the exit code.
    int run();

private:
    App(Settings settings, Language language);
    Result<void> open();
    Result<void> open_catalogs();
    void open_witnesses();
    Result<void> open_doors();
    Result<void> open_https();
    Result<http::TlsIdentity> https_identity();
    Result<LinkServer::Options> mending_link() const;
    Result<LinkServer::Options> current_link_options();
    Result<LinkServer::Options> link_options(const std::string& hub_id, AccessStore& access) const;
    void keep_certificates_current();
    void refresh_broker();
    void stop();
    std::vector<http::Readiness> readiness() const;
    void refresh_metrics();
    std::map<std::string, AgentLive, std::less<>> agents() const override;
    Result<void> admit(std::string_view agent, sync::Epoch epoch) override;
    void turn_desks();
    Result<void> open_upkeep();
    std::optional<PendingResult> begin_long(const config::CommandLine& line);
    void turn_upkeep();
    std::vector<std::string> damage() const;
    Result<void> open_outside();
    void look_outside();
    void turn_outside();
    void refresh_outside_metrics();
    std::string outside_words(Language language) const;

    Settings settings_;
    Language language_;
    boost::asio::io_context io_{1};
    std::unique_ptr<HubStore> hub_;
    std::unique_ptr<Quarantine> quarantine_;
    std::unique_ptr<Ingest> ingest_;
    std::unique_ptr<RefillDesk> refill_;
    std::unique_ptr<BackupDesk> backups_;
    std::unique_ptr<BackgroundScrub> scrub_;
    std::list<LongJob> jobs_;
    std::unique_ptr<CatalogDesk> catalogs_;
    std::optional<WitnessDesk> witnesses_;  // none where nothing can be proved
    std::unique_ptr<OutsideDesk> outside_;  // none where nobody outside is told anything
    std::string outside_trouble_;
    std::unique_ptr<LinkServer> link_;
    std::unique_ptr<BrokerCut> cut_;
    std::unique_ptr<Enrolment> enrolment_;
    std::unique_ptr<BookAnswers> answers_;
    http::Metrics metrics_;
    http::Router public_router_;
    http::Router https_router_;
    http::Router admin_router_;
    std::unique_ptr<http::Server> public_door_;
    std::unique_ptr<http::Server> https_door_;
    std::unique_ptr<http::Server> admin_door_;
    std::unique_ptr<boost::asio::steady_timer> metrics_timer_;
    std::unique_ptr<boost::asio::steady_timer> desks_timer_;
    std::unique_ptr<boost::asio::steady_timer> outside_timer_;
    UtcTime certificates_seen_;
    int exit_ = 0;
};

/// Where the running hub's socket of commands is.
std::string socket_path(const Settings& settings);

}  // namespace saldo::hub
