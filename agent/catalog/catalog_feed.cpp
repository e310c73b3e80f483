#include "agent/catalog/catalog_feed.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/config/clock.hpp"

namespace saldo::agent {
namespace {

/// How long our thread sleeps at most: a report may be due by then.
constexpr std::chrono::milliseconds turn{500};

}  // namespace

CatalogFeed::CatalogFeed(CatalogReceiver::Options options, Catalog& catalog,
                         OnStorageFailure on_failure)
    : on_failure_{std::move(on_failure)},
      receiver_{std::move(options), catalog, surroundings_here()},
      thread_{[this] { run(); }} {}

CatalogFeed::~CatalogFeed() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void CatalogFeed::on_news(ByteView frame) {
    {
        const std::lock_guard lock{mutex_};
        if (waiting_.size() == waiting_max) waiting_.pop_front();
        waiting_.emplace_back(frame.begin(), frame.end());
    }
    wake_.notify_one();
}

bool CatalogFeed::take_report() {
    const std::lock_guard lock{mutex_};
    return std::exchange(is_report_due_, false);
}

DownlinkStatus CatalogFeed::status() const {
    const std::lock_guard lock{mutex_};
    return status_;
}

bool CatalogFeed::next(Bytes& frame) {
    const auto due = receiver_.fetch_due();
    const bool is_due = due && *due <= now_steady();
    std::unique_lock lock{mutex_};
    if (!is_due) {
        wake_.wait_for(lock, turn, [this] { return is_stopping_ || !waiting_.empty(); });
    }
    frame.clear();
    if (!waiting_.empty()) {
        frame = std::move(waiting_.front());
        waiting_.pop_front();
    }
    return !is_stopping_;
}

void CatalogFeed::run() {
    Bytes frame;
    while (next(frame)) {
        const auto taken = frame.empty() ? receiver_.fetch() : receiver_.take(frame);
        if (!taken) {
            on_failure_(taken.error());
            return;
        }
        const bool is_report_due = receiver_.take_report();
        const std::lock_guard lock{mutex_};
        status_ = receiver_.status();
        is_report_due_ = is_report_due_ || is_report_due;
    }
}

}  // namespace saldo::agent
