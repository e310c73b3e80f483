#include "agent/dock/reply_queue.hpp"

#include <utility>

#include "common/base/check.hpp"

namespace saldo::agent {

ReplyQueue::Ticket ReplyQueue::open() {
    slots_.emplace_back();
    return first_ + slots_.size() - 1;
}

void ReplyQueue::fill(Ticket ticket, std::string reply) {
    SALDO_CHECK(ticket >= first_ && ticket - first_ < slots_.size());
    std::optional<std::string>& slot = slots_[ticket - first_];
    SALDO_CHECK(!slot.has_value());
    slot = std::move(reply);
}

std::string ReplyQueue::take_ready() {
    std::string ready;
    while (!slots_.empty() && slots_.front()) {
        ready += *slots_.front();
        slots_.pop_front();
        ++first_;
    }
    return ready;
}

}  // namespace saldo::agent
