#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"
#include "common/sync/catalog.hpp"
#include "common/sync/record.hpp"

// What agent and hub say to each other, as values. Their bytes are in common/wire/messages.hpp and
// docs/protocol.md.

namespace saldo::sync {

/// A place in a journal: `next` records of `epoch` lie before it, and `hash` is the chain's there.
///
/// Half open on purpose: next == 0 is "nothing yet" and needs no special case; the newest record
/// has sequence next - 1. The hash of an empty epoch is 32 zero bytes.
struct Place {
    Epoch epoch;
    std::uint64_t next = 0;
    Digest hash{};
    friend bool operator==(const Place&, const Place&) = default;
};

/// The hub's word on what an agent sent. Numbers are frozen: they are signed into receipts.
enum class Verdict : std::uint8_t {
    accepted = 1,
    duplicate = 2,    ///< held already, byte for byte
    gap = 3,          ///< resend from `held.next`
    fork = 4,         ///< other content under a sequence that the hub holds: quarantined
    fenced = 5,       ///< an older epoch than the current one: quarantined
    quarantined = 6,  ///< the agent or its new epoch waits for a person
    busy = 7,         ///< nothing wrong; come back slower
};
constexpr std::uint8_t verdict_last = 7;
std::string_view to_string(Verdict verdict);
/// Fork, fenced, quarantined: nothing more of this stream is taken until a person decided.
bool stops_the_stream(Verdict verdict);

/// Chain hashes along one of the agent's earlier epochs: "up to where do you hold the same?"
struct Trail {
    static constexpr std::size_t marks_max = 32;
    struct Mark {
        std::uint64_t next = 0;
        Digest hash{};
        friend bool operator==(const Mark&, const Mark&) = default;
    };
    Epoch epoch;
    std::vector<Mark> marks;  ///< ascending; none: nothing is asked
    friend bool operator==(const Trail&, const Trail&) = default;
};

/// The answer to a Trail: the last of its marks at which the hub's hash is the same; 0 for none.
struct Common {
    std::uint32_t ordinal = 0;
    std::uint64_t next = 0;
    friend bool operator==(const Common&, const Common&) = default;
};

/// Agent → hub, first on each connection.
struct Hello {
    Place head;                 ///< what the agent has recorded
    std::uint64_t tail = 0;     ///< first sequence that it still keeps
    std::uint64_t session = 0;  ///< random for each HELLO; the answer repeats it
    std::string program;        ///< "saldo-agent 0.1.0"
    std::string token;          ///< fresh enrolment token that grants a new epoch; or empty
    /// The newest receipt that the agent holds, as the hub signed it; or empty. A hub that was
    /// restored from a backup learns from it how far it went back.
    std::string receipt;
    Trail trail;
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// Hub → agent, signed: the only acknowledgement there is. Given after the hub's own commit.
struct Receipt {
    std::string hub;
    std::uint64_t incarnation =
        0;  ///< grows by one whenever the hub lost something it had receipted
    std::string agent;
    Place held;  ///< cumulative: everything before held.next is durable at the hub
    Verdict verdict = Verdict::accepted;
    std::uint16_t window = 0;   ///< batches that may be on their way without a receipt; 0 = wait
    std::uint64_t session = 0;  ///< of the newest HELLO that the hub saw from this agent, or 0
    UtcTime hub_time;
    std::uint64_t backed_up = 0;  ///< records of the epoch that two verified backups cover
    std::uint64_t log_size = 0;   ///< checkpoint of the hub's log: entries, and their root
    Digest log_root{};
    std::optional<Common> common;  ///< when the HELLO of this session asked for it
    /// The newest checkpoint of the tree of the agent's company, a signed note (docs/proof.md); or
    /// empty.
    std::string checkpoint = {};
    friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// Agent → hub, retained; the same with online = false is the agent's will.
struct Status {
    bool online = false;
    UtcTime at;
    Place head;
    std::uint64_t held = 0;  ///< records that the hub is known to hold
    std::uint64_t disk_free_bytes = 0;
    ClockQuality clock_quality = ClockQuality::unknown;
    std::int32_t clock_offset_ms = 0;  ///< device less hub, where the uncertainty is told
    std::string program;
    std::string alarm;                                  ///< why the agent does not send, or empty
    std::optional<std::uint32_t> clock_uncertainty_ms;  ///< nothing: the offset is not known
    /// The catalog of the hub that the agent works with; nothing from a program that takes none.
    std::optional<CatalogPlace> catalog = {};
    friend bool operator==(const Status&, const Status&) = default;
};

/// Hub → agent: the body of a witness's `add-checkpoint` (c2sp.org/tlog-witness).
struct WitnessRequest {
    static constexpr std::size_t text_bytes_max = 8192;
    UtcTime at;  ///< the hub's clock: one that comes late is known by it
    std::string text;
    friend bool operator==(const WitnessRequest&, const WitnessRequest&) = default;
};

/// Agent → hub: what the witness answers, as over HTTP.
struct WitnessAnswer {
    static constexpr std::size_t text_bytes_max = 1024;
    std::uint16_t status = 0;  ///< 200 with a cosignature line, 409 with the size it holds …
    std::string text;
    friend bool operator==(const WitnessAnswer&, const WitnessAnswer&) = default;
};

/// Hub → all agents, retained; with online = false it is the hub's will.
struct HubState {
    std::string hub;
    std::uint64_t incarnation = 0;
    std::uint64_t run = 0;  ///< random for each start of the hub: a new one asks for HELLO
    bool online = false;
    std::uint16_t credit_permille = 1000;  ///< scales every window
    UtcTime at;
    /// The key that signs checkpoints of the log, as a verifier key of C2SP signed-note; or empty.
    std::string log_key = {};
    friend bool operator==(const HubState&, const HubState&) = default;
};

}  // namespace saldo::sync
