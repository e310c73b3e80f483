#include "agent/uplink/uplink.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/config/clock.hpp"

namespace saldo::agent {

Uplink::Uplink(boost::asio::io_context& io, Options options, SigningKey key, RecordSource& source,
               mqtt::LinkFactory factory, OnFailure on_failure)
    : factory_{std::move(factory)},
      alive_{std::make_shared<bool>(true)},
      machine_{with_timer(std::move(options)),
               std::move(key),
               source,
               surroundings_here(),
               [this](const mqtt::LinkOptions& link) {
                   return factory_(link, [this](mqtt::Event event) { on_event(std::move(event)); });
               },
               std::move(on_failure)},
      timer_{io} {}

Uplink::~Uplink() {
    machine_.stop();
    *alive_ = false;
}

UplinkOptions Uplink::with_timer(UplinkOptions options) {
    if (!options.make_batch) return options;
    options.make_batch = [this, alive = alive_, make = std::move(options.make_batch)](
                             const sync::SendRange& range, BatchDone done) {
        make(range, [this, alive, done = std::move(done)](Result<ReadyBatch> batch) {
            if (!*alive) return;
            done(std::move(batch));
            arm();
        });
    };
    return options;
}

void Uplink::start() {
    machine_.start();
    arm();
}

void Uplink::stop() {
    machine_.stop();
    arm();
}

void Uplink::renew_link(std::string uri) {
    machine_.renew_link(std::move(uri));
    arm();
}

void Uplink::on_recorded() {
    machine_.on_recorded();
    arm();
}

void Uplink::on_event(mqtt::Event event) {
    machine_.on_event(std::move(event));
    arm();
}

void Uplink::arm() {
    timer_.cancel();
    const auto due = machine_.deadline();
    if (!due) return;
    const std::int64_t wait_ns = std::max<std::int64_t>(0, due->ns - now_steady().ns);
    timer_.expires_after(std::chrono::nanoseconds{wait_ns});
    timer_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
        if (error || !*alive) return;
        machine_.wake();
        arm();
    });
}

}  // namespace saldo::agent
