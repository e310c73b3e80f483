#include "common/sync/refill.hpp"

namespace saldo::sync {

bool is_sound(const RefillRequest& request) {
    return request.count > 0 && request.count <= refill_records_max &&
           request.first <= UINT64_MAX - request.count;
}

std::vector<SequenceRun> runs_of(std::span<const std::uint64_t> sequences,
                                 std::uint32_t count_max) {
    std::vector<SequenceRun> runs;
    for (const std::uint64_t sequence : sequences) {
        const bool goes_on = !runs.empty() && runs.back().count < count_max &&
                             runs.back().first + runs.back().count == sequence;
        if (goes_on) {
            runs.back().count += 1;
        } else {
            runs.push_back({.first = sequence, .count = 1});
        }
    }
    return runs;
}

bool RateLimit::allows(SteadyTime now) {
    while (!taken_.empty() && taken_.front().plus_ms(window_ms_) <= now) taken_.pop_front();
    if (taken_.size() >= count_max_) return false;
    taken_.push_back(now);
    return true;
}

}  // namespace saldo::sync
