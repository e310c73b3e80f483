#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/time.hpp"
#include "common/sync/halt.hpp"
#include "common/sync/limits.hpp"
#include "common/sync/protocol.hpp"

namespace saldo::sync {

// Inputs. All of them are facts that the shell observed; none of them is a request.

/// The link is up. `session` is a random value for the HELLO.
struct Connected {
    std::uint64_t session = 0;
};
struct Disconnected {};
/// The journal now holds records before `next`.
struct Recorded {
    std::uint64_t next = 0;
};
/// What became of the last SendRange: records before `next` went out. next == from: the link or the
/// journal had nothing to give.
struct Sent {
    std::uint64_t next = 0;
};
/// A receipt whose signature holds and that is for this agent. `own_hash` is the chain hash of our
/// journal at receipt.held.next in the current epoch; none when we do not have that place.
struct Received {
    Receipt receipt;
    std::optional<Digest> own_hash;
};
/// The hub said how it is (retained topic).
struct HubSeen {
    HubState state;
};
/// The journal goes on in this epoch, which holds `next` records: the answer to OpenEpoch.
struct EpochOpened {
    Epoch epoch;
    std::uint64_t next = 0;
    std::uint64_t session = 0;
};
/// There is something to be asked of the hub: say HELLO again, under a new session.
struct Ask {
    std::uint64_t session = 0;
};
struct Tick {};
using Input = std::variant<Connected, Disconnected, Recorded, Sent, Received, HubSeen, EpochOpened,
                           Ask, Tick>;

// Actions. The caller carries them out in order, before the next input.

struct SendHello {
    std::uint64_t session = 0;
};
/// Read records from `from`, at most so many and so large, send them as one batch, answer with
/// Sent.
struct SendRange {
    std::uint64_t from = 0;
    std::size_t records_max = 0;
    std::size_t bytes_max = 0;  ///< unpacked; the first record goes whatever its size
    bool pack = false;
};
/// The hub holds more than before: write this receipt beside the journal.
struct Hold {
    Receipt receipt;
};
/// The hub holds what our epoch does not: go on in a new one with an ordinal past `after`, and
/// answer with EpochOpened. Nothing is sent until then.
struct OpenEpoch {
    enum class Why : std::uint8_t {
        hub_ahead,   ///< it holds more than we do, or other records
        range_lost,  ///< it lacks records that we keep no more
    };
    Why why = Why::hub_ahead;
    std::uint32_t after = 0;
};
/// Nothing comes back over this link: throw the client away and connect again.
struct DropLink {
    std::string why;
};
/// A person must look: sending has stopped, capturing goes on.
struct Alarm {
    Halt why = Halt::none;
};
using Action = std::variant<SendHello, SendRange, Hold, OpenEpoch, DropLink, Alarm>;

/// The agent's half of sync: decides what to send and when. Does no IO, reads no clock, holds no
/// record.
///
///   disconnected ──Connected──▶ greeting ──receipt of this session──▶ streaming
///        ▲                         │ ▲                                   │
///        │                         ▼ │ slow HELLO                        │ fork, fenced, other
///        hash │                        halted ◀───────────────────────────────┘ └────────────
///        Disconnected (from anywhere) ─────────────
///
/// Invariant: held <= sent <= recorded, as counts of records of the epoch (checked on each step).
/// A record is forgotten by nobody here; it is sent again until a signed receipt covers it, so loss
/// is impossible and repeats are not: the hub's Inbox drops repeats by sequence and hash.
class Outbox {
public:
    /// Needs: held.next <= recorded. `held` and `incarnation` are those of the newest receipt.
    Outbox(Limits limits, Epoch epoch, std::uint64_t recorded, std::uint64_t held,
           std::uint64_t incarnation);

    [[nodiscard]] std::vector<Action> step(const Input& input, SteadyTime now);
    /// When to feed a Tick if nothing else comes first.
    [[nodiscard]] std::optional<SteadyTime> deadline() const;

