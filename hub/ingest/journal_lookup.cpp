#include "hub/ingest/journal_lookup.hpp"

#include "common/sync/record.hpp"
#include "common/wire/frame.hpp"

namespace saldo::hub {
namespace {

/// A record of a stored frame, in its place in the chain.
struct Link {
    sync::Epoch epoch;
    std::uint64_t sequence = 0;
    Digest before{};
    Digest hash{};
};
using VisitLink = std::function<bool(const Link&)>;

/// What became of a walk over the chain of one stored frame.
struct Walked {
    bool is_as_told = true;  ///< it ends in the hash that the frame's head tells
    Link last;
};

Result<Walked> walk(const EntryView& entry, const VisitLink& visit) {
    const auto frame = wire::stored_frame(entry.payload);
    if (!frame) return frame.error();
    Bytes scratch;
    const auto records = wire::unpack(*frame, scratch);
    if (!records) return records.error();
    Walked walked;
    walked.last = {.epoch = frame->head.epoch, .hash = frame->head.before};
    ByteView left = *records;
    for (std::uint32_t i = 0; i < frame->head.records; ++i) {
        const auto record = sync::read_record(left);
        if (!record) return record.error();
        left = left.subspan(record->whole.size());
        walked.last.sequence = frame->head.first + i;
        walked.last.before = walked.last.hash;
        walked.last.hash = sync::chain_hash(walked.last.before, frame->head.agent,
                                            frame->head.epoch, walked.last.sequence, record->whole);
        if (i >= entry.skip && !visit(walked.last)) return walked;
    }
    walked.is_as_told = walked.last.hash == frame->head.after;
    return walked;
}

/// Shows the entry that may hold the record; nothing where there is none.
Result<std::optional<Walked>> walk_at(const LogStore& log, const StreamPlace& place,
                                      const VisitLink& visit) {
    const auto position = log.entry_at(place);
    if (!position) return position.error();
    std::optional<Walked> none;
    if (!*position) return none;
    Result<Walked> walked = Walked{};
    const auto read = log.read(**position, [&](const EntryView& entry) {
        walked = walk(entry, visit);
        return false;
    });
    if (!read) return read.error();
    if (!walked) return walked.error();
    return std::optional{*walked};
}

}  // namespace

Result<std::optional<Digest>> chain_hash_at(const LogStore& log, std::string_view agent,
                                            sync::Epoch epoch, std::uint64_t next) {
    std::optional<Digest> found;
    if (next == 0) return std::optional{Digest{}};
    const auto walked = walk_at(
        log, {.agent = AgentId{std::string{agent}}, .epoch = epoch.ordinal, .sequence = next - 1},
        [&](const Link& link) {
            if (link.epoch == epoch && link.sequence == next - 1) found = link.hash;
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

Result<std::optional<std::uint64_t>> read_chain(const LogStore& log, std::string_view agent,
                                                std::uint32_t ordinal, std::uint64_t from,
                                                const VisitHash& visit) {
    std::optional<Digest> before;  // of the record at `from`, once one was shown
    for (;;) {
        const std::uint64_t asked = from;
        std::optional<std::uint64_t> broken;
        bool goes_on = true;
        const auto walked = walk_at(
            log, {.agent = AgentId{std::string{agent}}, .epoch = ordinal, .sequence = from},
            [&](const Link& link) {
                if (link.sequence < from) return true;
                const bool follows = link.sequence == from && (!before || *before == link.before);
                if (!follows) broken = from;
                goes_on = follows && visit(link.sequence, link.hash);
                before = link.hash;
                from = link.sequence + 1;
                return goes_on;
            });
        if (!walked) return walked.error();
        if (broken) return broken;
        if (*walked && goes_on && !(*walked)->is_as_told) return std::optional{from - 1};
        if (!*walked || !goes_on || from == asked) return std::optional<std::uint64_t>{};
    }
}

Result<std::optional<Digest>> log_hash_at(const LogStore& log, std::uint64_t size) {
    if (size == 0) return std::optional{Digest{}};
    std::optional<Digest> found;
    const auto read = log.read(LogPosition{size - 1}, [&](const EntryView& entry) {
        if (entry.first.value() + entry.count == size) found = entry.hash;
        return false;
    });
    if (!read) return read.error();
    return found;
}

}  // namespace saldo::hub
