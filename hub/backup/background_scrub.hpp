#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/base/result.hpp"

namespace saldo::hub {

/// Something beside the log that can rot: a name, how much there is to read, how to check it.
struct ScrubItem {
    std::string name;  ///< where it is, for people
    std::uint64_t bytes = 0;
    std::function<Result<void>()> check;  ///< on the scrubber's thread; reads only
};
/// What there is of one kind just now. A pass asks each source once.
using ScrubSource = std::function<Result<std::vector<ScrubItem>>()>;

/// The blobs of the store in `folder`, each against its name.
ScrubSource blob_source(const std::filesystem::path& folder);

/// Reads everything beside the log, again and again, at a rate at which one pass takes as long as
/// it may, and remembers what does not hold. (The log itself: RefillDesk, which mends it too.)
///
/// Owns:  a thread, until it is destroyed; status() from any thread.
class BackgroundScrub {
public:
    BackgroundScrub(std::vector<ScrubSource> sources, std::int64_t pass_ms);
    ~BackgroundScrub();
    BackgroundScrub(const BackgroundScrub&) = delete;
    BackgroundScrub& operator=(const BackgroundScrub&) = delete;

    struct Status {
        std::uint64_t passes = 0;
        std::uint64_t items = 0;                     ///< read since the start
        std::map<std::string, std::string> damaged;  ///< name -> why; now
    };
    Status status() const;

private:
    void run();
    void pass();
    /// False when it is to end.
    bool wait(std::int64_t ms);
    void note(const ScrubItem& item, const Result<void>& checked);

    std::vector<ScrubSource> sources_;
    std::int64_t pass_ms_;
    mutable std::mutex mutex_;
    std::condition_variable ends_;
    bool is_ending_ = false;  // guarded by mutex_, as the next one
    Status status_;
    std::thread thread_;  // last: it begins when all else is there
};

}  // namespace saldo::hub
