#pragma once

#include <optional>
#include <vector>

#include "common/sync/outbox.hpp"
#include "tests/support/catch.hpp"

namespace saldo::sync {

inline constexpr std::uint64_t session = 42;

/// An agent with a journal of made-up hashes, driven by hand.
class Agent {
public:
    explicit Agent(std::uint64_t recorded = 0, std::uint64_t held = 0, Limits limits = {})
        : outbox{limits, epoch, recorded, held, 1} {}

    std::vector<Action> give(const Input& input, std::int64_t after_ms = 0) {
        now = now.plus_ms(after_ms);
        last = outbox.step(input, now);
        return last;
    }
    std::vector<Action> record(std::uint64_t next) { return give(Recorded{next}); }
    /// Ticks when the outbox asked to be ticked.
    std::vector<Action> wait() {
        const auto deadline = outbox.deadline();
        REQUIRE(deadline);
        if (*deadline > now) now = *deadline;
        return give(Tick{});
    }
    static Digest hash(std::uint64_t next) {
        Digest digest{};
        digest[0] = static_cast<std::byte>(next & 0xFF);
        digest[1] = static_cast<std::byte>(next >> 8);
        return digest;
    }
    Receipt receipt(std::uint64_t held, Verdict verdict = Verdict::accepted,
                    std::uint16_t window = 2) const {
        return {.hub = "hub",
                .incarnation = outbox.incarnation(),
                .agent = "a",
                .held = {.epoch = epoch, .next = held, .hash = hash(held)},
                .verdict = verdict,
                .window = window,
                .session = session};
    }
    std::vector<Action> receive(const Receipt& r, std::int64_t after_ms = 0) {
        std::optional<Digest> own;
        if (r.held.next <= outbox.recorded()) own = hash(r.held.next);
        return give(Received{r, own}, after_ms);
    }
    /// Connected and welcomed: streaming, with a window.
    void stream_from(std::uint64_t held, std::uint16_t window = 2) {
        give(Connected{session});
        give(HubSeen{{.hub = "hub", .incarnation = 1, .run = 5, .online = true}});
        receive(receipt(held, Verdict::accepted, window));
        REQUIRE(outbox.state() == Outbox::State::streaming);
    }

    static constexpr Epoch epoch{.ordinal = 1, .nonce = 9};
    Outbox outbox;
    SteadyTime now{1'000'000'000};
    std::vector<Action> last;
};

template <class T>
std::vector<T> only(const std::vector<Action>& actions) {
    std::vector<T> out;
    for (const Action& action : actions) {
        if (const T* one = std::get_if<T>(&action)) out.push_back(*one);
    }
    return out;
}

}  // namespace saldo::sync
