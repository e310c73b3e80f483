#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/surroundings.hpp"
#include "common/mqtt/link.hpp"
#include "common/sync/backoff.hpp"
#include "hub/ingest/ingest.hpp"

namespace saldo::hub {

struct LinkServerOptions {
    mqtt::LinkOptions link;  ///< `will` is set here
    std::size_t group_frames_max = 512;
    std::size_t group_bytes_max = std::size_t{16} << 20;
};

/// The hub's end of MQTT without a timer or a socket of its own: keeps a link up, collects what
/// arrives, feeds Ingest with groups, publishes receipts, lowers and raises the agents' credit.
///
/// Events of a link come in by on_event(), never from inside one of our calls. What was collected
/// waits for drain(), which the owner calls as soon as it gets round to it.
class LinkMachine {
public:
    /// A link with these options, whose events are brought to on_event().
    using Connect =
        std::function<Result<std::unique_ptr<mqtt::MqttLink>>(const mqtt::LinkOptions&)>;
    /// The disk failed: the program must end, and start again.
    using OnFailure = std::function<void(const Error&)>;
    /// After the commit and the receipts, in log order. The views are valid during the call.
    using OnAppended = std::function<void(std::span<const EntryView>)>;

    /// Keeps a reference to `ingest`, which outlives this.
    LinkMachine(LinkServerOptions options, Surroundings surroundings, Connect connect,
                Ingest& ingest, OnAppended on_appended, OnFailure on_failure);

    void start();
    /// Says goodbye to the broker (hub/state offline), takes no more. Idempotent.
    void stop();
    void on_event(mqtt::Event event);
    /// Takes what was collected, in groups.
    void drain();
    bool has_waiting() const { return !waiting_.empty(); }
    /// Does what is due by the clock.
    void wake();
    /// When to wake() if nothing else comes first; nothing once stopped.
    std::optional<SteadyTime> deadline() const;

    /// Also for messages that are no answer to a group; while the link is down they are lost.
    void publish(const std::vector<Outgoing>& messages);

    bool is_up() const { return is_up_; }
    std::uint64_t dropped() const { return dropped_; }
    std::uint64_t connects() const { return connects_; }

private:
    void connect();
    void on_up();
    void lose_link(const std::string& why);
    void collect(mqtt::Message message);
    void publish_state();
    void lower_credit();
    void tick();
    void fail(const Error& error);

    LinkServerOptions options_;
    Surroundings surroundings_;
    Connect connect_;
    Ingest& ingest_;
    OnAppended on_appended_;
    OnFailure on_failure_;
    std::unique_ptr<mqtt::MqttLink> link_;
    std::optional<SteadyTime> reconnect_at_;
    std::optional<SteadyTime> alive_until_;  // the link is taken for dead then
    std::int64_t silence_ms_;
    SteadyTime tick_at_;
    sync::Backoff backoff_;
    std::vector<Arrival> waiting_;
    bool is_up_ = false;
    bool is_stopped_ = false;
    std::uint16_t credit_permille_ = 1000;
    SteadyTime credit_lowered_;
    SteadyTime state_said_;
    std::uint64_t dropped_ = 0;
    std::uint64_t connects_ = 0;
};

}  // namespace saldo::hub
