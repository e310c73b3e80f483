#include "hub/ingest/refill_desk.hpp"

#include <algorithm>
#include <utility>

#include "common/config/log.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/messages.hpp"
#include "common/wire/topics.hpp"
#include "hub/log/log_entry.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::size_t turn_entries = 1'000;
constexpr std::size_t turn_bytes = 4U << 20;
constexpr std::size_t turn_bytes_min = 256U << 10;
constexpr std::size_t searches_max = 64;
constexpr std::uint32_t frames_of_search_max = 32;
constexpr std::size_t requests_of_turn_max = 16;
/// While agents answer, the next round need not wait; they take 20 requests in 10 s.
constexpr std::int64_t answered_ms = 10'000;
constexpr std::size_t answers_max = 20;
constexpr std::int64_t answers_window_ms = 10'000;
constexpr std::int64_t ms_per_hour = 3'600'000;

std::string name_in(const sync::PaddedName& padded) {
    const std::string_view text = as_text(padded);
    return std::string{text.substr(0, text.find('\0'))};
}

}  // namespace

RefillDesk::RefillDesk(SigningKey key, LmdbLog& log, const AgentDirectory& agents, Options options)
    : key_{std::move(key)}, log_{log}, directory_{agents}, options_{options} {}

Result<void> RefillDesk::on_message(std::string_view agent, const AgentEntry& entry,
                                    ByteView payload, SteadyTime now) {
    const auto frame = wire::open_frame(payload, agent);
    if (!frame) return frame.error();
    if (frame->head.kind == wire::FrameKind::batch) return take_batch(agent, entry, payload);
    const auto body =
        wire::open_message(payload, wire::FrameKind::refill_request, agent, entry.key);
    if (!body) return body.error();
    const auto request = wire::decode_refill_request(*body);
    if (!request) return request.error();
    auto rate = rates_.find(agent);
    if (rate == rates_.end()) {
        rate = rates_.emplace(std::string{agent}, sync::RateLimit{answers_max, answers_window_ms})
                   .first;
    }
    // What is not taken now is asked for again.
    if (!rate->second.allows(now) || waiting_.size() >= searches_max) return {};
    log_event(LogLevel::warn, "refill.asked",
              {{"plant", agent},
               {"epoch", request->epoch.ordinal},
               {"first", request->first},
               {"records", request->count}});
    waiting_.push_back({.agent = std::string{agent}, .request = *request});
    return {};
}

Result<void> RefillDesk::take_batch(std::string_view agent, const AgentEntry& entry,
                                    ByteView payload) {
    const auto frame = wire::open_frame(payload, agent);
    if (!frame) return frame.error();
    if (!wire::verify_frame(*frame, entry.key)) {
        return Error{Errc::forbidden, "the signature of a refill does not hold"};
    }
    const wire::FrameHead& head = frame->head;
    for (auto& [first, damage] : damaged_) {
        const auto fits = [&](const Candidate& c) {
            return c.agent == agent && c.request.epoch == head.epoch &&
                   c.request.first == head.first && c.request.count == head.records &&
                   head.records >= damage.entry.count;
        };
        if (std::ranges::none_of(damage.candidates, fits)) continue;
        NewEntry lost{.kind = EntryKind::frame,
                      .count = static_cast<std::uint32_t>(damage.entry.count),
                      .skip = static_cast<std::uint32_t>(head.records - damage.entry.count),
                      .payload = payload};
        if (damage.entry.value.size() >= entry_head_bytes) {
            lost.received.ms = get_le<std::int64_t>(ByteView{damage.entry.value}.subspan(8));
        }
        const auto mended = log_.mend(LogPosition{first}, lost);
        if (!mended && mended.error().code == Errc::storage) return mended;
        if (!mended) {
            ++figures_.refused;
            log_event(LogLevel::warn, "refill.refused",
                      {{"plant", agent}, {"position", first}, {"why", mended.error().what}});
            continue;
        }
        ++figures_.mended;
        is_answered_ = true;
        log_event(LogLevel::warn, "refill.mended",
                  {{"plant", agent}, {"position", first}, {"facts", damage.entry.count}});
        found_.erase(first);
        damaged_.erase(first);
        return {};
    }
    return {};
}

