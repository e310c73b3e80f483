#pragma once

#include <functional>
#include <string>

#include "agent/journal/lmdb_journal.hpp"
#include "agent/journal/scrubber.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/refill.hpp"

namespace saldo::agent {

/// The agent's part of refilling damaged storage: asks the hub for records that are damaged here,
/// hands its answers to the scrubber, and makes batches again that are damaged at the hub.
///
/// Owns:  on the uplink's thread. Nothing here waits for a write.
class RefillDesk {
public:
    struct Identity {
        std::string agent;
        PublicKey hub_key{};
    };
    /// Puts a signed frame on the refill topic; may be lost.
    using Publish = std::function<void(ByteView frame)>;

    RefillDesk(Identity identity, SigningKey key, const LmdbJournal& journal, Scrubber& scrubber,
               Publish publish);

    /// Asks for what is damaged, every `ask_ms`, or sooner when something changed. Call it each
    /// second or so while the link is up.
    void ask(SteadyTime now);
    static constexpr std::int64_t ask_ms = 30'000;
    /// What came on the topic `dn/refill`.
    void on_message(ByteView payload, SteadyTime now);

private:
    void answer(ByteView payload, SteadyTime now);

    Identity identity_;
    SigningKey key_;
    const LmdbJournal& journal_;
    Scrubber& scrubber_;
    Publish publish_;
    sync::RateLimit answers_;
    std::optional<SteadyTime> asked_;
    std::uint64_t refilled_ = 0;  // when it asked
    std::uint64_t damaged_ = 0;   // when it asked
};

}  // namespace saldo::agent
