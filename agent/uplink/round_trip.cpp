#include "agent/uplink/round_trip.hpp"

#include <algorithm>

namespace saldo::agent {

void RoundTrip::hello(std::uint64_t session, SteadyTime now) {
    if (session == session_) return;  // asked again: the first may be the one that is answered
    session_ = session;
    hello_at_ = now;
}

void RoundTrip::batch(std::uint64_t next, SteadyTime now) {
    if (next <= fresh_from_) return;
    fresh_from_ = next;
    if (!batch_) batch_ = Sent{.next = next, .at = now};
}

void RoundTrip::lost() {
    hello_at_.reset();
    batch_.reset();
}

void RoundTrip::epoch_opened() {
    batch_.reset();
    fresh_from_ = 0;
}

std::optional<sync::ClockSample> RoundTrip::receipt(const sync::Receipt& receipt, SteadyTime now) {
    std::optional<SteadyTime> sent;
    if (hello_at_ && receipt.session == session_) {
        sent = hello_at_;
        hello_at_.reset();
    }
    if (batch_ && batch_->next <= receipt.held.next) {
        sent = sent ? std::max(*sent, batch_->at) : batch_->at;
        batch_.reset();
    }
    if (!sent) return std::nullopt;
    return sync::ClockSample{.sent = *sent, .received = now, .hub = receipt.hub_time};
}

}  // namespace saldo::agent
