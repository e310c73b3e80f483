#include "agent/uplink/batch_thread.hpp"

#include <chrono>

#include <boost/asio/post.hpp>

#include "common/config/clock.hpp"

namespace saldo::agent {
namespace {

/// After a batch of a catch-up the thread rests for so many times what the batch took: a backlog
/// of weeks takes a quarter of one core, not all that there is, and the dock feels nothing of it.
constexpr std::int64_t rests = 3;

}  // namespace

BatchThread::BatchThread(boost::asio::io_context& io, const RecordSource& source, std::string agent,
                         SigningKey key)
    : io_{io}, source_{source}, agent_{std::move(agent)}, key_{std::move(key)}, thread_{[this] {
          run();
      }} {}

BatchThread::~BatchThread() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void BatchThread::make(const sync::SendRange& range, BatchDone done) {
    {
        const std::lock_guard lock{mutex_};
        order_.emplace(range, std::move(done));
    }
    wake_.notify_one();
}

void BatchThread::run() {
    for (;;) {
        std::unique_lock lock{mutex_};
        wake_.wait(lock, [this] { return is_stopping_ || order_; });
        if (is_stopping_) return;
        auto [range, done] = *std::exchange(order_, std::nullopt);
        lock.unlock();
        const SteadyTime began = now_steady();
        auto batch = make_batch(source_, agent_, key_, range);
        const std::int64_t took_ns = now_steady().ns - began.ns;
        boost::asio::post(io_, [done = std::move(done), batch = std::move(batch)]() mutable {
            done(std::move(batch));
        });
        if (!range.pack) continue;
        lock.lock();
        wake_.wait_for(lock, std::chrono::nanoseconds{rests * took_ns},
                       [this] { return is_stopping_; });
    }
}

}  // namespace saldo::agent
