#include "common/mqtt/undertaker.hpp"

#include <utility>

namespace saldo::mqtt {
namespace {

constexpr std::chrono::milliseconds rest{250};  // callbacks that only post have long returned

}  // namespace

Undertaker& Undertaker::instance() {
    static Undertaker undertaker;
    return undertaker;
}

Undertaker::Undertaker() : thread_{[this] { run(); }} {}

Undertaker::~Undertaker() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Undertaker::bury(std::shared_ptr<void> client) {
    {
        const std::lock_guard lock{mutex_};
        graves_.push_back({std::chrono::steady_clock::now() + rest, std::move(client)});
    }
    wake_.notify_all();
}

void Undertaker::run() {
    std::unique_lock lock{mutex_};
    while (true) {
        if (graves_.empty()) {
            if (is_stopping_) return;
            wake_.wait(lock);
            continue;
        }
        const auto due = graves_.front().due;
        if (std::chrono::steady_clock::now() < due) {
            wake_.wait_until(lock, due);
            continue;
        }
        Grave grave = std::move(graves_.front());
        graves_.pop_front();
        lock.unlock();
        grave.client.reset();
        lock.lock();
    }
}

}  // namespace saldo::mqtt
