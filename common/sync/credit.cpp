#include "common/sync/credit.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"

namespace saldo::sync {

std::uint16_t Credit::room_for_first() const {
    const std::uint32_t room = limits_.windows_sum_max - sum_;
    const bool is_ample = sum_ < limits_.windows_sum_max / 2;
    const std::uint32_t wanted = is_ample ? limits_.window_first : 1;
    return static_cast<std::uint16_t>(std::min(room, wanted));
}

void Credit::wait(std::string_view agent) {
    turns_.emplace(agent, next_turn_);
    queue_.emplace(next_turn_++, agent);
}

void Credit::set(Grant& grant, std::uint16_t window) {
    sum_ = sum_ - grant.window + window;
    grant.window = window;
    SALDO_CHECK(sum_ <= limits_.windows_sum_max);
}

std::uint16_t Credit::welcome(std::string_view agent, SteadyTime now) {
    if (turns_.contains(agent)) return 0;  // it keeps its turn
    release(agent);
    const std::uint16_t window = queue_.empty() ? room_for_first() : std::uint16_t{0};
    if (window == 0) {
        wait(agent);
    } else {
        set(grants_[std::string{agent}], window);
        grants_.find(agent)->second.heard = now;
    }
    return window;
}

std::uint16_t Credit::clean_round(std::string_view agent, SteadyTime now) {
    const auto found = grants_.find(agent);
    if (found == grants_.end()) return 0;
    Grant& grant = found->second;
    grant.heard = now;
    if (queue_.empty()) {
        const bool may_grow =
            grant.window < limits_.window_max && sum_ < limits_.windows_sum_max / 2;
        if (may_grow) set(grant, static_cast<std::uint16_t>(grant.window + 1));
        return grant.window;
    }
    if (grant.window > 1) {
        set(grant, grant.window / 2);
        return grant.window;
    }
    release(agent);
    wait(agent);
    return 0;
}

std::uint16_t Credit::halved(std::string_view agent) {
    const auto grant = grants_.find(agent);
    if (grant == grants_.end()) return 0;
    set(grant->second, std::max<std::uint16_t>(1, grant->second.window / 2));
    return grant->second.window;
}

std::uint16_t Credit::window_of(std::string_view agent) const {
    const auto grant = grants_.find(agent);
    return grant == grants_.end() ? std::uint16_t{0} : grant->second.window;
}

void Credit::release(std::string_view agent) {
    if (const auto turn = turns_.find(agent); turn != turns_.end()) {
        queue_.erase(turn->second);
        turns_.erase(turn);
    }
    const auto grant = grants_.find(agent);
    if (grant == grants_.end()) return;
    set(grant->second, 0);
    grants_.erase(grant);
}

std::vector<std::string> Credit::reclaim(SteadyTime since) {
    std::vector<std::string> told;
    const auto is_short = [this] { return queue_.size() > limits_.windows_sum_max - sum_; };
    for (auto& [agent, grant] : grants_) {
        if (!is_short()) return told;
        if (grant.window < 2) continue;
        set(grant, 1);
        told.push_back(agent);
    }
    for (auto grant = grants_.begin(); grant != grants_.end() && is_short();) {
        const bool is_silent = grant->second.heard < since;
        const std::string agent = (grant++)->first;
        if (!is_silent) continue;
        release(agent);
        told.push_back(agent);
    }
    return told;
}

std::vector<std::string> Credit::serve(SteadyTime now) {
    std::vector<std::string> served;
    while (!queue_.empty()) {
        const std::uint16_t window = room_for_first();
        if (window == 0) break;
        std::string agent = queue_.begin()->second;
        release(agent);
        Grant& grant = grants_[agent];
        set(grant, window);
        grant.heard = now;
        served.push_back(std::move(agent));
    }
    return served;
}

}  // namespace saldo::sync
