#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/credit.hpp"
#include "common/sync/inbox.hpp"
#include "common/sync/protocol.hpp"
#include "common/wire/topics.hpp"
#include "hub/ingest/agent_directory.hpp"
#include "hub/ingest/quarantine.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// A message as it came from the broker.
struct Arrival {
    std::string topic;
    Bytes payload;
};

/// A message to be published.
struct Outgoing {
    std::string topic;
    Bytes payload;
    bool is_retained = true;
};

/// What became of a group.
struct Taken {
    std::vector<Outgoing> outgoing;   ///< receipts, to be published at once
    std::vector<EntryView> appended;  ///< in log order; the payloads are those of the arrivals
};

/// Figures since the start, for people and /metrics.
struct IngestCounters {
    std::uint64_t groups = 0;
    std::uint64_t frames_accepted = 0;
    std::uint64_t records_accepted = 0;
    std::uint64_t records_skipped = 0;  ///< held already
    std::uint64_t frames_duplicate = 0;
    std::uint64_t gaps = 0;
    std::uint64_t refused = 0;  ///< unknown, revoked, malformed, wrong agent, wrong signature
    std::uint64_t stopped = 0;  ///< fork, fenced, quarantined
    std::uint64_t receipts = 0;
    std::uint64_t went_back = 0;  ///< agents that showed receipts for more than we hold
};

/// How an agent stands to the catalog stream of its company.
struct CatalogLag {
    std::uint64_t held = 0;  ///< sequence of the catalog that it works with
    bool has_one = false;    ///< a catalog of this hub
    std::uint64_t behind = 0;
};

/// What the hub saw last of one agent.
struct AgentLive {
    std::optional<sync::Status> status;
    std::optional<sync::Hello> hello;
    std::optional<sync::Place> held;
    std::string held_out_why;  ///< empty: it is taken from
    sync::EpochGate gate;      ///< who waits for a person
    /// Records [first, next) that the hub lost and that the agent keeps no more.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> lost;
    /// What this hub had receipted before it was put back to an earlier state; until it is
    /// refilled.
    std::optional<sync::Place> had;
    /// Nothing before it said what it holds, and for a program that takes no catalogs.
    std::optional<CatalogLag> catalog;
    std::optional<std::int64_t> skew_ms;  ///< its clock less ours, when its last status came
    UtcTime heard;
};

/// Checks what arrives, commits it as one group over all agents, and only then gives receipts.
///
/// Order of checks: topic, agent known and not revoked, shard, frame (wire::open_frame), signature,
/// unpack, sync::Inbox. Raw first: a frame that the Inbox accepts is logged as it came; whether its
/// bodies can be read is the book's matter.
/// Owns:  nothing of the log; one thread.
class Ingest {
public:
    struct Identity {
        std::string hub;
        SigningKey key;
        std::uint64_t run = random_u64();  ///< names this run: the agents see a restart by it
        std::string log_key = {};          ///< for hub_state; empty: no checkpoints are signed
    };
    /// How a batch is judged; replaced only by tests that must show that they see a wrong one.
    using Judge = std::function<sync::Judgement(sync::Inbox&, const sync::Batch&)>;

    /// Reads the stream heads and the hub's incarnation (named value "hub/incarnation") from the
    /// log.
    static Result<std::unique_ptr<Ingest>> open(Identity identity, LogStore& log,
                                                const AgentDirectory& agents,
                                                Quarantine& quarantine, sync::Limits limits);

    /// Takes a group: checks, one append, receipts (one an agent).
    ///
    /// Errors: storage: the process must stop. A log that is full gives verdict `busy`, no error.
    Result<Taken> take(std::span<const Arrival> group, UtcTime now, SteadyTime steady);
    /// Windows taken back and given by rota; call it each second or so. Errors: storage.
    Result<std::vector<Outgoing>> tick(UtcTime now, SteadyTime steady);
    /// Receipts of all known agents: the broker may have lost the retained ones. Errors: storage.
    Result<std::vector<Outgoing>> receipts_for_all(UtcTime now);
    /// A backup was verified that holds these streams so far. Receipts tell what the newest two
    /// hold: an agent forgets nothing else (sync.md section 8).
    void note_backup(std::span<const StreamHead> heads);
    /// The hub's state as it is retained; online = false is its will.
    Outgoing state_message(bool online, std::uint16_t credit_permille, UtcTime now) const;

    /// A person decided that this epoch of the agent speaks, and no other. Gives: the receipt that
    /// tells it. Errors: storage; not_found; conflict for an epoch older than what is held.
    Result<std::vector<Outgoing>> admit(std::string_view agent, sync::Epoch epoch, UtcTime now);
    /// Says whether the token in a HELLO is a fresh one of this agent, and uses it up.
    using Redeem = std::function<bool(std::string_view agent, const std::string& token)>;
    void set_redeem(Redeem redeem) { redeem_ = std::move(redeem); }

