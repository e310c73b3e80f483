#include "common/sync/fork_search.hpp"

#include <algorithm>

namespace saldo::sync {

std::vector<std::uint64_t> ForkSearch::marks() const {
    const std::uint64_t span = high_ - low_;
    const std::uint64_t count = std::min<std::uint64_t>(span, Trail::marks_max);
    std::vector<std::uint64_t> places;
    for (std::uint64_t i = 1; i <= count; ++i) {
        // span * i would overflow only past 2^59 records.
        places.push_back(low_ + (span * i) / count);
    }
    return places;
}

void ForkSearch::answer(std::uint64_t common, std::span<const std::uint64_t> asked) {
    if (asked.empty()) {  // nothing that we could compare: look before the first of them
        high_ = marks().front() - 1;
        return;
    }
    if (common == 0) {
        high_ = asked.front() - 1;
        return;
    }
    const auto found = std::ranges::find(asked, common);
    if (found == asked.end()) return;
    low_ = common;
    if (std::next(found) != asked.end()) high_ = *std::next(found) - 1;
}

}  // namespace saldo::sync
