#include "hub/export/log_pass.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/fact_codec.hpp"
#include "common/wire/frame.hpp"
#include "hub/export/placing.hpp"
#include "hub/log/fact_batch.hpp"

namespace saldo::hub {
namespace {

constexpr std::uint64_t facts_between_words = 10'000;

Error damaged(const EntryView& entry, const std::string& why) {
    return {Errc::storage,
            "the log entry at position " + std::to_string(entry.first.value()) + ": " + why};
}

class Pass {
public:
    Pass(std::uint64_t end, LogVisitor& visitor) : end_{end}, visitor_{visitor} {}

    Result<void> entry(const EntryView& entry) {
        return entry.kind == EntryKind::frame ? frame(entry) : facts(entry);
    }

private:
    Result<void> facts(const EntryView& entry) {
        FactBatchReader reader{entry.payload};
        for (std::uint64_t position = entry.first.value(); position < end_; ++position) {
            const auto bytes = reader.next();
            if (!bytes) return damaged(entry, bytes.error().what);
            if (!*bytes) return {};
            const auto fact = wire::decode_stored_fact(**bytes);
            if (!fact) return damaged(entry, fact.error().what);
            const std::string company = placing_.of_fact(*fact);
            const auto shown = visitor_.fact({position, entry.received, company, **bytes, *fact});
            if (!shown) return shown.error();
        }
        return {};
    }

    Result<void> frame(const EntryView& entry) {
        const auto frame = wire::stored_frame(entry.payload);
        if (!frame) return damaged(entry, frame.error().what);
        std::string agent{as_text(frame->head.agent)};
        agent.resize(std::min(agent.find('\0'), agent.size()));
        const std::string company = placing_.of_agent(agent);
        const std::uint64_t first = entry.first.value();
        const auto shown = visitor_.frame({first, entry.count, entry.skip, company, entry.payload});
        if (!shown) return shown.error();
        if (!visitor_.wants_records(company)) return {};
        const auto body = wire::unpack(*frame, scratch_);
        if (!body) return damaged(entry, body.error().what);
        ByteView left = *body;
        for (std::uint32_t i = 0; i < entry.skip + entry.count; ++i) {
            const auto record = sync::read_record(left);
            if (!record) return damaged(entry, record.error().what);
            left = left.subspan(record->whole.size());
            if (i < entry.skip) continue;
            const auto taken =
                visitor_.record({first + i - entry.skip, entry.received, company, agent,
                                 frame->head.epoch.ordinal, frame->head.first + i, *record});
            if (!taken) return taken.error();
        }
        return {};
    }

    std::uint64_t end_;
    LogVisitor& visitor_;
    Placing placing_;
    Bytes scratch_;
};

}  // namespace

Result<void> visit_log(const LogStore& log, std::uint64_t end, LogVisitor& visitor,
                       const Passed& passed) {
    Pass pass{end, visitor};
    Result<void> outcome;
    std::uint64_t next_word = facts_between_words;
    const auto read = log.read(LogPosition{0}, [&](const EntryView& entry) {
        const std::uint64_t first = entry.first.value();
        if (first >= end) return false;
        if (first >= next_word) {
            passed(first, end);
            next_word = first + facts_between_words;
        }
        outcome = pass.entry(entry);
        return outcome.has_value();
    });
    if (!outcome) return outcome.error();
    if (!read) return read.error();
    passed(end, end);
    return {};
}

Result<std::uint64_t> whole_frames_before(const LogStore& log, std::uint64_t wanted) {
    const auto end = log.end();
    if (!end) return end.error();
    if (wanted >= end->value()) return end->value();
    std::uint64_t position = wanted;
    const auto read = log.read(LogPosition{wanted}, [&](const EntryView& entry) {
        if (entry.kind == EntryKind::frame) position = entry.first.value();
        return false;
    });
    if (!read) return read.error();
    return position;
}

Result<std::uint64_t> known_at(const LogStore& log, UtcTime instant) {
    std::uint64_t position = 0;
    const auto read = log.read(LogPosition{0}, [&](const EntryView& entry) {
        if (entry.received > instant) return false;
        position = entry.first.value() + entry.count;
        return true;
    });
    if (!read) return read.error();
    return position;
}

}  // namespace saldo::hub
