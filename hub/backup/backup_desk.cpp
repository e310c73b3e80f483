#include "hub/backup/backup_desk.hpp"

#include <utility>

#include "common/config/log.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

/// A backup that failed is made again after this, not only after the next interval.
constexpr std::int64_t again_ms = 600'000;

}  // namespace

BackupDesk::BackupDesk(BackupSource source, Options options, OnVerified on_verified)
    : source_{std::move(source)},
      options_{std::move(options)},
      on_verified_{std::move(on_verified)} {}

Result<std::unique_ptr<BackupDesk>> BackupDesk::open(BackupSource source, Options options,
                                                     OnVerified on_verified) {
    std::unique_ptr<BackupDesk> desk{
        new BackupDesk{std::move(source), std::move(options), std::move(on_verified)}};
    // A copy in the clear that a program left which died over it.
    std::error_code ignored;
    std::filesystem::remove_all(desk->source_.folder / "backup-work", ignored);
    auto newest = load_newest(desk->source_.folder, desk->source_.log);
    if (!newest) return newest.error();
    desk->newest_ = std::move(*newest);
    for (const VerifiedBackup& backup : desk->newest_) desk->on_verified_(backup);
    return desk;
}

BackupDesk::~BackupDesk() {
    if (running_) running_->thread.join();
}

BackupPlan BackupDesk::plan(UtcTime now) const {
    return {.to = options_.to,
            .recipients = options_.recipients,
            .keep = options_.keep,
            .has_legal_hold = options_.has_legal_hold,
            .now = now,
            .program = options_.program};
}

Result<void> BackupDesk::begin(BackupPlan plan, OnDone on_done) {
    if (running_) return Error{Errc::unavailable, "a backup is being made just now"};
    if (plan.to.empty()) return malformed("say where to: backup DIR, or backup.dir");
    running_ = std::make_unique<Running>();
    running_->on_done = std::move(on_done);
    log_event(LogLevel::info, "backup.begins", {{"to", plan.to.string()}});
    running_->thread = std::thread{[this, run = running_.get(), plan = std::move(plan)] {
        run->outcome.emplace(make_backup(source_, plan));
        run->is_done = true;
    }};
    return {};
}

void BackupDesk::end_running() {
    const std::unique_ptr<Running> run = std::exchange(running_, nullptr);
    run->thread.join();
    Result<BackupDone>& outcome = *run->outcome;
    if (outcome) {
        const Manifest& manifest = outcome->manifest;
        VerifiedBackup backup{.name = manifest.name,
                              .folder = outcome->folder.string(),
                              .made = manifest.made,
                              .position = manifest.position,
                              .head = manifest.head,
                              .streams = manifest.streams};
        newest_.push_back(backup);
        if (newest_.size() > newest_backups_max) newest_.erase(newest_.begin());
        // On disk first: what agents may forget by is never taken back.
        if (auto kept = store_newest(source_.folder, newest_); !kept) outcome = kept.error();
        if (outcome) on_verified_(backup);
    }
    last_failure_ = outcome ? std::string{} : outcome.error().what;
    if (outcome) {
        log_event(LogLevel::info, "backup.verified",
                  {{"backup", outcome->folder.string()},
                   {"position", outcome->manifest.position},
                   {"blobs", outcome->blobs_written},
                   {"bytes", outcome->bytes_written}});
    } else {
        log_event(LogLevel::error, "backup.failed", {{"why", last_failure_}});
    }
    if (run->on_done) run->on_done(outcome);
}

void BackupDesk::turn(UtcTime now) {
    if (!since_) since_ = now;
    if (running_ && running_->is_done) end_running();
    const bool is_scheduled = !options_.to.empty() && options_.every_ms > 0;
    if (running_ || !is_scheduled) return;
    const bool is_due = newest_.empty() || now.ms >= newest_.back().made.ms + options_.every_ms;
    const bool was_tried = tried_ && now.ms < tried_->ms + again_ms;
    if (!is_due || was_tried) return;
    tried_ = now;
    (void)begin(plan(now), {});  // neither error can be: there is a folder, and none is made
}

BackupDesk::Status BackupDesk::status(UtcTime now) const {
    Status status{.newest = newest_,
                  .is_running = running_ != nullptr,
                  .is_scheduled = !options_.to.empty() && options_.every_ms > 0,
                  .is_overdue = false,
                  .last_failure = last_failure_};
    const UtcTime last = newest_.empty() ? since_.value_or(now) : newest_.back().made;
    status.is_overdue = status.is_scheduled && now.ms > last.ms + 2 * options_.every_ms;
    return status;
}

}  // namespace saldo::hub
