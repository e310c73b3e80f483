#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "hub/backup/backup.hpp"
#include "hub/backup/newest_backups.hpp"

namespace saldo::hub {

/// The backups of a running hub: made on a thread of their own, on demand and by their schedule,
/// one at a time.
///
/// Owns:  the thread; all else on the thread of its owner, which calls turn() each second or so.
class BackupDesk {
public:
    struct Options {
        std::string to;  ///< empty: backups are made on demand only
        std::vector<std::string> recipients;
        std::int64_t every_ms = 0;
        std::uint32_t keep = 0;
        bool has_legal_hold = false;
        std::string program;
    };
    /// Told of each backup that counts, oldest first; at the opening, of those that counted before.
    using OnVerified = std::function<void(const VerifiedBackup&)>;
    using OnDone = std::function<void(const Result<BackupDone>&)>;

    /// Keeps a reference to the log in `source`. Errors: storage.
    static Result<std::unique_ptr<BackupDesk>> open(BackupSource source, Options options,
                                                    OnVerified on_verified);
    /// Waits for the backup that is being made.
    ~BackupDesk();

    const Options& options() const { return options_; }
    /// Begins one. Errors: unavailable while another is made; malformed without a folder.
    Result<void> begin(BackupPlan plan, OnDone on_done);
    /// Ends what is done, begins what is due.
    void turn(UtcTime now);

    struct Status {
        std::vector<VerifiedBackup> newest;  ///< oldest first
        bool is_running = false;
        bool is_scheduled = false;
        bool is_overdue = false;   ///< older than two intervals, or none since as long
        std::string last_failure;  ///< empty: the last one was made
    };
    Status status(UtcTime now) const;
    /// A plan by the settings, for a command to change.
    BackupPlan plan(UtcTime now) const;

private:
    struct Running {
        std::thread thread;
        std::atomic<bool> is_done = false;
        std::optional<Result<BackupDone>> outcome;  // written before is_done
        OnDone on_done;
    };
    BackupDesk(BackupSource source, Options options, OnVerified on_verified);
    void end_running();

    BackupSource source_;
    Options options_;
    OnVerified on_verified_;
    std::vector<VerifiedBackup> newest_;
    std::unique_ptr<Running> running_;
    std::optional<UtcTime> since_;  // when turn() was first called
    std::optional<UtcTime> tried_;  // by the schedule
    std::string last_failure_;
};

}  // namespace saldo::hub
