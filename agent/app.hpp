#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/catalog/catalog_feed.hpp"
#include "agent/housekeeper.hpp"
#include "agent/identity.hpp"
#include "agent/station.hpp"
#include "agent/status.hpp"
#include "agent/uplink/batch_thread.hpp"
#include "agent/uplink/journal_source.hpp"
#include "agent/uplink/refill_desk.hpp"
#include "agent/uplink/witness_box.hpp"
#include "common/http/router.hpp"
#include "common/http/server.hpp"

namespace saldo::agent {

/// The daemon: a station with its devices, folders, uplink and doors.
///
/// Threads: this one runs the io_context and so scanners, uplink and doors; the journal's writer;
/// the housekeeper; Paho's own. Nothing of the network is ever waited for by a capture.
class App {
public:
    App(Settings settings, std::unique_ptr<Station> station);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Opens doors and ports. Nothing when all of them are open.
    std::optional<Failure> start();
    /// Serves until SIGTERM or SIGINT; then answers what was read, commits what waits, and returns.
    void run();

private:
    std::optional<Failure> start_scanners();
    std::optional<Failure> start_doors();
    std::optional<Failure> start_uplink();
    const std::string& broker_host() const;
    std::uint16_t broker_port() const;
    void ask_for_certificate(RenewWith with);
    void take_certificate(std::variant<config::JoinBundle, NoCertificate> answer);
    void add_routes();
    void post_growth();
    void wait_for_signal();
    void every_second();
    void feed_watchdog();
    void stop();
    void drain(int turns_left);
    AgentState state() const;
    void update_gauges(const AgentState& state);

    // The order matters: the station's writer still posts its last answers while it is destroyed,
    // so it goes before the context, and after all that its answers were for.
    const Settings settings_;
    boost::asio::io_context io_{1};  // with one thread; other threads only post
    std::atomic<bool> growth_is_posted_{false};
    std::unique_ptr<Station> station_;
    Identity identity_;
    boost::asio::signal_set signals_{io_};
    boost::asio::steady_timer second_{io_};
    boost::asio::steady_timer watchdog_{io_};
    boost::asio::steady_timer drain_{io_};
    std::vector<std::unique_ptr<TcpScanner>> scanners_;
    std::vector<std::unique_ptr<WatchedFolder>> folders_;
    JournalSource source_;
    Scrubber scrubber_;
    Evidence evidence_;
    std::unique_ptr<RefillDesk> refill_;
    std::optional<WitnessBox> witness_;
    std::unique_ptr<CatalogFeed> catalogs_;
    std::unique_ptr<Uplink> uplink_;
    std::unique_ptr<BatchThread> batches_;
    http::Router router_;
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<Housekeeper> housekeeper_;
    std::thread asking_;  // asks the hub for a certificate, and posts the answer
    bool is_asking_ = false;
    std::string uplink_failure_;  // why nothing is sent until the next start; empty: none
    std::uint64_t receipts_seen_ = 0;
    bool is_clock_wrong_ = false;       // as the hub was told last
    std::optional<SteadyTime> synced_;  // when the newest receipt came
    SteadyTime started_;
    bool is_stopping_ = false;
};

/// Ends the process at once, as a failed disk demands: nothing more is written, nothing is
/// answered.
[[noreturn]] void end_for_storage(const Error& error);

}  // namespace saldo::agent
