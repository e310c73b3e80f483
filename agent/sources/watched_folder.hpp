#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/dock/file_fault.hpp"
#include "agent/sources/capture.hpp"
#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"

namespace saldo::agent {

/// Whether the journal holds this event with another line.
using Contradicts = std::function<Result<bool>(const EventKey& event)>;

struct WatchedFolderLimits {
    std::int64_t settled_ms_min = 2'000;  ///< a file that was touched later is still being written
    std::size_t rows_max = 200'000;       ///< of one file
    std::size_t faults_listed_max = 200;  ///< in one report
    std::size_t lines_waiting_max = 256;  ///< on their way into the journal
};

struct FolderStatus {
    std::string name;
    std::string path;
    std::uint64_t accepted = 0;  ///< files, since the start
    std::uint64_t rejected = 0;
    std::uint64_t lines = 0;
    std::string trouble;  ///< why files wait, or empty
};

/// A folder where a program drops movement files.
///
/// A file `*.csv` that is settled is taken whole or refused whole, then moved to `done/` or
/// `rejected/` with `<name>.report.txt` beside it. Write it under another name and rename it, or
/// let it settle. Lines reach the journal before the file is moved, and a line that was taken
/// before is a repeat: a crash at any moment loses nothing and doubles nothing.
///
/// Owns:  sweep() belongs to one thread, which may wait for the disk; status() is for any thread.
class WatchedFolder {
public:
    struct Place {
        std::string name;
        std::filesystem::path path;
        Language language = Language::es;
    };
    /// `capture` outlives this.
    WatchedFolder(Place place, Capture& capture, Contradicts contradicts,
                  WatchedFolderLimits limits);

    /// Looks once, and deals with every file that is settled. `may_go_on` is asked between lines,
    /// so that a stopping program need not wait for a large file.
    void sweep(UtcTime now, const std::function<bool()>& may_go_on);
    FolderStatus status() const;

private:
    struct Looks {
        std::uintmax_t bytes = 0;
        std::filesystem::file_time_type written;
        friend bool operator==(const Looks&, const Looks&) = default;
    };
    /// What was found out about one file.
    struct Verdict {
        std::uint64_t rows = 0;
        std::uint64_t recorded = 0;
        std::uint64_t repeated = 0;
        std::uint64_t faults_count = 0;
        std::vector<FileFault> faults;
        bool is_finished = false;  ///< false: try again later
    };
    std::vector<std::filesystem::path> settled_files();
    void deal_with(const std::filesystem::path& file, UtcTime now,
                   const std::function<bool()>& may_go_on);
    void check(const std::filesystem::path& file, Verdict& verdict,
               const std::function<bool()>& may_go_on) const;
    void take(const std::filesystem::path& file, Verdict& verdict,
              const std::function<bool()>& may_go_on);
    void add_fault(Verdict& verdict, FileFault fault) const;
    void put_away(const std::filesystem::path& file, const Verdict& verdict, UtcTime now);
    std::string report(const std::string& name, const Verdict& verdict, UtcTime now) const;
    void set_trouble(std::string why);

    const Place place_;
    Capture& capture_;
    const Contradicts contradicts_;
    const WatchedFolderLimits limits_;
    std::map<std::filesystem::path, Looks> seen_;  // at the last look
    mutable std::mutex mutex_;
    FolderStatus status_;  // guarded by mutex_
};

}  // namespace saldo::agent
