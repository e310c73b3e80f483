#include "agent/journal/scrubber.hpp"

#include <algorithm>
#include <utility>

#include "common/config/log.hpp"
#include "common/wire/frame.hpp"

namespace saldo::agent {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::size_t offered_frames_max = 64;
/// A small journal is read at once; a large one without keeping the disk busy.
constexpr std::uint64_t stretch_records_min = 1'000;
constexpr std::uint64_t stretch_records_max = 20'000;
constexpr std::uint32_t request_records_max = 500;
constexpr std::int64_t ms_per_hour = 3'600'000;

}  // namespace

Scrubber::Scrubber(LmdbJournal& journal, Options options)
    : journal_{journal}, options_{std::move(options)}, mark_{options_.mark_file} {}

Result<void> Scrubber::turn(SteadyTime now) {
    for (;;) {
        Bytes frame;
        {
            const std::lock_guard lock{mutex_};
            if (offered_.empty()) break;
            frame = std::move(offered_.front());
            offered_.pop_front();
        }
        if (auto filled = fill(frame); !filled) return filled;
    }
    const bool is_begin = at_.next == Place{};
    const bool waits = is_begin && pass_began_ &&
                       now < pass_began_->plus_ms(std::int64_t{options_.hours} * ms_per_hour);
    if (waits) return {};
    if (is_begin && !begin_pass(now)) return {};
    const auto stats = journal_.stats();
    const std::uint64_t records = stats ? stats->records : 0;
    const std::uint64_t stretch = std::clamp(records / (options_.hours * turns_per_hour),
                                             stretch_records_min, stretch_records_max);
    if (mark_.is_deadly(at_.next)) {
        log_event(LogLevel::error, "journal.stretch_unread",
                  {{"epoch", at_.next.epoch},
                   {"first", at_.next.sequence},
                   {"records", stretch},
                   {"why", "reading it ended the program"}});
        const std::lock_guard lock{mutex_};
        figures_.unread += stretch;
        at_ = {.next = {.epoch = at_.next.epoch, .sequence = at_.next.sequence + stretch},
               .before = {}};
        return {};
    }
    mark_.begin(at_.next);
    auto read = read_stretch(at_, stretch);
    mark_.end();
    return read;
}

/// Gives whether there is something to read.
bool Scrubber::begin_pass(SteadyTime now) {
    pass_began_ = now;
    const auto epochs = journal_.epochs();
    if (!epochs || epochs->empty()) {
        log_event(LogLevel::error, "journal.scrub_failed",
                  {{"why", epochs ? "it has no epoch" : epochs.error().what}});
        return false;
    }
    const KeptEpoch& first = epochs->front();
    at_.next = {.epoch = first.epoch.ordinal, .sequence = first.first_kept};
    const std::lock_guard lock{mutex_};
    figures_.unread = 0;
    return true;
}

Result<void> Scrubber::read_stretch(ScrubPlace& at, std::uint64_t records_max) {
    const Place begin = at.next;
    const auto stretch = journal_.scrub(at, records_max);
    if (!stretch) {
        // Not a record, but what leads to all of them: there is nothing to walk over.
        log_event(LogLevel::error, "journal.scrub_failed", {{"why", stretch.error().what}});
        at = {};
        return {};
    }
    constexpr Place past_all{.epoch = UINT32_MAX, .sequence = UINT64_MAX};
    note(begin, stretch->is_end ? past_all : at.next, *stretch);
    return {};
}

