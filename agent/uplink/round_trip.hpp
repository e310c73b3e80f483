#pragma once

#include <cstdint>
#include <optional>

#include "common/base/time.hpp"
#include "common/sync/clock_estimate.hpp"
#include "common/sync/protocol.hpp"

namespace saldo::agent {

/// Which receipt answers what we sent, and when: what tells the hub's time, give or take half of
/// the way there and back.
///
/// Counted is only what surely came before the receipt was written: the first HELLO of a session,
/// and a batch with a record that was never sent before. A receipt that is retained, repeated or
/// late answers neither.
class RoundTrip {
public:
    /// Records before `next` may have been sent by an earlier run of this program.
    explicit RoundTrip(std::uint64_t next) : fresh_from_{next} {}

    void hello(std::uint64_t session, SteadyTime now);
    /// Records before `next` have gone out.
    void batch(std::uint64_t next, SteadyTime now);
    /// The connection ended: what was sent over it may be answered over another.
    void lost();
    /// The journal goes on in a new epoch, of which nothing was sent.
    void epoch_opened();
    /// A receipt of the journal's epoch whose hash is ours. Gives: the sample, if it answers.
    std::optional<sync::ClockSample> receipt(const sync::Receipt& receipt, SteadyTime now);

private:
    struct Sent {
        std::uint64_t next;
        SteadyTime at;
    };
    std::uint64_t session_ = 0;
    std::optional<SteadyTime> hello_at_;  // not answered yet
    std::optional<Sent> batch_;           // not answered yet; one at a time
    std::uint64_t fresh_from_;
};

}  // namespace saldo::agent