    enum class State : std::uint8_t { disconnected, greeting, streaming, halted };
    State state() const { return state_; }
    std::uint64_t held() const { return held_; }
    std::uint64_t sent() const { return sent_; }
    std::uint64_t recorded() const { return recorded_; }
    std::uint64_t incarnation() const { return incarnation_; }
    /// Batches that may be on their way now: the hub's grant, our own caution, the hub's credit.
    std::size_t window() const;
    std::size_t in_flight() const { return flights_.size(); }
    Halt alarm() const { return alarm_; }
    std::uint64_t resends() const { return resends_; }

private:
    struct Flight {
        std::uint64_t next;
        SteadyTime sent_at;
        bool is_resend;
    };
    using Actions = std::vector<Action>;

    void on(const Connected& up, SteadyTime now, Actions& out);
    void on(const Disconnected& down, SteadyTime now, Actions& out);
    void on(const Recorded& recorded, SteadyTime now, Actions& out);
    void on(const Sent& sent, SteadyTime now, Actions& out);
    void on(const Received& received, SteadyTime now, Actions& out);
    void on(const HubSeen& seen, SteadyTime now, Actions& out);
    void on(const EpochOpened& opened, SteadyTime now, Actions& out);
    void on(const Ask& ask, SteadyTime now, Actions& out);
    void on(const Tick& tick, SteadyTime now, Actions& out);

    void greet(SteadyTime now, Actions& out);
    void halt(Halt why, SteadyTime now, Actions& out);
    void on_stopped(const Receipt& receipt, SteadyTime now, Actions& out);
    void open_epoch(OpenEpoch::Why why, std::uint32_t after, Actions& out);
    void advance_held(const Receipt& receipt, SteadyTime now, Actions& out);
    void rewind(SteadyTime now);
    void note_progress(SteadyTime now);
    void on_timeout(SteadyTime now, Actions& out);
    /// A HELLO, or the end of a link that answered none of the last `unanswered_max`.
    void ask_again(std::uint32_t unanswered_max, Actions& out);
    void give_up(Actions& out);
    void send_if_due(SteadyTime now, Actions& out);
    bool catching_up() const { return recorded_ - sent_ > limits_.online_records_max; }
    /// Nothing is owed to us: what we hear is the hub's word that it is there, each minute.
    bool is_idle() const { return state_ == State::streaming && !progress_by_; }
    SteadyTime silent_until() const { return heard_at_.plus_ms(limits_.silence_ms_max); }
    void arm(SteadyTime now) { progress_by_ = now.plus_ms(timeout_ms_); }

    Limits limits_;
    Epoch epoch_;
    State state_ = State::disconnected;
    std::uint64_t recorded_;
    std::uint64_t sent_;
    std::uint64_t held_;
    std::uint64_t incarnation_;
    std::uint64_t session_ = 0;
    std::uint64_t hub_run_ = 0;
    bool hub_is_online_ = true;  // until it says otherwise

    std::uint16_t granted_ = 0;   // the hub's grant
    std::uint16_t cautious_ = 0;  // our own: grows by clean rounds, halved by time-outs
    std::uint16_t credit_permille_ = 1000;
    std::deque<Flight> flights_;
    bool is_reading_ = false;  // a SendRange waits for its Sent
    std::uint64_t resent_until_ = 0;
    std::optional<std::uint64_t> gap_handled_;
    std::optional<SteadyTime> linger_until_;
    std::optional<SteadyTime> progress_by_;
    SteadyTime heard_at_;  // anything of the hub that counts
    std::int64_t timeout_ms_;
    std::int64_t round_trip_ms_ = 0;
    std::uint32_t timeouts_in_a_row_ = 0;
    std::uint32_t hellos_unanswered_ = 0;
    std::uint64_t round_ends_ = 0;  // a clean round: held reaches what was sent when it began
    std::uint64_t resends_ = 0;
    bool is_opening_ = false;  // an OpenEpoch waits for its EpochOpened
    Halt alarm_ = Halt::none;
};

}  // namespace saldo::sync
