#include "hub/access/attempts.hpp"

#include <algorithm>

namespace saldo::hub {

double Attempts::level_of(const Bucket& bucket, UtcTime now) const {
    const auto passed = static_cast<double>(std::max<std::int64_t>(0, now.ms - bucket.at.ms));
    return std::max(0.0, bucket.level - passed / static_cast<double>(limits_.one_less_each_ms));
}

bool Attempts::may_try(std::string_view address, UtcTime now) {
    const auto found = buckets_.find(address);
    return found == buckets_.end() || level_of(found->second, now) + 1 <= limits_.failures_max;
}

void Attempts::failed(std::string_view address, UtcTime now) {
    const auto found = buckets_.find(address);
    if (found != buckets_.end()) {
        found->second = {level_of(found->second, now) + 1, now};
        return;
    }
    if (buckets_.size() >= limits_.addresses_max) {
        buckets_.erase(std::ranges::min_element(
            buckets_, {}, [&](const auto& entry) { return level_of(entry.second, now); }));
    }
    buckets_.emplace(address, Bucket{1, now});
}

}  // namespace saldo::hub
