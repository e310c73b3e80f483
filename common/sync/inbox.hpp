#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "common/base/bytes.hpp"
#include "common/sync/epoch_gate.hpp"
#include "common/sync/limits.hpp"
#include "common/sync/protocol.hpp"

namespace saldo::sync {

/// A batch whose frame and signature were checked, unpacked.
struct Batch {
    Epoch epoch;
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    Digest before{};
    Digest after{};
    ByteView records;  ///< `count` records, one after the other
};

/// What the hub decides on a batch.
struct Judgement {
    Verdict verdict = Verdict::quarantined;
    std::uint32_t skip = 0;   ///< records at the front that are held already
    std::uint32_t count = 0;  ///< records after them, to be stored; 0 unless accepted
    Place after;              ///< the head once they are stored
    std::string why;          ///< for people, where the stream stops
};

/// The hub's half of sync for one agent: judges batches against the head that is stored.
///
/// Two heads: `stored` is durable and is what receipts speak of; `ahead` includes what was accepted
/// into the group that is being committed, so that several batches of one agent go into one commit.
/// Law:  a sequence that is held is never overwritten, whatever comes; and one epoch speaks at a
/// time.
class Inbox {
public:
    /// `stored`: what the log holds of this agent, if anything. `gate`: as it was stored.
    Inbox(std::string_view agent, std::optional<Place> stored, Limits limits, EpochGate gate = {});

    /// What the hub says to a HELLO of this epoch. `has_proof`: the HELLO shows that the epoch may
    /// begin (a fresh token, or a receipt that this hub once signed for it).
    [[nodiscard]] Judgement greet(Epoch epoch, bool has_proof);
    /// A person decided that this epoch speaks, and no other: it goes on, or begins.
    /// Gives: false when it can do neither, being older than what is held; nothing was changed.
    bool admit(Epoch epoch);

    /// Recomputes the chain over the batch and compares it. Changes nothing but `ahead`, and the
    /// quarantine flag when the verdict stops the stream.
    [[nodiscard]] Judgement judge(const Batch& batch);

    /// The group's commit returned: what is ahead is stored.
    void committed();
    /// The group's commit failed: what was ahead never was.
    void aborted();

    const std::optional<Place>& stored() const { return stored_; }
    const std::optional<Place>& ahead() const { return ahead_; }
    /// The place from which this epoch is to be sent: what is stored of it, or its beginning once
    /// it may begin; nothing for an epoch that may not speak.
    std::optional<Place> place_for(Epoch epoch) const;
    const EpochGate& gate() const { return gate_; }
    bool is_held() const { return !held_why_.empty(); }
    const std::string& held_why() const { return held_why_; }
    /// Keeps the agent out until a person decided (found at start, or told by an operator).
    void hold(std::string why) { held_why_ = std::move(why); }
    void release() { held_why_.clear(); }

private:
    Judgement held_out() const;
    bool is_closed(Epoch epoch) const;
    Judgement fork(const Place& head, std::string why);
    Judgement greet_newer(Epoch epoch, bool has_proof, const Place& head);
    Judgement judge_position(const Batch& batch, const Place& head);
    std::optional<Digest> remembered(std::uint64_t next) const;

    PaddedName agent_;
    Limits limits_;
    std::optional<Place> stored_;
    std::optional<Place> ahead_;
    // Chain hashes at places up to ahead_: hashes_.back() is at ahead_->next.
    std::deque<Digest> hashes_;
    EpochGate gate_;
    std::string held_why_;
};

}  // namespace saldo::sync
