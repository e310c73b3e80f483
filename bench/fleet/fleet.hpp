#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/uplink/uplink.hpp"
#include "bench/fleet/memory_journal.hpp"
#include "bench/fleet/tls_link.hpp"
#include "common/config/join_bundle.hpp"

namespace saldo::bench {

/// Thousands of agents in one process: each with its own certificate, TLS connection, signing key,
/// chain of records, and the real agent's uplink; without scanners and disks.
class Fleet {
public:
    /// Reads every bundle of the folder. Errors: those of read_join_bundle; not_found for none.
    static Result<std::unique_ptr<Fleet>> open(boost::asio::io_context& io,
                                               const std::filesystem::path& bundles);

    /// Starts the agents one after the other, over so many seconds.
    void start(double over_seconds);
    /// Movements a second from now on, over all agents, turn and turn about.
    void set_rate(double movements_per_second) { rate_ = movements_per_second; }
    /// Figures since the last report, as one line of JSON.
    std::string report();

private:
    struct Agent {
        config::JoinBundle bundle;
        std::unique_ptr<MemoryJournal> journal;
        std::unique_ptr<agent::Uplink> uplink;
        std::uint64_t movements = 0;
        std::unique_ptr<sync::CatalogPlace> catalog;  // as the hub told it
    };

    explicit Fleet(boost::asio::io_context& io);
    void add(config::JoinBundle bundle);
    void record_one(Agent& agent);
    void turn();
    void on_held(SteadyTime recorded);

    boost::asio::io_context& io_;
    std::shared_ptr<boost::asio::ssl::context> context_;
    LinkFigures links_;
    std::vector<Agent> agents_;
    std::size_t started_ = 0;
    double start_per_turn_ = 0;
    double to_start_ = 0;
    std::size_t next_agent_ = 0;  // whose turn it is to record
    double rate_ = 0;
    double owed_ = 0;  // movements
    SteadyTime turned_;
    boost::asio::steady_timer timer_;
    std::string failure_;

    std::uint64_t recorded_ = 0;
    std::uint64_t held_ = 0;
    std::vector<std::uint32_t> waits_;  // by milliseconds, since the last report
};

}  // namespace saldo::bench
