#include "agent/uplink/uplink_machine.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/config/log.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/messages.hpp"
#include "common/wire/topics.hpp"

namespace saldo::agent {
namespace {

using config::LogLevel;

constexpr std::int64_t status_every_ms = 60'000;
/// A client that tells neither success nor failure by then is stuck, and is thrown away.
constexpr std::int64_t connect_ms_max = 60'000;

/// The newest receipt as the journal keeps it, if it is one that this hub signed for us.
std::optional<sync::Receipt> receipt_in(ByteView as_signed, const UplinkOptions& options) {
    if (as_signed.empty()) return std::nullopt;
    const auto body =
        wire::open_message(as_signed, wire::FrameKind::receipt, options.agent, options.hub_key);
    if (!body) return std::nullopt;
    const auto receipt = wire::decode_receipt(*body);
    if (!receipt) return std::nullopt;
    return *receipt;
}

sync::Outbox make_outbox(const UplinkOptions& options, const RecordSource& source) {
    const sync::Place head = source.head();
    const auto receipt = receipt_in(source.newest_receipt(), options);
    // A receipt of another epoch says nothing about this one; one past our head is for the hub to
    // say again, and then we stop.
    const bool counts = receipt && receipt->held.epoch == head.epoch;
    const std::uint64_t held = counts ? std::min(receipt->held.next, head.next) : 0;
    return sync::Outbox{options.limits, head.epoch, head.next, held,
                        receipt ? receipt->incarnation : 0};
}

}  // namespace

UplinkMachine::UplinkMachine(UplinkOptions options, SigningKey key, RecordSource& source,
                             Surroundings surroundings, Connect connect, OnFailure on_failure)
    : options_{std::move(options)},
      key_{std::move(key)},
      source_{source},
      surroundings_{std::move(surroundings)},
      connect_{std::move(connect)},
      on_failure_{std::move(on_failure)},
      outbox_{make_outbox(options_, source_)},
      backoff_{options_.limits.back_off_ms_min, options_.limits.back_off_ms_max},
      round_trip_{outbox_.recorded()},
      incarnation_{outbox_.incarnation()} {
    SALDO_CHECK(wire::is_agent_name(options_.agent));
    options_.link.client_id = options_.agent;
}

void UplinkMachine::start() {
    status_at_ = surroundings_.steady_now().plus_ms(status_every_ms);
    source_.go_on_rehoming();
    search_next();
    connect();
}

void UplinkMachine::stop() {
    if (is_stopped_) return;
    publish_status(false);
    is_stopped_ = true;
    if (link_) link_->disconnect();
    link_.reset();
    is_up_ = false;
}

void UplinkMachine::on_recorded() {
    if (is_stopped_) return;
    const std::uint64_t next = source_.head().next;
    if (next > outbox_.recorded()) feed(sync::Recorded{next});
}

void UplinkMachine::connect() {
    if (is_stopped_) return;
    options_.link.will = mqtt::Will{
        .topic = topic(wire::Channel::status), .payload = status_frame(false), .retained = true};
    auto link = connect_(options_.link);
    if (!link) return lose_link(link.error().what);
    link_ = std::move(*link);
    connected_by_ = surroundings_.steady_now().plus_ms(connect_ms_max);
    if (auto started = link_->connect(); !started) lose_link(started.error().what);
}

void UplinkMachine::on_event(mqtt::Event event) {
    if (is_stopped_) return;
    if (const auto* message = std::get_if<mqtt::Message>(&event)) return on_message(*message);
    if (const auto* down = std::get_if<mqtt::Down>(&event)) return lose_link(down->why);
    is_up_ = true;
    connected_by_.reset();
    ++figures_.connects;
    config::log_event(LogLevel::info, "uplink.broker_up",
                      {{"plant", options_.agent}, {"uri", options_.link.uri}});
    std::vector<std::string> filters{topic(wire::Channel::receipt),
                                     topic(wire::Channel::refill_down),
                                     std::string{wire::hub_state_topic}};
    if (options_.on_catalog) filters.push_back(topic(wire::Channel::catalog));
    if (options_.on_witness) filters.push_back(topic(wire::Channel::witness_down));
    for (const std::string& filter : filters) {
        if (auto done = link_->subscribe(filter); !done) return lose_link(done.error().what);
    }
    publish_status(true);
    feed(sync::Connected{.session = surroundings_.random() | 1});  // 0 means "none" in a receipt
}

void UplinkMachine::lose_link(const std::string& why) {
    link_.reset();
    ++batch_order_;
    is_up_ = false;
    figures_.last_down = why;
    hub_seen_at_.reset();
    connected_by_.reset();
    ask_at_.reset();
    round_trip_.lost();
    if (is_stopped_) return;
    const std::int64_t wait_ms = backoff_.next_ms(surroundings_.random());
    config::log_event(LogLevel::warn, "uplink.broker_down",
                      {{"plant", options_.agent}, {"why", why}, {"again_in_ms", wait_ms}});
    reconnect_at_ = surroundings_.steady_now().plus_ms(wait_ms);
    feed(sync::Disconnected{});
}

void UplinkMachine::renew_link(std::string uri) {
    options_.link.uri = std::move(uri);
    if (is_stopped_ || !link_) return;  // the next attempt takes it
    link_->disconnect();
    lose_link("the certificate was renewed");
}

void UplinkMachine::on_message(const mqtt::Message& message) {
    if (message.topic == wire::hub_state_topic) return on_hub_state(message);
    if (message.topic == topic(wire::Channel::receipt)) return on_receipt(message);
    if (message.topic == topic(wire::Channel::refill_down)) {
        if (options_.on_refill) options_.on_refill(message.payload);
        return;
    }
    if (message.topic == topic(wire::Channel::catalog)) {
        if (options_.on_catalog) options_.on_catalog(message.payload);
        return;
    }
    if (message.topic == topic(wire::Channel::witness_down)) return on_witness(message);
    config::log_event(LogLevel::warn, "uplink.unknown_topic",
                      {{"plant", options_.agent}, {"topic", message.topic}});
}

void UplinkMachine::on_receipt(const mqtt::Message& message) {
    const auto receipt = receipt_in(message.payload, options_);
    if (!receipt || receipt->agent != options_.agent) {
        ++figures_.receipts_refused;
        config::log_event(LogLevel::warn, "uplink.receipt_refused", {{"plant", options_.agent}});
        return;
    }
    ++figures_.receipts;
    backoff_.reset();  // only a hub that answers makes a link a good one
    figures_.newest_receipt_at = receipt->hub_time;
    std::optional<Digest> own_hash;
    if (receipt->held.epoch == source_.head().epoch) {
        auto hash = source_.hash_at(receipt->held.epoch.ordinal, receipt->held.next);
        if (!hash) return fail(hash.error());
        own_hash = *hash;
    }
    if (own_hash && *own_hash == receipt->held.hash) {
        const auto sample = round_trip_.receipt(*receipt, surroundings_.steady_now());
        if (sample && options_.on_clock_sample) options_.on_clock_sample(*sample);
    }
    newest_signed_receipt_ = message.payload;
    feed(sync::Received{*receipt, own_hash});
    if (receipt->incarnation > incarnation_) {  // what it held of closed epochs is asked again
        incarnation_ = receipt->incarnation;
        search_.reset();
        search_next();
    }
    on_common(*receipt);
    if (!receipt->checkpoint.empty() && options_.on_checkpoint) {
        options_.on_checkpoint(receipt->checkpoint, receipt->hub_time);
    }
}

void UplinkMachine::on_witness(const mqtt::Message& message) {
    if (!options_.on_witness) return;
    const auto body = wire::open_message(message.payload, wire::FrameKind::witness_request,
                                         options_.agent, options_.hub_key);
    if (!body) return;  // not the hub's
    const auto request = wire::decode_witness_request(*body);
    if (!request) return;
    const auto answer = options_.on_witness(*request);
    if (!answer || !link_ || !is_up_) return;
    const Bytes frame = wire::seal_message(wire::FrameKind::witness_answer, options_.agent,
                                           wire::encode(*answer).value(), key_)
                            .value();
    if (auto done = link_->publish(topic(wire::Channel::witness_up), frame, false); !done) {
        lose_link(done.error().what);
    }
}

void UplinkMachine::on_hub_state(const mqtt::Message& message) {
    const auto body =
        wire::open_message(message.payload, wire::FrameKind::hub_state, "", options_.hub_key);
    if (!body) return;
    const auto state = wire::decode_hub_state(*body);
    if (!state) return;
    if (!state->log_key.empty() && options_.on_log_key) options_.on_log_key(state->log_key);
    // All agents hear this in one moment; they must not all answer in the same.
    const bool is_first = !hub_state_seen_;
    hub_state_seen_ = true;
    const std::uint64_t spread =
        is_first ? 1 : static_cast<std::uint64_t>(options_.limits.hub_hello_jitter_ms_max) + 1;
    hub_seen_at_ = surroundings_.steady_now().plus_ms(
        static_cast<std::int64_t>(surroundings_.random() % spread));
    hub_state_ = *state;
}

void UplinkMachine::feed(const sync::Input& input) {
    const std::vector<sync::Action> actions = outbox_.step(input, surroundings_.steady_now());
    for (const sync::Action& action : actions) carry_out(action);
}

void UplinkMachine::carry_out(const sync::Action& action) {
    if (is_stopped_) return;
    if (const auto* hello = std::get_if<sync::SendHello>(&action)) {
        send_hello(hello->session);
    } else if (const auto* range = std::get_if<sync::SendRange>(&action)) {
        send_range(*range);
    } else if (const auto* hold = std::get_if<sync::Hold>(&action)) {
        is_damage_declared_ = false;  // this epoch can be read, and came through
        if (auto done = source_.mark_held(hold->receipt, newest_signed_receipt_); !done) {
            fail(done.error());
        }
    } else if (const auto* alarm = std::get_if<sync::Alarm>(&action)) {
        config::log_event(LogLevel::error, "uplink.halted",
                          {{"plant", options_.agent}, {"why", sync::to_string(alarm->why)}});
        publish_status(true);
    } else if (const auto* epoch = std::get_if<sync::OpenEpoch>(&action)) {
        open_epoch(epoch->why == sync::OpenEpoch::Why::hub_ahead ? wire::EpochReason::hub_ahead
                                                                 : wire::EpochReason::range_lost,
                   epoch->after);
    } else if (const auto* drop = std::get_if<sync::DropLink>(&action)) {
        lose_link(drop->why);
    }
}

void UplinkMachine::send_hello(std::uint64_t session) {
    if (!link_ || !is_up_) return;
    const Bytes receipt = source_.newest_receipt();
    sync::Trail asked;
    if (search_) {
        asked = trail();
        if (is_stopped_) return;     // the disk failed over it
        if (!asked.marks.empty()) {  // else it was settled
            search_->session = session;
            ask_at_ = surroundings_.steady_now().plus_ms(options_.limits.progress_ms_max);
        }
    }
    const auto body = wire::encode(sync::Hello{.head = source_.head(),
                                               .tail = source_.tail(),
                                               .session = session,
                                               .program = options_.program,
                                               .token = options_.token,
                                               .receipt = std::string{as_text(receipt)},
                                               .trail = std::move(asked)});
    SALDO_CHECK(body);
    const Bytes frame =
        wire::seal_message(wire::FrameKind::hello, options_.agent, *body, key_).value();
    round_trip_.hello(session, surroundings_.steady_now());
    if (auto done = link_->publish(topic(wire::Channel::hello), frame, false); !done) {
        lose_link(done.error().what);
    }
}

void UplinkMachine::send_range(const sync::SendRange& range) {
    if (!options_.make_batch) {
        ++batch_order_;
        return take_batch(range, make_batch(source_, options_.agent, key_, range));
    }
    options_.make_batch(range, [this, range, order = ++batch_order_](Result<ReadyBatch> batch) {
        // The link or the epoch may be another one by now: then something else was asked for.
        if (order == batch_order_ && !is_stopped_) take_batch(range, batch);
    });
}

void UplinkMachine::take_batch(const sync::SendRange& range, const Result<ReadyBatch>& batch) {
    if (batch) {
        if (batch->next > range.from) unreadable_.clear();
        return feed(sync::Sent{publish_batch(*batch) ? batch->next : range.from});
    }
    // A record that cannot be read ends its epoch: the hole is told, the rest goes on in a new one.
    // A disk that does not answer says nothing of it; nor does an epoch that was never read at all.
    if (batch.error().code == Errc::storage) return fail(batch.error());
    if (std::exchange(is_damage_declared_, true)) {
        note_unreadable(batch.error());
        return feed(sync::Sent{range.from});
    }
    config::log_event(LogLevel::error, "journal.damaged", {{"why", batch.error().what}});
    open_epoch(wire::EpochReason::range_lost, 0);
}

/// A record is damaged, and nothing is sent past it for now; but the link stays up, for the hub may
/// have it and give it back, and then the next try goes through.
void UplinkMachine::note_unreadable(const Error& error) {
    if (unreadable_ == error.what) return;
    unreadable_ = error.what;
    config::log_event(LogLevel::error, "uplink.record_unreadable", {{"why", error.what}});
    publish_status(true);
}

bool UplinkMachine::publish_batch(const ReadyBatch& batch) {
    if (batch.frame.empty() || !link_ || !is_up_) return false;
    const SteadyTime sent_at = surroundings_.steady_now();
    const auto sent = link_->publish(topic(wire::Channel::batch), batch.frame, false);
    if (!sent) {
        config::log_event(LogLevel::warn, "uplink.publish_refused",
                          {{"plant", options_.agent}, {"why", sent.error().what}});
        return false;
    }
    ++figures_.batches_sent;
    round_trip_.batch(batch.next, sent_at);
    return true;
}

std::optional<SteadyTime> UplinkMachine::deadline() const {
    if (is_stopped_) return std::nullopt;
    std::optional<SteadyTime> first = outbox_.deadline();
    const auto ask_at = is_up_ ? ask_at_ : std::nullopt;
    for (const auto& due : {reconnect_at_, connected_by_, status_at_, hub_seen_at_, ask_at}) {
        if (due && (!first || *due < *first)) first = due;
    }
    return first;
}

void UplinkMachine::wake() {
    if (is_stopped_) return;
    const SteadyTime now = surroundings_.steady_now();
    // What is due is taken off first: what is done for it may set it again.
    const auto take = [now](std::optional<SteadyTime>& due) {
        if (!due || now < *due) return false;
        due.reset();
        return true;
    };
    if (take(reconnect_at_)) connect();
    if (take(connected_by_)) lose_link("the client told neither success nor failure");
    if (take(hub_seen_at_)) feed(sync::HubSeen{hub_state_});
    if (const auto due = outbox_.deadline(); due && *due <= now) feed(sync::Tick{});
    if (is_up_ && take(ask_at_)) {
        ask_at_ = now.plus_ms(options_.limits.progress_ms_max);
        feed(sync::Ask{surroundings_.random() | 1});
    }
    if (take(status_at_)) {
        status_at_ = now.plus_ms(status_every_ms);
        publish_status(true);
        source_.go_on_rehoming();  // a journal that was full may have room again
        // An epoch that was still written again when the hub went back is asked about after that.
        if (!search_) search_next();
    }
}

std::string UplinkMachine::topic(wire::Channel channel) const {
    return wire::topic_of(
        {.shard = wire::shard_of(options_.rfc), .agent = options_.agent, .channel = channel});
}

void UplinkMachine::publish_refill(ByteView frame) {
    if (!link_ || !is_up_) return;
    // What is lost is asked for again.
    (void)link_->publish(topic(wire::Channel::refill_up), frame, false);
}

void UplinkMachine::fail(const Error& error) {
    config::log_event(LogLevel::error, "uplink.stopped",
                      {{"plant", options_.agent}, {"why", error.what}});
    stop();
    on_failure_(error);
}

}  // namespace saldo::agent
