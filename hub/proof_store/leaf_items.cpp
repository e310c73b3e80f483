#include <utility>

#include "common/wire/frame.hpp"
#include "hub/log/fact_batch.hpp"
#include "hub/proof/leaf.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {
namespace {

using Visit = std::function<void(const LeafItem&)>;

Error contradiction(const EntryView& entry, const std::string& why) {
    return {Errc::storage,
            "the log entry at position " + std::to_string(entry.first.value()) + ": " + why};
}

Result<void> visit_batch(const EntryView& entry, const Visit& visit) {
    FactBatchReader reader{entry.payload};
    std::uint64_t count = 0;
    for (;; ++count) {
        const auto fact = reader.next();
        if (!fact) return contradiction(entry, fact.error().what);
        if (!*fact) break;
        const LogPosition position{entry.first.value() + count};
        visit({.position = position,
               .kind = static_cast<std::uint8_t>(proof::LeafKind::fact),
               .content = **fact,
               .leaf = proof::fact_leaf(position, entry.received, **fact)});
    }
    if (count != entry.count) return contradiction(entry, "it has another number of facts");
    return {};
}

Result<void> visit_frame(const EntryView& entry, const Visit& visit) {
    const auto frame = wire::stored_frame(entry.payload);
    if (!frame) return contradiction(entry, frame.error().what);
    Bytes scratch;
    const auto body = wire::unpack(*frame, scratch);
    if (!body) return contradiction(entry, body.error().what);
    const wire::FrameHead& head = frame->head;
    const std::string agent = agent_of_frame(head);
    Digest hash = head.before;
    ByteView left = *body;
    for (std::uint32_t i = 0; i < entry.skip + entry.count; ++i) {
        const auto record = sync::read_record(left);
        if (!record) return contradiction(entry, record.error().what);
        left = left.subspan(record->whole.size());
        const Digest before = std::exchange(
            hash, sync::chain_hash(hash, head.agent, head.epoch, head.first + i, record->whole));
        if (i < entry.skip) continue;
        const LogPosition position{entry.first.value() + i - entry.skip};
        visit({.position = position,
               .kind = static_cast<std::uint8_t>(proof::LeafKind::record),
               .content = record->whole,
               .before = before,
               .leaf = proof::record_leaf(position, entry.received, hash, head.epoch,
                                          head.first + i, agent)});
    }
    if (!left.empty() || hash != head.after) {
        return contradiction(entry, "its records do not lead to the chain hash that it names");
    }
    return {};
}

}  // namespace

std::string agent_of_frame(const wire::FrameHead& head) {
    const std::string_view name = as_text(head.agent);
    return std::string{name.substr(0, name.find('\0'))};
}

Result<void> visit_leaves(const EntryView& entry, const Visit& visit) {
    if (entry.kind == EntryKind::frame) return visit_frame(entry, visit);
    return visit_batch(entry, visit);
}

}  // namespace saldo::hub