Result<std::vector<Outgoing>> RefillDesk::turn(SteadyTime now) {
    std::vector<Outgoing> out;
    if (searches_.empty() && !waiting_.empty()) {
        searches_ = std::exchange(waiting_, {});
        search_at_ = {};
    }
    if (!searches_.empty()) {
        if (const auto done = search_some(out); !done) return done.error();
        return out;
    }
    const bool is_begin = at_.position == 0;
    const bool waits = is_begin && pass_began_ &&
                       now < pass_began_->plus_ms(std::int64_t{options_.scrub_hours} * ms_per_hour);
    if (!waits) {
        if (is_begin) pass_began_ = now;
        if (const auto done = scrub_some(); !done) return done.error();
    }
    ask(now, out);
    return out;
}

Result<void> RefillDesk::scrub_some() {
    if (at_.position == 0) {
        streams_.clear();
        gaps_.clear();
        found_.clear();
        is_disordered_ = false;
    }
    const auto usage = log_.usage();
    if (!usage) return usage.error();
    const std::uint64_t turns = std::uint64_t{options_.scrub_hours} * turns_per_hour;
    const std::size_t bytes =
        std::clamp<std::size_t>(usage->used_bytes / turns, turn_bytes_min, turn_bytes);
    auto stretch =
        log_.scrub(at_, turn_entries, bytes, [this](const EntryView& entry) { note_entry(entry); });
    if (!stretch) return stretch.error();
    figures_.entries += stretch->entries;
    is_disordered_ = is_disordered_ || stretch->is_disordered;
    for (DamagedEntry& entry : stretch->damaged) note_damage(std::move(entry));
    if (stretch->is_end) end_pass();
    return {};
}

/// Follows the streams of the agents: where one jumps, its batch is missing.
void RefillDesk::note_entry(const EntryView& entry) {
    if (entry.kind != EntryKind::frame) return;
    const auto frame = wire::stored_frame(entry.payload);
    if (!frame) return;
    const wire::FrameHead& head = frame->head;
    Stream& stream = streams_[name_in(head.agent)];
    if (stream.epoch != head.epoch) stream = {.epoch = head.epoch};
    const std::uint64_t first = head.first + entry.skip;
    if (first > stream.next) {
        gaps_.push_back({.agent = name_in(head.agent),
                         .epoch = head.epoch,
                         .first = stream.next,
                         .count = first - stream.next});
    }
    stream.next = head.first + head.records;
}

void RefillDesk::note_damage(DamagedEntry entry) {
    const std::uint64_t first = entry.first;
    if (!damaged_.contains(first)) {
        log_event(LogLevel::error, "log.damaged",
                  {{"first", first}, {"last", first + entry.count - 1}, {"why", entry.why}});
    }
    found_[first] = {.entry = std::move(entry), .candidates = {}};
}

void RefillDesk::end_pass() {
    ++figures_.passes;
    if (const auto heads = log_.heads()) {
        for (const StreamHead& head : *heads) {
            Stream& stream = streams_[head.agent.value()];
            if (stream.epoch != head.epoch) stream = {.epoch = head.epoch};
            if (head.last_sequence + 1 <= stream.next) continue;
            gaps_.push_back({.agent = head.agent.value(),
                             .epoch = head.epoch,
                             .first = stream.next,
                             .count = head.last_sequence + 1 - stream.next});
        }
    }
    damaged_ = std::exchange(found_, {});
    for (auto& [first, damage] : damaged_) damage.candidates = candidates_of(damage.entry);
    asked_.reset();
    if (is_disordered_) {
        log_event(LogLevel::error, "log.disordered",
                  {{"what", "entries stand in the wrong order: restore the log from a backup"}});
    }
}

