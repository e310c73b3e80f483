#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "hub/ingest/link_machine.hpp"

namespace saldo::hub {

/// LinkMachine on an io_context: owns the one timer, and lends it the clocks and the links.
///
/// While a group is committed the next one collects by itself: no timer, no lock. Everything here
/// runs on the io_context's one thread; Paho's threads only post.
class LinkServer {
public:
    using Options = LinkServerOptions;
    using OnFailure = LinkMachine::OnFailure;
    using OnAppended = LinkMachine::OnAppended;

    LinkServer(boost::asio::io_context& io, Options options, mqtt::LinkFactory factory,
               Ingest& ingest, OnAppended on_appended, OnFailure on_failure);
    ~LinkServer();

    void start();
    /// Says goodbye to the broker (hub/state offline), takes no more. Idempotent.
    void stop();

    /// Messages that are no answer to a group; while the link is down they are lost.
    void publish(const std::vector<Outgoing>& messages) { machine_.publish(messages); }

    bool is_up() const { return machine_.is_up(); }
    std::uint64_t dropped() const { return machine_.dropped(); }
    std::uint64_t connects() const { return machine_.connects(); }

private:
    void on_event(mqtt::Event event);
    void post_drain();
    void arm();

    boost::asio::io_context& io_;
    mqtt::LinkFactory factory_;
    LinkMachine machine_;
    boost::asio::steady_timer timer_;
    std::optional<SteadyTime> armed_for_;  // messages are many, and seldom move the next deadline
    bool is_drain_posted_ = false;
    std::shared_ptr<bool> alive_;  // what was posted and outlives us finds false here
};

}  // namespace saldo::hub
