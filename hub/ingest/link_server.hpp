#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/mqtt/link.hpp"
#include "common/sync/backoff.hpp"
#include "hub/ingest/ingest.hpp"

namespace saldo::hub {

/// The hub's end of MQTT: keeps a link up, collects what arrives, feeds Ingest, publishes receipts.
///
/// While a group is committed the next one collects by itself: no timer, no lock. Everything here
/// runs on the io_context's one thread; Paho's threads only post.
class LinkServer {
public:
    struct Options {
        mqtt::LinkOptions link;  ///< `will` is set here
        std::size_t group_frames_max = 512;
        std::size_t group_bytes_max = std::size_t{16} << 20;
    };
    /// The disk failed: the program must end, and start again.
    using OnFailure = std::function<void(const Error&)>;
    /// After the commit and the receipts, in log order. The views are valid during the call.
    using OnAppended = std::function<void(std::span<const EntryView>)>;

    LinkServer(boost::asio::io_context& io, Options options, mqtt::LinkFactory factory,
               Ingest& ingest, OnAppended on_appended, OnFailure on_failure);
    ~LinkServer();

    void start();
    /// Says goodbye to the broker (hub/state offline), takes no more. Idempotent.
    void stop();

    /// Messages that are no answer to a group; while the link is down they are lost.
    void publish(const std::vector<Outgoing>& messages);

    bool is_up() const { return is_up_; }
    std::uint64_t dropped() const { return dropped_; }
    std::uint64_t connects() const { return connects_; }

private:
    void connect();
    void on_event(mqtt::Event event);
    void on_up();
    void lose_link(const std::string& why);
    void collect(mqtt::Message message);
    void drain();
    void lower_credit();
    void arm_tick();
    void on_tick();
    void fail(const Error& error);

    boost::asio::io_context& io_;
    Options options_;
    mqtt::LinkFactory factory_;
    Ingest& ingest_;
    OnAppended on_appended_;
    OnFailure on_failure_;
    std::unique_ptr<mqtt::MqttLink> link_;
    boost::asio::steady_timer reconnect_;
    boost::asio::steady_timer tick_;
    sync::Backoff backoff_;
    std::vector<Arrival> waiting_;
    bool is_drain_posted_ = false;
    bool is_up_ = false;
    bool is_stopped_ = false;
    std::uint16_t credit_permille_ = 1000;
    SteadyTime credit_lowered_;
    std::uint64_t dropped_ = 0;
    std::uint64_t connects_ = 0;
    std::shared_ptr<bool> alive_;  // what was posted and outlives us finds false here
};

}  // namespace saldo::hub
