#include "hub/drill/drill_plant.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/wire/epoch_codec.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/messages.hpp"

namespace saldo::hub {
namespace {

/// An hour before the first is received (drill_fleet.hpp): nothing is late, whenever it is sent.
constexpr std::int64_t first_ms = 1'765'000'000'000 - 3'600'000;
constexpr std::int64_t between_ms = 10;
constexpr std::uint64_t parts = 50;
constexpr std::uint8_t piece = 6;  // appendix 7
constexpr std::uint64_t twin_batch = 400;

/// The movement that a dock would have scanned: its place says everything.
Movement movement_of(const std::string& agent, const std::string& plant, std::uint64_t n) {
    constexpr std::int32_t units = 7;
    const bool is_receipt = n % 3 != 0;
    return {.event_id = agent + "-" + std::to_string(n),
            .at = {{first_ms + static_cast<std::int64_t>(n) * between_ms}, -360},
            .plant = plant,
            .type = is_receipt ? MovementType::receipt : MovementType::issue,
            .part_number = "DRILL-" + std::to_string(n % parts),
            .quantity = Quantity::from_units(is_receipt ? units : 2),
            .umc = piece,
            .ref_type = is_receipt ? "ASN" : "WO",
            .ref = "R" + std::to_string(n / 100),
            .counter_plant = {},
            .device = "SC01"};
}

}  // namespace

DrillPlant::DrillPlant(std::string agent, std::string rfc, std::string plant, const SigningKey& key,
                       const PublicKey& hub_key)
    : agent_{std::move(agent)},
      rfc_{std::move(rfc)},
      plant_{std::move(plant)},
      key_{key},
      hub_key_{hub_key},
      epoch_{.ordinal = 1, .nonce = random_u64()},
      outbox_{sync::Limits{}, epoch_, 0, 0, 0} {
    const auto opening =
        wire::encode_epoch_open({.rfc = rfc_, .plant = plant_, .signing_key = key_.key_id()});
    SALDO_CHECK(opening);
    add({.type = sync::RecordType::epoch_open, .device_utc = {first_ms}}, *opening);
}

void DrillPlant::add(const sync::RecordHead& head, ByteView body) {
    const Bytes record = sync::encode_record(head, body).value();  // ours: it is never too long
    hashes_.push_back(
        sync::chain_hash(hashes_.back(), sync::padded(agent_), epoch_, recorded(), record));
    append(records_, record);
    begins_.push_back(records_.size());
}

void DrillPlant::capture(std::uint64_t count, SteadyTime now) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const Movement movement = movement_of(agent_, plant_, recorded());
        const Bytes body = wire::encode_movement_body(movement, movement.event_id).value();
        add({.type = sync::RecordType::movement, .device_utc = movement.at.utc}, body);
    }
    feed(sync::Recorded{recorded()}, now);
}

void DrillPlant::connect(SteadyTime now) {
    feed(sync::Recorded{recorded()}, now);
    feed(sync::Connected{random_u64()}, now);
}

void DrillPlant::disconnect(SteadyTime now) {
    messages_.clear();
    feed(sync::Disconnected{}, now);
}

void DrillPlant::tick(SteadyTime now) { feed(sync::Tick{}, now); }

void DrillPlant::on_receipt(ByteView payload, SteadyTime now) {
    const auto body = wire::open_message(payload, wire::FrameKind::receipt, agent_, hub_key_);
    if (!body) return;
    auto receipt = wire::decode_receipt(*body);
    if (!receipt) return;
    const bool is_ours = receipt->held.epoch == epoch_ && receipt->held.next <= recorded();
    std::optional<Digest> own_hash;
    if (is_ours && receipt->held.next >= tail_) own_hash = hashes_[receipt->held.next];
    if (is_ours && own_hash == receipt->held.hash) {
        receipt_ = as_text(payload);
        receipted_ = std::max(receipted_, receipt->held.next);
        tail_ = std::max(tail_, std::min(receipt->backed_up, receipt->held.next));
    }
    feed(sync::Received{std::move(*receipt), own_hash}, now);
}

void DrillPlant::feed(const sync::Input& input, SteadyTime now) {
    for (const sync::Action& action : outbox_.step(input, now)) {
        if (const auto* asked = std::get_if<sync::SendHello>(&action)) {
            send_hello(asked->session);
        } else if (const auto* range = std::get_if<sync::SendRange>(&action)) {
            send_range(*range, now);
        } else if (const auto* epoch = std::get_if<sync::OpenEpoch>(&action)) {
            stuck_ = epoch->why == sync::OpenEpoch::Why::hub_ahead
                         ? "the hub holds other records than the plant"
                         : "the hub asks for records that the plant was let forget";
        } else if (const auto* alarm = std::get_if<sync::Alarm>(&action)) {
            stuck_ = sync::to_string(alarm->why);
        }
    }
}

void DrillPlant::send_hello(std::uint64_t session) {
    messages_.push_back(hello(session, tail_, receipt_));
}

void DrillPlant::send_range(const sync::SendRange& range, SteadyTime now) {
    std::uint64_t end = std::min(range.from + range.records_max, recorded());
    if (lost_ && *lost_ >= range.from) end = std::min(end, *lost_);
    if (range.from < tail_) end = range.from;
    while (end > range.from + 1 && begins_[end] - begins_[range.from] > range.bytes_max) --end;
    if (end <= range.from && range.from < recorded()) {
        stuck_ = "record " + std::to_string(range.from) + " of " + agent_ + " is missing";
    }
    if (end > range.from) messages_.push_back(batch(range.from, end));
    feed(sync::Sent{std::max(end, range.from)}, now);
}

std::string DrillPlant::topic(bool is_hello) const {
    return wire::topic_of({.shard = wire::shard_of(rfc_),
                           .agent = agent_,
                           .channel = is_hello ? wire::Channel::hello : wire::Channel::batch});
}

Arrival DrillPlant::hello(std::uint64_t session, std::uint64_t tail, std::string receipt) const {
    const sync::Hello words{.head = {.epoch = epoch_, .next = recorded(), .hash = hashes_.back()},
                            .tail = tail,
                            .session = session,
                            .program = "saldo-hub drill",
                            .token = {},
                            .receipt = std::move(receipt),
                            .trail = {}};
    const Bytes body = wire::encode(words).value();
    return {topic(true), wire::seal_message(wire::FrameKind::hello, agent_, body, key_).value()};
}

Arrival DrillPlant::batch(std::uint64_t first, std::uint64_t end) const {
    const ByteView body = ByteView{records_}.subspan(begins_[first], begins_[end] - begins_[first]);
    return {topic(false), wire::seal_frame({.kind = wire::FrameKind::batch,
                                            .records = static_cast<std::uint32_t>(end - first),
                                            .agent = sync::padded(agent_),
                                            .epoch = epoch_,
                                            .first = first,
                                            .before = hashes_[first],
                                            .after = hashes_[end]},
                                           body, wire::Pack::when_smaller, key_)
                              .value()};
}

std::vector<Arrival> DrillPlant::everything() const {
    std::vector<Arrival> all{hello(random_u64(), 0, {})};
    for (std::uint64_t first = 0; first < recorded(); first += twin_batch) {
        all.push_back(batch(first, std::min(first + twin_batch, recorded())));
    }
    return all;
}

}  // namespace saldo::hub
