#pragma once

#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/uplink/uplink_machine.hpp"

namespace saldo::agent {

/// UplinkMachine on an io_context: owns the one timer, and lends it the clocks and the links.
///
/// Owns:  everything here runs on the io_context's thread.
class Uplink {
public:
    using Options = UplinkOptions;
    using OnFailure = UplinkMachine::OnFailure;

    Uplink(boost::asio::io_context& io, Options options, SigningKey key, RecordSource& source,
           mqtt::LinkFactory factory, OnFailure on_failure);
    ~Uplink();

    void start();
    /// Says offline and goodbye. Idempotent.
    void stop();
    /// The journal grew. On our thread; others post.
    void on_recorded();

    /// Puts a frame on the refill topic; where the link is down it is lost.
    void publish_refill(ByteView frame) { machine_.publish_refill(frame); }
    /// Says how we are now and not only each minute: something of it changed. Where the link is
    /// down, the next connection says it.
    void say_status() { machine_.say_status(); }
    /// Makes the link anew at once, to `uri`: its certificate was renewed. Nothing is lost by it.
    void renew_link(std::string uri);

    UplinkStatus status() const { return machine_.status(); }

private:
    void on_event(mqtt::Event event);
    void arm();
    /// Our timer is set anew after a batch that was made elsewhere came back.
    UplinkOptions with_timer(UplinkOptions options);

    mqtt::LinkFactory factory_;
    std::shared_ptr<bool> alive_;  // what outlives us finds false here
    UplinkMachine machine_;
    boost::asio::steady_timer timer_;
};

}  // namespace saldo::agent
