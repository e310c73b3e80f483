#include "hub/prove/entry_leaves.hpp"

#include <string>

#include "common/sync/record.hpp"
#include "common/wire/frame.hpp"
#include "hub/log/fact_batch.hpp"
#include "hub/proof/leaf.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {
namespace {

Error contradiction(const EntryView& entry, const std::string& why) {
    return {Errc::storage,
            "the log entry at position " + std::to_string(entry.first.value()) + ": " + why};
}

Bytes copied(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Result<std::vector<EntryLeaf>> facts_of(const EntryView& entry,
                                        std::span<const std::uint32_t> indexes) {
    std::vector<EntryLeaf> found;
    FactBatchReader reader{entry.payload};
    for (std::uint32_t i = 0; found.size() < indexes.size(); ++i) {
        const auto fact = reader.next();
        if (!fact) return contradiction(entry, fact.error().what);
        if (!*fact) return contradiction(entry, "it has another number of facts");
        if (i != indexes[found.size()]) continue;
        const LogPosition position{entry.first.value() + i};
        found.push_back({.position = position,
                         .kind = static_cast<std::uint8_t>(proof::LeafKind::fact),
                         .content = copied(**fact),
                         .before = std::nullopt,
                         .leaf = proof::fact_leaf(position, entry.received, **fact)});
    }
    return found;
}

Result<std::vector<EntryLeaf>> records_of(const EntryView& entry,
                                          std::span<const std::uint32_t> indexes) {
    std::vector<EntryLeaf> found;
    const auto visited = visit_leaves(entry, [&](const LeafItem& item) {
        const std::uint64_t index = item.position.value() - entry.first.value();
        if (found.size() == indexes.size() || index != indexes[found.size()]) return;
        found.push_back({.position = item.position,
                         .kind = item.kind,
                         .content = copied(item.content),
                         .before = item.before,
                         .leaf = item.leaf});
    });
    if (!visited) return visited.error();
    if (found.size() != indexes.size()) {
        return contradiction(entry, "it has another number of records");
    }
    return found;
}

}  // namespace

Result<std::vector<EntryLeaf>> leaves_in(const EntryView& entry,
                                         std::span<const std::uint32_t> indexes) {
    return entry.kind == EntryKind::frame ? records_of(entry, indexes) : facts_of(entry, indexes);
}

Result<std::vector<Bytes>> records_in(const EntryView& entry) {
    const auto frame = wire::stored_frame(entry.payload);
    if (!frame) return contradiction(entry, frame.error().what);
    Bytes scratch;
    const auto body = wire::unpack(*frame, scratch);
    if (!body) return contradiction(entry, body.error().what);
    std::vector<Bytes> records;
    for (ByteView left = *body; !left.empty();) {
        const auto record = sync::read_record(left);
        if (!record) return contradiction(entry, record.error().what);
        records.push_back(copied(record->whole));
        left = left.subspan(record->whole.size());
    }
    return records;
}

}  // namespace saldo::hub
