#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace saldo::mqtt {

/// Destroys dead clients on a thread of its own, a moment after they were given up.
///
/// Paho may still be inside a callback of the client when we learn of its loss, and its destructor
/// takes a lock that a name look-up without a network holds for many seconds. Neither may touch the
/// thread that answers scanners.
class Undertaker {
public:
    static Undertaker& instance();
    void bury(std::shared_ptr<void> client);
    ~Undertaker();

private:
    Undertaker();
    void run();

    struct Grave {
        std::chrono::steady_clock::time_point due;
        std::shared_ptr<void> client;
    };
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Grave> graves_;  // guarded by mutex_
    bool is_stopping_ = false;  // guarded by mutex_
    std::thread thread_;        // last: it uses all of the above
};

}  // namespace saldo::mqtt
