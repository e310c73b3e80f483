#include "hub/ingest/journal_lookup.hpp"

#include <functional>

#include "common/sync/record.hpp"
#include "common/wire/frame.hpp"

namespace saldo::hub {
namespace {

/// Walks the chain of one stored frame. Gives whether `visit` wants more.
Result<bool> walk(const EntryView& entry,
                  const std::function<bool(sync::Epoch, std::uint64_t, const Digest&)>& visit) {
    const auto frame = wire::stored_frame(entry.payload);
    if (!frame) return frame.error();
    Bytes scratch;
    const auto records = wire::unpack(*frame, scratch);
    if (!records) return records.error();
    Digest hash = frame->head.before;
    ByteView left = *records;
    for (std::uint32_t i = 0; i < frame->head.records; ++i) {
        const auto record = sync::read_record(left);
        if (!record) return record.error();
        left = left.subspan(record->whole.size());
        const std::uint64_t sequence = frame->head.first + i;
        hash =
            sync::chain_hash(hash, frame->head.agent, frame->head.epoch, sequence, record->whole);
        if (i >= entry.skip && !visit(frame->head.epoch, sequence, hash)) return false;
    }
    return true;
}

/// Shows the entry that may hold the record; whether there is one.
Result<bool> walk_at(const LogStore& log, const StreamPlace& place,
                     const std::function<bool(sync::Epoch, std::uint64_t, const Digest&)>& visit) {
    const auto position = log.entry_at(place);
    if (!position) return position.error();
    if (!*position) return false;
    Result<bool> walked = true;
    const auto read = log.read(**position, [&](const EntryView& entry) {
        walked = walk(entry, visit);
        return false;
    });
    if (!read) return read.error();
    if (!walked) return walked.error();
    return true;
}

}  // namespace

Result<std::optional<Digest>> chain_hash_at(const LogStore& log, std::string_view agent,
                                            sync::Epoch epoch, std::uint64_t next) {
    std::optional<Digest> found;
    if (next == 0) return std::optional{Digest{}};
    const auto walked = walk_at(
        log, {.agent = AgentId{std::string{agent}}, .epoch = epoch.ordinal, .sequence = next - 1},
        [&](sync::Epoch written, std::uint64_t sequence, const Digest& hash) {
            if (written == epoch && sequence == next - 1) found = hash;
            return !found;
        });
    if (!walked) return walked.error();
    return found;
}

Result<std::uint64_t> common_place(const LogStore& log, std::string_view agent,
                                   const sync::Trail& trail) {
    for (auto mark = trail.marks.rbegin(); mark != trail.marks.rend(); ++mark) {
        const auto ours = chain_hash_at(log, agent, trail.epoch, mark->next);
        if (!ours) return ours.error();
        if (*ours && **ours == mark->hash) return mark->next;
    }
    return std::uint64_t{0};
}

}  // namespace saldo::hub
