#include "hub/ingest/link_server.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>

#include "common/config/clock.hpp"

namespace saldo::hub {

LinkServer::LinkServer(boost::asio::io_context& io, Options options, mqtt::LinkFactory factory,
                       Ingest& ingest, OnAppended on_appended, OnFailure on_failure)
    : io_{io},
      factory_{std::move(factory)},
      machine_{std::move(options),
               surroundings_here(),
               [this](const mqtt::LinkOptions& link) {
                   return factory_(link, [this](mqtt::Event event) { on_event(std::move(event)); });
               },
               ingest,
               std::move(on_appended),
               std::move(on_failure)},
      timer_{io},
      alive_{std::make_shared<bool>(true)} {}

LinkServer::~LinkServer() {
    machine_.stop();
    *alive_ = false;
}

void LinkServer::start() {
    machine_.start();
    arm();
}

void LinkServer::stop() {
    machine_.stop();
    arm();
}

void LinkServer::on_event(mqtt::Event event) {
    machine_.on_event(std::move(event));
    if (machine_.has_waiting()) post_drain();
    arm();
}

void LinkServer::post_drain() {
    if (is_drain_posted_) return;
    is_drain_posted_ = true;
    // What Paho posted while the last group was committed is already queued before this.
    boost::asio::post(io_, [this, alive = alive_] {
        if (!*alive) return;
        is_drain_posted_ = false;
        machine_.drain();
        arm();
    });
}

void LinkServer::arm() {
    const auto due = machine_.deadline();
    if (due == armed_for_) return;
    armed_for_ = due;
    timer_.cancel();
    if (!due) return;
    const std::int64_t wait_ns = std::max<std::int64_t>(0, due->ns - now_steady().ns);
    timer_.expires_after(std::chrono::nanoseconds{wait_ns});
    timer_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
        if (error || !*alive) return;
        armed_for_.reset();
        machine_.wake();
        arm();
    });
}

}  // namespace saldo::hub
