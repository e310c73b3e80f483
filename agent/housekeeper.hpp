#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "agent/catalog/catalog.hpp"
#include "agent/journal/journal_writer.hpp"
#include "agent/journal/scrubber.hpp"
#include "agent/sources/evidence.hpp"
#include "agent/sources/record_clock.hpp"
#include "agent/sources/watched_folder.hpp"

namespace saldo::agent {

/// The thread for what may wait for a disk and must not make a scan wait: watched folders, catalog
/// files, what the agent records of itself, retention and scrubbing of the journal.
class Housekeeper {
public:
    /// All of it outlives this. Starts at once. The last is called on our thread, when the disk
    /// failed.
    Housekeeper(std::vector<std::unique_ptr<WatchedFolder>>& folders, Catalog& catalog,
                RecordClock& clock, Evidence& evidence, Journal& journal, Scrubber& scrubber,
                JournalWriter::OnStorageFailure on_storage_failure);
    ~Housekeeper();  ///< stops, between two lines of a file
    Housekeeper(const Housekeeper&) = delete;
    Housekeeper& operator=(const Housekeeper&) = delete;

private:
    void run();
    void look_at_catalog();
    void prune();
    void scrub();
    bool may_go_on() const;

    std::vector<std::unique_ptr<WatchedFolder>>& folders_;
    Catalog& catalog_;
    RecordClock& clock_;
    Evidence& evidence_;
    Journal& journal_;
    Scrubber& scrubber_;
    const JournalWriter::OnStorageFailure on_storage_failure_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool is_stopping_ = false;  // guarded by mutex_
    std::thread thread_;        // last: it uses all of the above
};

}  // namespace saldo::agent
