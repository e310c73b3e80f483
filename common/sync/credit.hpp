#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.hpp"
#include "common/sync/limits.hpp"

namespace saldo::sync {

/// Hands out windows so that their sum never passes windows_sum_max: beyond it the broker would
/// drop in silence (sync.md section 7).
///
/// The first half of the room lets windows grow; the second half is kept for those who have none
/// yet. Agents that find no room wait their turn, in order, and those who have room give way to
/// them: more than one batch is taken back first, then, after each batch, the turn itself. So none
/// starves, however busy the others are.
class Credit {
public:
    explicit Credit(Limits limits) : limits_{limits} {}

    /// An agent said hello: up to window_first when there is room, else 0 and a place in the queue.
    [[nodiscard]] std::uint16_t welcome(std::string_view agent, SteadyTime now);
    /// A receipt for a batch that was taken: one more, up to window_max, while there is room; half
    /// while somebody waits, and 0 with a new place in the queue for the last one.
    [[nodiscard]] std::uint16_t clean_round(std::string_view agent, SteadyTime now);
    /// The hub could not keep up: half, at least 1 for those who have some.
    [[nodiscard]] std::uint16_t halved(std::string_view agent);
    std::uint16_t window_of(std::string_view agent) const;
    /// The agent is gone: its window goes back.
    void release(std::string_view agent);

    /// Makes room for those who wait, if there is too little: all but one batch of whoever has
    /// more, then the whole of agents silent since before `since`.
    /// Gives: whose window shrank; each must be told by a receipt.
    [[nodiscard]] std::vector<std::string> reclaim(SteadyTime since);
    /// Serves those who wait, in order, while there is room. Gives: who got a window now.
    [[nodiscard]] std::vector<std::string> serve(SteadyTime now);

    std::uint32_t sum() const { return sum_; }
    std::size_t waiting() const { return turns_.size(); }

private:
    struct Grant {
        std::uint16_t window = 0;
        SteadyTime heard;
    };
    std::uint16_t room_for_first() const;
    void wait(std::string_view agent);
    void set(Grant& grant, std::uint16_t window);

    Limits limits_;
    std::map<std::string, Grant, std::less<>> grants_;
    std::map<std::string, std::uint64_t, std::less<>> turns_;  // of those who wait
    std::map<std::uint64_t, std::string> queue_;               // the same, by turn
    std::uint64_t next_turn_ = 0;
    std::uint32_t sum_ = 0;
};

}  // namespace saldo::sync
