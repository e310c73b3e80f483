#include "hub/log/entry_facts.hpp"

#include <optional>
#include <string>
#include <utility>

#include "common/sync/checkpoint.hpp"
#include "common/sync/clock_step.hpp"
#include "common/sync/record.hpp"
#include "common/sync/rehomed.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/frame.hpp"
#include "hub/log/fact_batch.hpp"

namespace saldo::hub {
namespace {

Error damaged(const EntryView& entry, const std::string& why) {
    return {Errc::storage,
            "the log entry at position " + std::to_string(entry.first.value()) + ": " + why};
}

std::string agent_name(const sync::PaddedName& padded) {
    std::string_view name = as_text(padded);
    return std::string{name.substr(0, name.find('\0'))};
}

Result<void> visit_batch(const EntryView& entry, const std::function<void(Recorded&&)>& visit) {
    FactBatchReader reader{entry.payload};
    for (std::uint64_t position = entry.first.value();; ++position) {
        const auto bytes = reader.next();
        if (!bytes) return damaged(entry, bytes.error().what);
        if (!*bytes) return {};
        auto fact = wire::decode_stored_fact(**bytes);
        if (!fact) return damaged(entry, fact.error().what);
        visit({LogPosition{position}, entry.received, std::move(*fact)});
    }
}

QuarantinedRecord unreadable(const JournalPlace& place, std::string why) {
    return {place, std::move(why)};
}

Fact movement_of(const std::string& rfc, const JournalPlace& place, std::uint16_t schema,
                 ByteView body) {
    if (schema != 1) {
        return unreadable(place, "a movement of schema " + std::to_string(schema) +
                                     ", which this hub cannot read yet; it is kept");
    }
    auto movement = wire::decode_stored_movement_body(body);
    if (!movement) return unreadable(place, movement.error().what);
    return CapturedMovement{rfc, place, std::move(movement->movement), std::move(movement->raw)};
}

Fact lost_range(const JournalPlace& place, ByteView body) {
    const auto range = sync::read_range_lost(body);
    if (!range) return unreadable(place, range.error().what);
    return unreadable(place, "the plant lost records " + std::to_string(range->first) + " to " +
                                 std::to_string(range->next - 1) + " of epoch " +
                                 std::to_string(range->ordinal) +
                                 (range->why == sync::RangeLost::Why::damaged
                                      ? ": its disk gave wrong bytes"
                                      : ": the hub lost them, and the plant kept them no more"));
}

Fact clock_step_of(const JournalPlace& place, UtcTime device, ByteView body) {
    const auto step = sync::read_clock_step(body);
    if (!step) return unreadable(place, step.error().what);
    return ClockStepped{.place = place,
                        .device = device,
                        .back_ms = step->back_ms,
                        .boot_number = step->boot_number,
                        .seen_by = static_cast<std::uint8_t>(step->seen_by)};
}

Fact checkpoint_of(const JournalPlace& place, ByteView body) {
    auto checkpoint = sync::read_checkpoint(body);
    if (!checkpoint) return unreadable(place, checkpoint.error().what);
    return JournalCheckpoint{.place = place,
                             .day = LocalDate::from_days(checkpoint->day),
                             .epoch = checkpoint->head.epoch.ordinal,
                             .nonce = checkpoint->head.epoch.nonce,
                             .next = checkpoint->head.next,
                             .hash = checkpoint->head.hash,
                             .receipt = std::move(checkpoint->receipt)};
}

/// Nothing for a record that carries no fact.
std::optional<Fact> fact_of(const std::string& rfc, const JournalPlace& place,
                            const sync::RecordHead& head, ByteView body) {
    switch (head.type) {
        case sync::RecordType::movement: return movement_of(rfc, place, head.schema, body);
        case sync::RecordType::rehomed: {  // its head keeps the time of the origin
            const auto rehomed = sync::read_rehomed(body);
            if (!rehomed) return unreadable(place, rehomed.error().what);
            sync::RecordHead origin = head;
            origin.type = rehomed->type;
            origin.schema = rehomed->schema;
            const bool is_fact = origin.type == sync::RecordType::movement ||
                                 origin.type == sync::RecordType::checkpoint ||
                                 origin.type == sync::RecordType::clock_step;
            return is_fact ? fact_of(rfc, place, origin, rehomed->body) : std::nullopt;
        }
        case sync::RecordType::range_lost: return lost_range(place, body);
        case sync::RecordType::checkpoint:
            if (head.schema == 1) return checkpoint_of(place, body);
            break;
        case sync::RecordType::clock_step:
            if (head.schema == 1) return clock_step_of(place, head.device_utc, body);
            break;
        case sync::RecordType::epoch_open: return std::nullopt;
    }
    return unreadable(place, "a record of type " +
                                 std::to_string(static_cast<unsigned>(head.type)) +
                                 ", which this hub cannot read yet; it is kept");
}

Result<void> visit_frame(const EntryView& entry, const CompanyOf& company_of,
                         const std::function<void(Recorded&&)>& visit) {
    const auto frame = wire::stored_frame(entry.payload);
    if (!frame) return damaged(entry, frame.error().what);
    Bytes scratch;
    const auto body = wire::unpack(*frame, scratch);
    if (!body) return damaged(entry, body.error().what);

    JournalPlace place{AgentId{agent_name(frame->head.agent)}, frame->head.epoch.ordinal, 0};
    const std::string rfc = company_of(place.agent.value());
    ByteView left = *body;
    for (std::uint32_t i = 0; i < entry.skip + entry.count; ++i) {
        const auto record = sync::read_record(left);
        if (!record) return damaged(entry, record.error().what);
        left = left.subspan(record->whole.size());
        if (i < entry.skip) continue;
        const LogPosition position{entry.first.value() + i - entry.skip};
        place.sequence = frame->head.first + i;
        auto fact = fact_of(rfc, place, record->head, record->body);
        if (fact) visit({position, entry.received, std::move(*fact)});
    }
    return {};
}

}  // namespace

Result<void> visit_facts(const EntryView& entry, const CompanyOf& company_of,
                         const std::function<void(Recorded&&)>& visit) {
    if (entry.kind == EntryKind::frame) return visit_frame(entry, company_of, visit);
    return visit_batch(entry, visit);
}

}  // namespace saldo::hub