/// Which batches may have been in a damaged place: what its own bytes say, and then what is missing
/// of the streams. A wrong guess costs a request; the chain of the log decides.
std::vector<RefillDesk::Candidate> RefillDesk::candidates_of(const DamagedEntry& entry) const {
    std::vector<Candidate> candidates;
    const auto add = [&](const std::string& agent, const sync::RefillRequest& request) {
        if (!sync::is_sound(request) || !wire::is_agent_name(agent) || !directory_.find(agent)) {
            return;
        }
        const auto is_same = [&](const Candidate& c) {
            return c.agent == agent && c.request == request;
        };
        if (std::ranges::none_of(candidates, is_same)) candidates.push_back({agent, request});
    };
    const auto add_both = [&](const std::string& agent, sync::RefillRequest request) {
        add(agent, request);
        request.is_packed = !request.is_packed;
        add(agent, request);
    };
    if (entry.value.size() > entry_head_bytes) {
        const auto head =
            wire::unchecked_batch_head(ByteView{entry.value}.subspan(entry_head_bytes));
        if (head && head->records >= entry.count) {
            add_both(name_in(head->agent), {.epoch = head->epoch,
                                            .first = head->first,
                                            .count = head->records,
                                            .is_packed = head->is_packed});
        }
    }
    for (const Gap& gap : gaps_) {
        if (gap.count != entry.count) continue;
        add_both(gap.agent, {.epoch = gap.epoch,
                             .first = gap.first,
                             .count = static_cast<std::uint32_t>(gap.count),
                             .is_packed = true});
    }
    return candidates;
}

void RefillDesk::ask(SteadyTime now, std::vector<Outgoing>& out) {
    if (damaged_.empty() || is_disordered_) return;
    const std::int64_t wait_ms = is_answered_ ? answered_ms : options_.ask_ms;
    if (asked_ && now < asked_->plus_ms(wait_ms)) return;
    asked_ = now;
    is_answered_ = false;
    auto at = damaged_.upper_bound(asked_up_to_);
    for (std::size_t n = 0; n < std::min(damaged_.size(), requests_of_turn_max); ++n, ++at) {
        if (at == damaged_.end()) at = damaged_.begin();
        Damage& damage = at->second;
        asked_up_to_ = at->first;
        if (damage.candidates.empty()) continue;
        const Candidate& candidate = damage.candidates[damage.asked++ % damage.candidates.size()];
        const auto entry = directory_.find(candidate.agent);
        if (!entry) continue;
        const Bytes body = wire::encode(candidate.request).value();  // fixed fields
        out.push_back(message_for(
            candidate.agent, *entry,
            wire::seal_message(wire::FrameKind::refill_request, candidate.agent, body, key_)
                .value()));
    }
}

Result<void> RefillDesk::search_some(std::vector<Outgoing>& out) {
    const auto visit = [&](const EntryView& entry) {
        if (entry.kind != EntryKind::frame) return;
        const auto frame = wire::stored_frame(entry.payload);
        if (!frame) return;
        const wire::FrameHead& head = frame->head;
        for (Search& search : searches_) {
            const bool touches = search.request.epoch == head.epoch &&
                                 head.agent == sync::padded(search.agent) &&
                                 head.first < search.request.first + search.request.count &&
                                 search.request.first < head.first + head.records;
            if (!touches || search.frames >= frames_of_search_max) continue;
            const auto known = directory_.find(search.agent);
            if (!known) continue;
            ++search.frames;
            ++figures_.given;
            out.push_back(
                message_for(search.agent, *known, {entry.payload.begin(), entry.payload.end()}));
        }
    };
    const auto stretch = log_.scrub(search_at_, turn_entries, turn_bytes, visit);
    if (!stretch) return stretch.error();
    if (stretch->is_end) searches_.clear();
    return {};
}

Outgoing RefillDesk::message_for(const std::string& agent, const AgentEntry& entry,
                                 Bytes frame) const {
    return {.topic = wire::topic_of({.shard = wire::shard_of(entry.rfc),
                                     .agent = agent,
                                     .channel = wire::Channel::refill_down}),
            .payload = std::move(frame),
            .is_retained = false};
}

RefillDesk::Status RefillDesk::status() const {
    Status status = figures_;
    for (const auto& [first, damage] : damaged_) status.unread += damage.entry.count;
    return status;
}

std::vector<std::string> RefillDesk::damage() const {
    std::vector<std::string> lines;
    for (const auto& [first, damage] : damaged_) {
        std::string line = "positions " + std::to_string(first) + " to " +
                           std::to_string(first + damage.entry.count - 1);
        if (!damage.candidates.empty()) line += " of agent " + damage.candidates.front().agent;
        lines.push_back(line + " are damaged, their hashes are known: " + damage.entry.why);
    }
    return lines;
}

}  // namespace saldo::hub
