#include "common/sync/credit.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"

namespace saldo::sync {

std::uint16_t Credit::welcome(std::string_view agent, SteadyTime now) {
    if (std::ranges::find(queue_, agent) != queue_.end()) return 0;  // it keeps its turn
    release(agent);
    if (queue_.empty() && sum_ + limits_.window_first <= limits_.windows_sum_max) {
        grants_[std::string{agent}] = {.window = limits_.window_first, .heard = now};
        sum_ += limits_.window_first;
        return limits_.window_first;
    }
    queue_.emplace_back(agent);
    return 0;
}

std::uint16_t Credit::clean_round(std::string_view agent, SteadyTime now) {
    const auto grant = grants_.find(agent);
    if (grant == grants_.end()) return 0;
    grant->second.heard = now;
    const bool has_room = queue_.empty() && sum_ < limits_.windows_sum_max;
    if (has_room && grant->second.window < limits_.window_max) {
        ++grant->second.window;
        ++sum_;
    }
    return grant->second.window;
}

std::uint16_t Credit::halved(std::string_view agent) {
    const auto grant = grants_.find(agent);
    if (grant == grants_.end()) return 0;
    const auto half = std::max<std::uint16_t>(1, grant->second.window / 2);
    sum_ -= grant->second.window - half;
    grant->second.window = half;
    return half;
}

std::uint16_t Credit::window_of(std::string_view agent) const {
    const auto grant = grants_.find(agent);
    return grant == grants_.end() ? std::uint16_t{0} : grant->second.window;
}

void Credit::release(std::string_view agent) {
    std::erase(queue_, agent);
    const auto grant = grants_.find(agent);
    if (grant == grants_.end()) return;
    SALDO_CHECK(sum_ >= grant->second.window);
    sum_ -= grant->second.window;
    grants_.erase(grant);
}

std::vector<std::string> Credit::reclaim(SteadyTime since) {
    std::vector<std::string> taken;
    const std::size_t wanted = queue_.size();
    for (const auto& [agent, grant] : grants_) {
        if (taken.size() == wanted) break;
        if (grant.heard < since) taken.push_back(agent);
    }
    for (const std::string& agent : taken) release(agent);
    return taken;
}

std::vector<std::string> Credit::serve(SteadyTime now) {
    std::vector<std::string> served;
    while (!queue_.empty() && sum_ + limits_.window_first <= limits_.windows_sum_max) {
        std::string agent = std::move(queue_.front());
        queue_.pop_front();
        sum_ += limits_.window_first;
        grants_[agent] = {.window = limits_.window_first, .heard = now};
        served.push_back(std::move(agent));
    }
    return served;
}

}  // namespace saldo::sync
