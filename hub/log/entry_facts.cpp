#include "hub/log/entry_facts.hpp"

#include <utility>

#include "common/sync/record.hpp"
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
        if (record->head.type != sync::RecordType::movement) continue;
        auto movement = wire::decode_stored_movement_body(record->body);
        if (!movement) {
            visit({position, entry.received, QuarantinedRecord{place, movement.error().what}});
            continue;
        }
        visit({position, entry.received,
               CapturedMovement{rfc, place, std::move(movement->movement),
                                std::move(movement->raw)}});
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