void Scrubber::note(Place begin, Place end, const ScrubStretch& stretch) {
    const std::lock_guard lock{mutex_};
    figures_.records += stretch.records;
    if (stretch.is_end) ++figures_.passes;
    auto known = damaged_.lower_bound(begin);
    while (known != damaged_.end() && known->first < end) {
        const bool is_still = std::ranges::any_of(
            stretch.damaged, [&](const DamagedRecord& d) { return d.place == known->first; });
        known = is_still ? std::next(known) : damaged_.erase(known);
    }
    std::map<std::uint32_t, std::vector<std::uint64_t>> fresh;
    for (const DamagedRecord& damaged : stretch.damaged) {
        if (damaged_.size() >= damaged_records_max) break;
        if (!damaged_.emplace(damaged.place, damaged.why).second) continue;
        fresh[damaged.place.epoch].push_back(damaged.place.sequence);
    }
    for (const auto& [epoch, sequences] : fresh) {
        for (const auto& run : sync::runs_of(sequences, damaged_records_max)) {
            log_event(LogLevel::error, "journal.damaged",
                      {{"epoch", epoch},
                       {"first", run.first},
                       {"last", run.first + run.count - 1},
                       {"why", damaged_.at({.epoch = epoch, .sequence = run.first})}});
        }
    }
}

void Scrubber::offer(Bytes frame) {
    const std::lock_guard lock{mutex_};
    if (damaged_.empty() || offered_.size() >= offered_frames_max) return;
    offered_.push_back(std::move(frame));
}

Result<void> Scrubber::fill(const Bytes& frame) {
    const auto refuse = [this](std::string_view why) {
        log_event(LogLevel::warn, "journal.refill_refused", {{"why", why}});
        const std::lock_guard lock{mutex_};
        ++figures_.refused;
    };
    const auto opened = wire::open_frame(frame, options_.agent);
    if (!opened || opened->head.kind != wire::FrameKind::batch) {
        refuse(opened ? "it is no batch" : opened.error().what);
        return {};
    }
    if (!wire::verify_frame(*opened, options_.own_key)) {
        refuse("it is not signed by this agent");
        return {};
    }
    Bytes scratch;
    const auto records = wire::unpack(*opened, scratch);
    if (!records) {
        refuse(records.error().what);
        return {};
    }
    const auto filled = journal_.refill({.epoch = opened->head.epoch,
                                         .first = opened->head.first,
                                         .count = opened->head.records,
                                         .before = opened->head.before,
                                         .after = opened->head.after,
                                         .records = *records});
    if (!filled && filled.error().code == Errc::storage) return filled.error();
    if (!filled) {
        refuse(filled.error().what);
        return {};
    }
    if (*filled == 0) return {};
    log_event(LogLevel::warn, "journal.refilled",
              {{"epoch", opened->head.epoch.ordinal},
               {"first", opened->head.first},
               {"records", *filled}});
    {
        const std::lock_guard lock{mutex_};
        figures_.refilled += *filled;
    }
    ScrubPlace at{.next = {.epoch = opened->head.epoch.ordinal, .sequence = opened->head.first},
                  .before = {}};
    return read_stretch(at, opened->head.records);
}

std::vector<sync::RefillRequest> Scrubber::wanted(std::size_t requests_max) const {
    std::map<std::uint32_t, std::vector<std::uint64_t>> sequences;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& [place, why] : damaged_) sequences[place.epoch].push_back(place.sequence);
    }
    std::vector<sync::RefillRequest> requests;
    if (sequences.empty()) return requests;
    const auto epochs = journal_.epochs();
    if (!epochs) return requests;
    for (const KeptEpoch& kept : *epochs) {
        for (const auto& run : sync::runs_of(sequences[kept.epoch.ordinal], request_records_max)) {
            if (requests.size() == requests_max) return requests;
            requests.push_back(
                {.epoch = kept.epoch, .first = run.first, .count = run.count, .is_packed = false});
        }
    }
    return requests;
}

ScrubStatus Scrubber::status() const {
    const std::lock_guard lock{mutex_};
    ScrubStatus status = figures_;
    status.damaged = damaged_.size();
    for (const auto& [place, why] : damaged_) {
        if (status.first_damaged.size() == named_records_max) break;
        status.first_damaged.push_back({.place = place, .why = why});
    }
    return status;
}

}  // namespace saldo::agent
