#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "agent/catalog/catalog_receiver.hpp"

namespace saldo::agent {

/// CatalogReceiver on a thread of its own: neither a scan nor a message ever waits for a catalog's
/// disk, or for a download.
class CatalogFeed {
public:
    /// News that wait; past it the oldest is dropped, and what is missing is asked for.
    static constexpr std::size_t waiting_max = 64;
    using OnStorageFailure = std::function<void(const Error&)>;

    /// `catalog` outlives this. `on_failure` is called on our thread, once.
    CatalogFeed(CatalogReceiver::Options options, Catalog& catalog, OnStorageFailure on_failure);
    ~CatalogFeed();  ///< stops, between two pieces
    CatalogFeed(const CatalogFeed&) = delete;
    CatalogFeed& operator=(const CatalogFeed&) = delete;

    /// A frame of dn/cat. From any thread.
    void on_news(ByteView frame);
    /// Whether to say now what is held; true once for each time. From any thread.
    bool take_report();
    DownlinkStatus status() const;

private:
    void run();
    /// Waits for news or for what is due; false to stop. Gives at most one frame.
    bool next(Bytes& frame);

    OnStorageFailure on_failure_;
    CatalogReceiver receiver_;  // used by our thread only
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Bytes> waiting_;  // these are guarded by mutex_
    DownlinkStatus status_;
    bool is_report_due_ = false;
    bool is_stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace saldo::agent
