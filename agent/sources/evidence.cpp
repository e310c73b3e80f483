#include "agent/sources/evidence.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/log.hpp"
#include "common/store/file.hpp"

namespace saldo::agent {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::int64_t calendar_ms = 60'000;            // how often the day is looked at
constexpr std::int64_t checkpoints_ms_min = 3'600'000;  // a clock that jumps about makes no more
constexpr std::size_t mark_bytes_max = 128;

}  // namespace

Evidence::Evidence(Journal& journal, JournalWriter& writer, RecordClock& clock, Place place)
    : journal_{journal}, writer_{writer}, clock_{clock}, place_{std::move(place)} {
    read_mark();
}

void Evidence::turn() {
    tell_step();
    const SteadyTime now = clock_.steady_now();
    if (looked_at_ && now < looked_at_->plus_ms(calendar_ms)) return;
    looked_at_ = now;
    look_at_calendar();
}

void Evidence::tell_step() {
    if (auto found = clock_.watch()) {
        step_ = found;
        log_event(LogLevel::warn, "clock.stepped",
                  {{"back_ms", found->back_ms}, {"boot", found->boot_number}});
    }
    if (step_ && submit(sync::RecordType::clock_step, sync::encode_clock_step(*step_))) {
        step_.reset();
    }
}

void Evidence::look_at_calendar() {
    const JournalHead head = journal_.head();
    const std::int32_t day = sync::utc_day(clock_.hub_time());
    if (!is_due(head, day)) return;
    const auto held = journal_.held();
    if (!held) return;
    auto body = sync::encode_checkpoint(
        {.day = day,
         .head = {.epoch = head.epoch, .next = head.last_sequence + 1, .hash = head.hash},
         .receipt = std::string{as_text(held->receipt)}});
    if (!body || !submit(sync::RecordType::checkpoint, std::move(*body))) return;
    mark_ = Mark{.epoch = head.epoch.ordinal, .last_sequence = head.last_sequence, .day = day};
    marked_at_ = clock_.steady_now();
    write_mark();
}

bool Evidence::is_due(const JournalHead& head, std::int32_t day) const {
    const bool is_same_epoch = mark_ && mark_->epoch == head.epoch.ordinal;
    // One record past the mark is the checkpoint itself; of a new epoch, one is its opening.
    const std::uint64_t nothing_new = is_same_epoch ? mark_->last_sequence + 1 : 0;
    if (head.last_sequence <= nothing_new || (mark_ && mark_->day == day)) return false;
    return !marked_at_ || clock_.steady_now() >= marked_at_->plus_ms(checkpoints_ms_min);
}

bool Evidence::submit(sync::RecordType type, Bytes body) {
    const auto queued = writer_.submit({.head = clock_.head(type, place_.catalog_sequence()),
                                        .body = std::move(body),
                                        .event = {}},
                                       [grew = place_.grew](const Result<Appended>& written) {
                                           if (written) return grew();
                                           log_event(LogLevel::warn, "journal.evidence_unwritten",
                                                     {{"why", written.error().what}});
                                       });
    return queued.has_value();
}

void Evidence::read_mark() {
    const auto note = store::read_file(place_.mark_file, mark_bytes_max);
    if (!note) return;  // a checkpoint more than there need be
    const auto words = split(trim(as_text(*note)), ' ');
    if (words.size() != 3) return;
    const auto epoch = parse_unsigned(words[0]);
    const auto sequence = parse_unsigned(words[1]);
    const auto day = parse_date(words[2]);
    if (!epoch || *epoch > UINT32_MAX || !sequence || !day) return;
    mark_ = Mark{.epoch = static_cast<std::uint32_t>(*epoch),
                 .last_sequence = *sequence,
                 .day = day->days()};
}

void Evidence::write_mark() const {
    const std::string text = fmt::format("{} {} {}\n", mark_->epoch, mark_->last_sequence,
                                         format_date(LocalDate::from_days(mark_->day)));
    const auto written = store::write_file_durably(place_.mark_file, as_bytes(text));
    if (written) return;
    log_event(LogLevel::warn, "journal.mark_unwritten", {{"why", written.error().what}});
}

}  // namespace saldo::agent
