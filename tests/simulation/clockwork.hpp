#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace saldo::sim {

constexpr std::int64_t ms_ns = 1'000'000;
constexpr std::int64_t second_ns = 1'000 * ms_ns;
constexpr std::int64_t minute_ns = 60 * second_ns;

/// Virtual time: what is due next happens next, and nothing waits. Equal times in the order in
/// which they were asked for.
class Clockwork {
public:
    std::int64_t now_ns() const { return now_ns_; }
    std::uint64_t steps() const { return steps_; }

    void at(std::int64_t time_ns, std::function<void()> act) {
        queue_.push({std::max(time_ns, now_ns_), order_++, std::move(act)});
    }
    void in_ms(std::int64_t ms, std::function<void()> act) {
        at(now_ns_ + ms * ms_ns, std::move(act));
    }
    /// Runs what is due before `end_ns`, then stands there. Ends early when `done` says so.
    void run_until(std::int64_t end_ns, const std::function<bool()>& done) {
        while (!queue_.empty() && queue_.top().time_ns <= end_ns && !done()) {
            now_ns_ = queue_.top().time_ns;
            const std::function<void()> act = std::move(const_cast<Due&>(queue_.top()).act);
            queue_.pop();
            ++steps_;
            act();
        }
        if (!done()) now_ns_ = std::max(now_ns_, end_ns);
    }

private:
    struct Due {
        std::int64_t time_ns;
        std::uint64_t order;
        std::function<void()> act;
        bool operator<(const Due& other) const {
            return std::pair{other.time_ns, other.order} < std::pair{time_ns, order};
        }
    };
    std::priority_queue<Due> queue_;
    std::int64_t now_ns_ = 0;
    std::uint64_t order_ = 0;
    std::uint64_t steps_ = 0;
};

}  // namespace saldo::sim
