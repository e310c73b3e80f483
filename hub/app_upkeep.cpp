#include <utility>

#include "common/config/clock.hpp"
#include "hub/app.hpp"
#include "hub/backup/child_program.hpp"
#include "hub/commands/backup_command.hpp"

// What a running hub does to stay one: backups, and the checks that take long.

namespace saldo::hub {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

}  // namespace

Result<void> App::open_upkeep() {
    const BackupSettings& settings = settings_.backup;
    BackupDesk::Options options{.to = settings.folder,
                                .recipients = settings.recipients,
                                .every_ms = settings.every_hours * hour_ms,
                                .keep = settings.keep,
                                .has_legal_hold = settings.has_legal_hold,
                                .program = this_program()};
    auto desk = BackupDesk::open({hub_->log(), hub_->folder(), hub_->hub_id(), hub_->signing_key()},
                                 std::move(options), [this](const VerifiedBackup& backup) {
                                     if (ingest_) ingest_->note_backup(backup.streams);
                                 });
    if (!desk) return desk.error();
    backups_ = std::move(*desk);
    scrub_ = std::make_unique<BackgroundScrub>(
        std::vector<ScrubSource>{blob_source(hub_->folder())}, settings_.scrub_hours * hour_ms);
    hub_->set_upkeep({.backups = backups_.get(),
                      .damage = [this] { return damage(); },
                      .outside = [this](Language words) { return outside_words(words); }});
    return {};
}

std::vector<std::string> App::damage() const {
    std::vector<std::string> lines;
    if (refill_) lines = refill_->damage();
    for (const auto& [name, why] : scrub_->status().damaged) lines.push_back(why);
    return lines;
}

std::optional<PendingResult> App::begin_long(const config::CommandLine& line) {
    auto pending = std::make_shared<std::optional<CommandResult>>();
    if (line.command == "verify") {
        auto is_done = std::make_shared<std::atomic<bool>>(false);
        auto result = std::make_shared<CommandResult>();
        std::thread thread{[this, line, is_done, result] {
            *result = verify_store(line, hub_->log(), hub_->folder());
            *is_done = true;
        }};
        jobs_.push_back({std::move(thread), is_done, result, pending});
        return pending;
    }
    if (line.command != "backup") return std::nullopt;
    auto plan = backup_plan(line, backups_->plan(now_utc()));
    const auto begun =
        plan ? backups_->begin(std::move(*plan),
                               [pending, language = line.language](const Result<BackupDone>& done) {
                                   *pending = backup_words(language, done);
                               })
             : Result<void>{plan.error()};
    if (!begun) *pending = failed(begun.error());
    return pending;
}

void App::turn_upkeep() {
    const UtcTime now = now_utc();
    backups_->turn(now);
    std::erase_if(jobs_, [](LongJob& job) {
        if (!*job.is_done) return false;
        job.thread.join();
        *job.pending = std::move(*job.result);
        return true;
    });
    const BackupDesk::Status status = backups_->status(now);
    if (!status.newest.empty()) {
        metrics_.gauge("saldo_hub_backup_age_seconds", "Since the last verified backup was made")
            .set(static_cast<double>(now.ms - status.newest.back().made.ms) / 1000.0);
    }
    metrics_.gauge("saldo_hub_backup_alarm", "1 when backups are overdue or the last one failed")
        .set(status.is_overdue || !status.last_failure.empty() ? 1 : 0);
}

}  // namespace saldo::hub