    const IngestCounters& counters() const { return counters_; }
    std::map<std::string, AgentLive, std::less<>> agents() const;
    std::uint64_t incarnation() const { return incarnation_; }
    /// Takes what comes on the refill topic, its sender known and not revoked. Errors: malformed,
    /// forbidden: it goes into quarantine.
    using OnRefill = std::function<Result<void>(std::string_view agent, const AgentEntry& entry,
                                                ByteView payload, SteadyTime now)>;
    void set_on_refill(OnRefill on_refill) { on_refill_ = std::move(on_refill); }
    /// Told of each status that was taken.
    using OnStatus = std::function<void(std::string_view agent, const AgentEntry& entry,
                                        const sync::Status& status)>;
    void set_on_status(OnStatus on_status) { on_status_ = std::move(on_status); }
    /// Told of each answer of an agent that was asked to cosign a checkpoint.
    using OnWitness = std::function<void(std::string_view agent, const AgentEntry& entry,
                                         const sync::WitnessAnswer& answer)>;
    void set_on_witness(OnWitness on_witness) { on_witness_ = std::move(on_witness); }
    /// The newest checkpoint of a company's tree, for its receipts; empty: there is none.
    using CheckpointOf = std::function<std::string(std::string_view rfc)>;
    void set_checkpoint_of(CheckpointOf checkpoint_of) {
        checkpoint_of_ = std::move(checkpoint_of);
    }
    void set_judge(Judge judge) { judge_ = std::move(judge); }

private:
    struct Peer {
        sync::Inbox inbox;
        std::optional<sync::Epoch> spoken;  // the epoch that a receipt without records speaks of
        std::uint64_t session = 0;
        std::optional<sync::Common> common;  // answers the trail of that session's HELLO
        AgentLive live;
    };
    struct Group;
    struct Sender;

    Ingest(Identity identity, LogStore& log, const AgentDirectory& agents, Quarantine& quarantine,
           sync::Limits limits);
    Peer& peer_of(std::string_view agent);
    void take_one(const Arrival& arrival, Group& group);
    void take_hello(const Sender& sender, Group& group);
    void take_status(const Sender& sender, Group& group);
    void take_batch(const Sender& sender, Group& group);
    void take_refill(const Sender& sender, Group& group);
    void take_witness(const Sender& sender, Group& group);
    void refuse(std::string_view agent, std::string_view why, const Arrival& arrival,
                const Group& group);
    void stop_stream(const Sender& sender, sync::Verdict verdict, const std::string& why,
                     Group& group);
    /// Whether the HELLO shows that we once took this epoch; notes how far we went back.
    Result<bool> note_old_receipt(const Sender& sender, Peer& peer, const sync::Hello& hello);
    Result<void> answer_hello(const Sender& sender, Peer& peer, Group& group);
    /// How far we hold what the newest HELLO shows, for the receipt that answers it.
    Result<void> answer_trail(const std::string& agent);
    Result<void> keep_gate(std::string_view agent, const sync::EpochGate& before, const Peer& peer);
    sync::Place told_place(const Peer& peer) const;
    void note_checkpoints(const Sender& sender, const sync::Batch& batch, std::uint32_t skip,
                          Group& group);
    Result<void> check_checkpoints(Group& group);
    Result<std::vector<EntryView>> commit(Group& group);
    Result<void> read_checkpoint();
    Result<Outgoing> receipt_for(std::string_view agent, sync::Verdict verdict, UtcTime now);
    std::uint64_t backed_up_of(std::string_view agent, const sync::Place& held) const;
    Result<std::vector<Outgoing>> receipts_for(const std::vector<std::string>& agents, UtcTime now);

    Identity identity_;
    LogStore& log_;
    const AgentDirectory& directory_;
    Quarantine& quarantine_;
    sync::Limits limits_;
    sync::Credit credit_;
    Judge judge_;
    OnRefill on_refill_;
    OnStatus on_status_;
    OnWitness on_witness_;
    CheckpointOf checkpoint_of_;
    Redeem redeem_;
    std::map<std::string, Peer, std::less<>> peers_;
    std::uint64_t incarnation_ = 1;
    LogPosition log_end_;  // the checkpoint that receipts carry
    Digest log_hash_{};
    using Backup = std::map<std::string, sync::Place, std::less<>>;
    std::array<Backup, 2> backups_;  // the newest two, by agent; empty until they are told
    IngestCounters counters_;
};

}  // namespace saldo::hub
