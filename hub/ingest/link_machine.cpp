#include "hub/ingest/link_machine.hpp"

#include <algorithm>
#include <utility>

#include "common/config/log.hpp"

namespace saldo::hub {
namespace {

using config::LogLevel;

constexpr std::int64_t tick_every_ms = 1'000;
constexpr std::int64_t state_every_ms = 60'000;  // a broker may lose what it should have retained
constexpr std::int64_t back_off_ms_min = 500;
constexpr std::int64_t back_off_ms_max = 10'000;  // one hub: all wait for it
/// A client that tells neither success nor failure by then is stuck, and is thrown away.
constexpr std::int64_t connect_ms_max = 60'000;
/// Agents say each minute how they are: a link over which none is heard may be dead. A hub whose
/// agents sleep looks again, less and less often.
constexpr std::int64_t silence_ms_min = 180'000;
constexpr std::int64_t silence_ms_max = 3'600'000;
constexpr std::uint16_t credit_permille_min = 125;
constexpr std::int64_t credit_step_ms = 5'000;
constexpr std::int32_t unsent_max = 8'192;  // a receipt for every agent at once must fit
constexpr std::int32_t in_flight_max = 64;

}  // namespace

LinkMachine::LinkMachine(LinkServerOptions options, Surroundings surroundings, Connect connect,
                         Ingest& ingest, OnAppended on_appended, OnFailure on_failure)
    : options_{std::move(options)},
      surroundings_{std::move(surroundings)},
      connect_{std::move(connect)},
      ingest_{ingest},
      on_appended_{std::move(on_appended)},
      on_failure_{std::move(on_failure)},
      silence_ms_{silence_ms_min},
      backoff_{back_off_ms_min, back_off_ms_max} {
    options_.link.unsent_max = std::max(options_.link.unsent_max, unsent_max);
    options_.link.in_flight_max = std::max(options_.link.in_flight_max, in_flight_max);
}

void LinkMachine::start() {
    tick_at_ = surroundings_.steady_now().plus_ms(tick_every_ms);
    connect();
}

void LinkMachine::stop() {
    if (is_stopped_) return;
    is_stopped_ = true;
    if (link_ && is_up_) {
        publish({ingest_.state_message(false, credit_permille_, surroundings_.utc_now())});
        link_->disconnect();
    }
    link_.reset();
    is_up_ = false;
    waiting_.clear();
}

void LinkMachine::connect() {
    if (is_stopped_) return;
    const Outgoing will = ingest_.state_message(false, credit_permille_, surroundings_.utc_now());
    options_.link.will =
        mqtt::Will{.topic = will.topic, .payload = will.payload, .retained = will.is_retained};
    auto link = connect_(options_.link);
    if (!link) return lose_link(link.error().what);
    link_ = std::move(*link);
    alive_until_ = surroundings_.steady_now().plus_ms(connect_ms_max);
    if (auto started = link_->connect(); !started) lose_link(started.error().what);
}

void LinkMachine::on_event(mqtt::Event event) {
    if (is_stopped_) return;
    if (std::holds_alternative<mqtt::Up>(event)) return on_up();
    if (const auto* down = std::get_if<mqtt::Down>(&event)) return lose_link(down->why);
    collect(std::move(std::get<mqtt::Message>(event)));
}

void LinkMachine::on_up() {
    is_up_ = true;
    alive_until_ = surroundings_.steady_now().plus_ms(silence_ms_);
    ++connects_;
    backoff_.reset();
    config::log_event(LogLevel::info, "ingest.broker_up", {{"uri", options_.link.uri}});
    // Plainly, never shared among workers: a shared subscription breaks the order per agent.
    if (auto done = link_->subscribe(wire::all_agents_up); !done)
        return lose_link(done.error().what);
    publish_state();
    const auto receipts = ingest_.receipts_for_all(surroundings_.utc_now());
    if (!receipts) return fail(receipts.error());
    publish(*receipts);
}

void LinkMachine::lose_link(const std::string& why) {
    is_up_ = false;
    link_.reset();
    alive_until_.reset();
    if (is_stopped_) return;
    const std::int64_t wait_ms = backoff_.next_ms(surroundings_.random());
    config::log_event(LogLevel::warn, "ingest.broker_down",
                      {{"why", why}, {"again_in_ms", wait_ms}});
    reconnect_at_ = surroundings_.steady_now().plus_ms(wait_ms);
}

void LinkMachine::collect(mqtt::Message message) {
    if (!message.is_retained) {
        silence_ms_ = silence_ms_min;
        alive_until_ = surroundings_.steady_now().plus_ms(silence_ms_);
    }
    if (message.dropped_before != 0) {
        dropped_ += message.dropped_before;
        lower_credit();
    }
    waiting_.push_back({.topic = std::move(message.topic), .payload = std::move(message.payload)});
}

void LinkMachine::drain() {
    std::vector<Arrival> group = std::exchange(waiting_, {});
    std::size_t begin = 0;
    while (begin < group.size() && !is_stopped_) {
        std::size_t end = begin;
        std::size_t bytes = 0;
        while (end < group.size() && end - begin < options_.group_frames_max &&
               (end == begin || bytes + group[end].payload.size() <= options_.group_bytes_max)) {
            bytes += group[end++].payload.size();
        }
        const auto taken = ingest_.take(std::span{group}.subspan(begin, end - begin),
                                        surroundings_.utc_now(), surroundings_.steady_now());
        if (!taken) return fail(taken.error());
        publish(taken->outgoing);
        if (!taken->appended.empty() && on_appended_) on_appended_(taken->appended);
        begin = end;
    }
}

void LinkMachine::publish(const std::vector<Outgoing>& messages) {
    if (!link_ || !is_up_) return;  // receipts are cumulative: the next one says it again
    for (const Outgoing& message : messages) {
        const auto done = link_->publish(message.topic, message.payload, message.is_retained);
        if (!done) {
            config::log_event(LogLevel::warn, "ingest.publish_refused",
                              {{"topic", message.topic}, {"why", done.error().what}});
        }
    }
}

void LinkMachine::lower_credit() {
    const SteadyTime now = surroundings_.steady_now();
    if (now < credit_lowered_.plus_ms(credit_step_ms)) return;
    credit_lowered_ = now;
    credit_permille_ = std::max<std::uint16_t>(credit_permille_min, credit_permille_ / 2);
    config::log_event(LogLevel::warn, "ingest.credit_lowered",
                      {{"permille", credit_permille_}, {"dropped", dropped_}});
    publish_state();
}

std::optional<SteadyTime> LinkMachine::deadline() const {
    if (is_stopped_) return std::nullopt;
    return reconnect_at_ && *reconnect_at_ < tick_at_ ? *reconnect_at_ : tick_at_;
}

void LinkMachine::wake() {
    if (is_stopped_) return;
    const SteadyTime now = surroundings_.steady_now();
    if (reconnect_at_ && *reconnect_at_ <= now) {
        reconnect_at_.reset();
        connect();
    }
    if (now < tick_at_) return;
    if (alive_until_ && *alive_until_ <= now) {
        if (is_up_) silence_ms_ = std::min(silence_ms_ * 2, silence_ms_max);
        lose_link(is_up_ ? "no agent was heard for long"
                         : "the client told neither success nor failure");
    }
    tick();
    tick_at_ = surroundings_.steady_now().plus_ms(tick_every_ms);
}

void LinkMachine::tick() {
    const auto receipts = ingest_.tick(surroundings_.utc_now(), surroundings_.steady_now());
    if (!receipts) return fail(receipts.error());
    publish(*receipts);
    const SteadyTime now = surroundings_.steady_now();
    const bool is_raised =
        credit_permille_ < 1000 && now >= credit_lowered_.plus_ms(credit_step_ms);
    if (is_raised) {
        credit_lowered_ = now;
        credit_permille_ =
            std::min<std::uint16_t>(1000, static_cast<std::uint16_t>(credit_permille_ * 2));
    }
    if (is_raised || now >= state_said_.plus_ms(state_every_ms)) publish_state();
}

void LinkMachine::publish_state() {
    state_said_ = surroundings_.steady_now();
    publish({ingest_.state_message(true, credit_permille_, surroundings_.utc_now())});
}

void LinkMachine::fail(const Error& error) {
    config::log_event(LogLevel::error, "ingest.stopped", {{"why", error.what}});
    stop();
    on_failure_(error);
}

}  // namespace saldo::hub
