#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "agent/journal/group_commit.hpp"
#include "agent/journal/journal.hpp"

namespace saldo::agent {

/// Group commit: what waits when a commit ends is the next group. A lone scan is committed at once,
/// and under load groups grow by themselves. A receipt alone waits a little for a group to ride in:
/// a commit of its own would stand before the next scan, and losing it costs a resend.
///
/// Safe from any thread. Answers come on the writer's own thread, after the commit, in the order of
/// the submissions: a callback only posts, and never calls back into the writer's destructor.
class JournalWriter final : public ReceiptKeeper {
public:
    struct Limits {
        std::size_t waiting_records_max = 20'000;
        std::size_t group_records_max = 1'000;
        std::chrono::milliseconds receipt_wait_max{250};
    };
    /// A recorded, duplicate or conflicting record; or why nothing was written.
    using Done = std::function<void(const Result<Appended>&)>;
    /// Called once, when the disk failed: the program must end, and start again.
    using OnStorageFailure = std::function<void(const Error&)>;

    JournalWriter(Journal& journal, Limits limits, OnStorageFailure on_storage_failure);
    /// Commits and answers what waits, then stops.
    ~JournalWriter() override;
    JournalWriter(const JournalWriter&) = delete;
    JournalWriter& operator=(const JournalWriter&) = delete;

    /// Queues a record. When it gives an error, `done` is never called.
    /// Errors: malformed for a record or event id past its limit; unavailable when too much waits.
    /// After the disk failed: storage.
    Result<void> submit(Pending record, Done done);

    /// Queues the newest receipt; it rides in the next group, or goes alone after a while. A newer
    /// one replaces one that waits, whose `done` is then never called.
    void hold(Held receipt, HeldDone done) override;

    /// Between the groups: captures never wait for more than one run of it. `grew` comes on the
    /// writer's thread.
    void rehome(sync::RecordHead clock, std::function<void()> grew) override;

private:
    struct Waiting {
        Pending record;
        Done done;
    };
    struct Rehoming {
        sync::RecordHead clock;
        std::function<void()> grew;
        std::uint64_t turn = 0;  // which asking it is
    };
    struct WaitingReceipt {
        Held receipt;
        HeldDone done;
    };
    void run();
    std::optional<Error> failure();
    void rehome_some(const Rehoming& rehoming);
    void fail(const Error& error);
    void commit(std::vector<Waiting> group, std::optional<WaitingReceipt> receipt);
    void answer(std::vector<Waiting>& group, const Result<std::vector<Appended>>& result);

    Journal& journal_;
    const Limits limits_;
    const OnStorageFailure on_storage_failure_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Waiting> waiting_;                       // guarded by mutex_
    std::optional<WaitingReceipt> receipt_;              // guarded by mutex_
    std::chrono::steady_clock::time_point receipt_due_;  // guarded by mutex_
    std::optional<Rehoming> rehoming_;                   // guarded by mutex_
    std::uint64_t rehoming_turn_ = 0;                    // guarded by mutex_
    std::optional<Error> failed_;                        // guarded by mutex_
    bool is_stopping_ = false;                           // guarded by mutex_
    std::thread thread_;                                 // last: it uses all of the above
};

}  // namespace saldo::agent
