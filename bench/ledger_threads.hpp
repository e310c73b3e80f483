#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace saldo::bench {

/// Runs the jobs of a ledger::ForEach on the calling thread and one more.
class TwoThreads {
public:
    TwoThreads() : helper_{[this] { help(); }} {}
    ~TwoThreads() {
        {
            const std::scoped_lock lock{mutex_};
            is_over_ = true;
        }
        wake_.notify_one();
        helper_.join();
    }
    TwoThreads(const TwoThreads&) = delete;
    TwoThreads& operator=(const TwoThreads&) = delete;

    void operator()(std::size_t count, const std::function<void(std::size_t)>& job) {
        if (count < 2) {
            for (std::size_t i = 0; i < count; ++i) job(i);
            return;
        }
        {
            const std::scoped_lock lock{mutex_};
            job_ = &job;
            count_ = count;
            next_ = 0;
            is_helping_ = true;
        }
        wake_.notify_one();
        work();
        std::unique_lock lock{mutex_};
        done_.wait(lock, [this] { return !is_helping_; });
    }

private:
    void work() {
        for (std::size_t i = next_++; i < count_; i = next_++) (*job_)(i);
    }
    void help() {
        std::unique_lock lock{mutex_};
        for (;;) {
            wake_.wait(lock, [this] { return is_helping_ || is_over_; });
            if (is_over_) return;
            lock.unlock();
            work();
            lock.lock();
            is_helping_ = false;
            done_.notify_one();
        }
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable done_;
    const std::function<void(std::size_t)>* job_ = nullptr;
    std::size_t count_ = 0;
    std::atomic<std::size_t> next_ = 0;
    bool is_helping_ = false;
    bool is_over_ = false;
    std::thread helper_;
};

}  // namespace saldo::bench
