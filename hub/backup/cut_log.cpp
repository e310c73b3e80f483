#include "hub/backup/cut_log.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/wire/frame.hpp"
#include "hub/log/fact_batch.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t commit_bytes = 8U << 20;
constexpr std::size_t commit_entries = 1'024;

std::string name_in(const sync::PaddedName& padded) {
    const std::string_view text = as_text(padded);
    return std::string{text.substr(0, text.find('\0'))};
}

/// Collects entries, and appends them by groups.
class Copier {
public:
    explicit Copier(LmdbLog& to) : to_{to} {}

    Result<void> add(const EntryView& entry) {
        std::optional<StreamPlace> stream;
        if (entry.kind == EntryKind::frame) {
            const auto frame = wire::stored_frame(entry.payload);
            if (!frame) return frame.error();
            const wire::FrameHead& head = frame->head;
            const AgentId agent{name_in(head.agent)};
            stream = StreamPlace{agent, head.epoch.ordinal, head.first + entry.skip};
            heads_[agent.value()] = {.agent = agent,
                                     .epoch = head.epoch,
                                     .last_sequence = head.first + head.records - 1,
                                     .hash = head.after};
        }
        return add(entry, {entry.payload.begin(), entry.payload.end()}, entry.count, stream);
    }
    /// The first `count` facts of an entry that people told.
    Result<void> add_front(const EntryView& entry, std::uint32_t count) {
        Bytes payload;
        FactBatchReader facts{entry.payload};
        for (std::uint32_t i = 0; i < count; ++i) {
            const auto fact = facts.next();
            if (!fact) return fact.error();
            if (!*fact) return Error{Errc::storage, "an entry has fewer facts than it says"};
            append_fact(payload, **fact);
        }
        return add(entry, std::move(payload), count, std::nullopt);
    }
    Result<void> flush() {
        if (entries_.empty()) return {};
        std::vector<StreamHead> heads;
        heads.reserve(heads_.size());
        for (const auto& [agent, head] : heads_) heads.push_back(head);
        for (std::size_t i = 0; i < entries_.size(); ++i) entries_[i].payload = payloads_[i];
        const auto end = to_.append(end_, entries_, heads);
        if (!end) return end.error();
        end_ = *end;
        entries_.clear();
        payloads_.clear();
        heads_.clear();
        bytes_ = 0;
        return {};
    }
    LogPosition end() const { return end_; }

private:
    Result<void> add(const EntryView& entry, Bytes payload, std::uint32_t count,
                     const std::optional<StreamPlace>& stream) {
        bytes_ += payload.size();
        payloads_.push_back(std::move(payload));
        entries_.push_back({.kind = entry.kind,
                            .count = count,
                            .received = entry.received,
                            .skip = entry.skip,
                            .payload = {},
                            .stream = stream});
        if (bytes_ < commit_bytes && entries_.size() < commit_entries) return {};
        return flush();
    }

    LmdbLog& to_;
    LogPosition end_{0};
    std::vector<NewEntry> entries_;
    std::vector<Bytes> payloads_;
    std::map<std::string, StreamHead> heads_;
    std::size_t bytes_ = 0;
};

}  // namespace

Result<LogPosition> cut_log(const LmdbLog& from, LmdbLog& to, const LogPoint& point) {
    const auto log_end = from.end();
    if (!log_end) return log_end.error();
    const auto* position = std::get_if<std::uint64_t>(&point);
    if (position != nullptr && *position > log_end->value()) {
        return Error{Errc::conflict, "the backup ends at position " +
                                         std::to_string(log_end->value()) + ", before " +
                                         std::to_string(*position)};
    }
    const auto named = from.named_values();
    if (!named) return named.error();
    for (const auto& [name, value] : *named) {
        if (auto done = to.set_named_value(name, value); !done) return done.error();
    }
    Copier copier{to};
    Result<void> outcome;
    const auto read = from.read(LogPosition{0}, [&](const EntryView& entry) {
        if (position == nullptr) {
            if (entry.received > std::get<UtcTime>(point)) return false;
            outcome = copier.add(entry);
            return outcome.has_value();
        }
        const std::uint64_t first = entry.first.value();
        if (first >= *position) return false;
        if (first + entry.count <= *position) {
            outcome = copier.add(entry);
            return outcome.has_value();
        }
        if (entry.kind == EntryKind::facts) {
            outcome = copier.add_front(entry, static_cast<std::uint32_t>(*position - first));
        }
        return false;
    });
    if (!read) return read.error();
    if (outcome) outcome = copier.flush();
    if (!outcome) return outcome.error();
    return copier.end();
}

}  // namespace saldo::hub
