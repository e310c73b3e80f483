#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "agent/uplink/batch_maker.hpp"

namespace saldo::agent {

/// Makes batches on a thread of its own: a plant that catches up reads, packs and signs for
/// minutes, and nobody at the dock may wait behind that.
///
/// Owns:  its thread; keeps a reference to `source`, which outlives it. Batches are posted to `io`.
class BatchThread {
public:
    BatchThread(boost::asio::io_context& io, const RecordSource& source, std::string agent,
                SigningKey key);
    /// Waits for the batch that is being made.
    ~BatchThread();

    /// One at a time: an order that was not begun is replaced by the next.
    void make(const sync::SendRange& range, BatchDone done);

private:
    void run();

    boost::asio::io_context& io_;
    const RecordSource& source_;
    const std::string agent_;
    const SigningKey key_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::optional<std::pair<sync::SendRange, BatchDone>> order_;  // guarded by mutex_
    bool is_stopping_ = false;                                    // guarded by mutex_
    std::thread thread_;                                          // last: it uses all of the above
};

}  // namespace saldo::agent
