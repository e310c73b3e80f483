#include "common/sync/inbox.hpp"

#include <utility>
#include <vector>

#include "common/base/check.hpp"

namespace saldo::sync {
namespace {

/// The chain hash after each record of the batch. Errors: malformed when the records, their number
/// or the chain that was told do not hold.
Result<std::vector<Digest>> walk(const PaddedName& agent, const Batch& batch) {
    std::vector<Digest> hashes;
    if (batch.count > batch.records.size() / record_head_bytes) {
        return malformed("a batch tells of more records than it has");
    }
    hashes.reserve(batch.count);
    Digest hash = batch.before;
    ByteView left = batch.records;
    for (std::uint32_t i = 0; i < batch.count; ++i) {
        const auto record = read_record(left);
        if (!record) return record.error();
        hash = chain_hash(hash, agent, batch.epoch, batch.first + i, record->whole);
        hashes.push_back(hash);
        left = left.subspan(record->whole.size());
    }
    if (!left.empty()) return malformed("bytes are left over after the records of a batch");
    if (hash != batch.after) return malformed("the chain of a batch does not hold");
    return hashes;
}

}  // namespace

Inbox::Inbox(std::string_view agent, std::optional<Place> stored, Limits limits, EpochGate gate)
    : agent_{padded(agent)},
      limits_{limits},
      stored_{stored},
      ahead_{stored},
      gate_{std::move(gate)} {
    if (stored_) hashes_.push_back(stored_->hash);
    if (stored_ && gate_.granted && gate_.granted->ordinal <= stored_->epoch.ordinal) {
        gate_.granted.reset();  // it has begun
    }
}

Judgement Inbox::held_out() const {
    return {.verdict = Verdict::quarantined, .after = ahead_.value_or(Place{}), .why = held_why_};
}

/// Whether a newer epoch was granted, and has not begun.
bool Inbox::is_closed(Epoch epoch) const { return gate_.granted && gate_.granted != epoch; }

std::optional<Place> Inbox::place_for(Epoch epoch) const {
    if (stored_ && stored_->epoch == epoch && !is_closed(epoch)) return stored_;
    const bool may_begin = !stored_ || gate_.granted == epoch;
    return may_begin ? std::optional{Place{.epoch = epoch}} : std::nullopt;
}

Judgement Inbox::greet(Epoch epoch, bool has_proof) {
    if (gate_.has_refused(epoch)) {
        return {.verdict = Verdict::fenced,
                .after = ahead_.value_or(Place{}),
                .why = "a journal that a person decided against"};
    }
    if (is_held()) return held_out();
    if (!ahead_) return {.verdict = Verdict::accepted, .after = Place{.epoch = epoch}, .why = {}};
    const Place head = *ahead_;
    if (epoch.ordinal > head.epoch.ordinal) return greet_newer(epoch, has_proof, head);
    if (epoch.ordinal < head.epoch.ordinal || is_closed(head.epoch)) {
        return {.verdict = Verdict::fenced, .after = head, .why = "an epoch that was closed"};
    }
    if (epoch.nonce != head.epoch.nonce) {
        return fork(head, "two journals of one agent: epoch " + std::to_string(epoch.ordinal) +
                              " was opened twice");
    }
    if (gate_.waiting) {
        return fork(head, "two journals of one agent: epoch " + std::to_string(epoch.ordinal) +
                              " goes on while epoch " + std::to_string(gate_.waiting->ordinal) +
                              " asks to begin");
    }
    return {.verdict = Verdict::accepted, .after = head, .why = {}};
}

Judgement Inbox::greet_newer(Epoch epoch, bool has_proof, const Place& head) {
    const Judgement begins{.verdict = Verdict::accepted, .after = Place{.epoch = epoch}, .why = {}};
    if (gate_.granted == epoch) return begins;
    const std::optional<Epoch> rival = gate_.granted ? gate_.granted : gate_.waiting;
    if (rival && rival->ordinal == epoch.ordinal && rival->nonce != epoch.nonce) {
        gate_.waiting = gate_.waiting.value_or(epoch);
        return fork(head, "two journals of one agent: epoch " + std::to_string(epoch.ordinal) +
                              " was opened twice");
    }
    if (gate_.granted && epoch.ordinal < gate_.granted->ordinal) {
        return {.verdict = Verdict::fenced, .after = head, .why = "an epoch that was closed"};
    }
    if (has_proof) {
        gate_.granted = epoch;
        gate_.waiting.reset();
        return begins;
    }
    // An epoch that already waits may be overtaken by one of the same journal; never by an older.
    if (!gate_.waiting || gate_.waiting->ordinal < epoch.ordinal) gate_.waiting = epoch;
    return {
        .verdict = Verdict::quarantined,
        .after = head,
        .why = "epoch " + std::to_string(epoch.ordinal) + " asks to begin and waits for a person"};
}

bool Inbox::admit(Epoch epoch) {
    const bool goes_on = ahead_ && ahead_->epoch == epoch;
    if (ahead_ && !goes_on && epoch.ordinal <= ahead_->epoch.ordinal) return false;
    for (const auto& other : {gate_.waiting, gate_.granted}) {
        if (other && *other != epoch) gate_.refuse(*other);
    }
    std::erase(gate_.refused, epoch);
    gate_.waiting.reset();
    gate_.granted.reset();
    if (ahead_ && !goes_on) gate_.granted = epoch;
    held_why_.clear();
    return true;
}

Judgement Inbox::judge(const Batch& batch) {
    if (gate_.has_refused(batch.epoch)) {
        return {.verdict = Verdict::fenced,
                .after = ahead_.value_or(Place{}),
                .why = "a journal that a person decided against"};
    }
    if (is_held()) return held_out();
    Place head = ahead_.value_or(Place{.epoch = batch.epoch});
    if (batch.epoch.ordinal < head.epoch.ordinal) {
        return {.verdict = Verdict::fenced, .after = head, .why = "an epoch that was closed"};
    }
    const bool begins = gate_.granted == batch.epoch && batch.epoch != head.epoch;
    if (begins) head = Place{.epoch = batch.epoch};
    if (batch.epoch.ordinal > head.epoch.ordinal) {
        return {.verdict = Verdict::quarantined,
                .after = head,
                .why = "epoch " + std::to_string(batch.epoch.ordinal) +
                       " asks to begin and waits for a person"};
    }
    if (batch.epoch.nonce != head.epoch.nonce) {
        return fork(head, "two journals of one agent: epoch " +
                              std::to_string(batch.epoch.ordinal) + " was opened twice");
    }
    if (!begins && (gate_.waiting || is_closed(head.epoch))) {
        return {.verdict = gate_.waiting ? Verdict::quarantined : Verdict::fenced,
                .after = head,
                .why = "a newer epoch of this agent was opened"};
    }
    if (batch.first > head.next) return {.verdict = Verdict::gap, .after = head, .why = {}};
    return judge_position(batch, head);
}

Judgement Inbox::judge_position(const Batch& batch, const Place& head) {
    const auto hashes = walk(agent_, batch);
    if (!hashes) {
        return {.verdict = Verdict::quarantined, .after = head, .why = hashes.error().what};
    }
    // Every place that both sides know must have one hash. Equal at one place is equal before it.
    const auto differs = [this](std::uint64_t next, const Digest& hash) {
        const auto ours = remembered(next);
        return ours && *ours != hash;
    };
    bool is_fork = differs(batch.first, batch.before);
    for (std::uint32_t i = 0; i < batch.count && batch.first + i < head.next; ++i) {
        is_fork = is_fork || differs(batch.first + i + 1, (*hashes)[i]);
    }
    if (is_fork) {
        return fork(head, "other records than ours at sequence " + std::to_string(batch.first) +
                              " or after it");
    }
    if (!ahead_ || ahead_->epoch != batch.epoch) hashes_.clear();
    const std::uint64_t end = batch.first + batch.count;
    if (end <= head.next) {
        return {.verdict = Verdict::duplicate, .skip = batch.count, .after = head, .why = {}};
    }
    const auto skip = static_cast<std::uint32_t>(head.next - batch.first);
    ahead_ = Place{.epoch = batch.epoch, .next = end, .hash = batch.after};
    for (std::uint32_t i = skip; i < batch.count; ++i) hashes_.push_back((*hashes)[i]);
    while (hashes_.size() > limits_.remembered_hashes_max) hashes_.pop_front();
    return {.verdict = Verdict::accepted,
            .skip = skip,
            .count = batch.count - skip,
            .after = *ahead_,
            .why = {}};
}

Judgement Inbox::fork(const Place& head, std::string why) {
    held_why_ = why;
    return {.verdict = Verdict::fork, .after = head, .why = std::move(why)};
}

void Inbox::committed() {
    stored_ = ahead_;
    if (stored_ && gate_.granted == stored_->epoch) gate_.granted.reset();
}

void Inbox::aborted() {
    ahead_ = stored_;
    hashes_.clear();
    if (stored_) hashes_.push_back(stored_->hash);
}

std::optional<Digest> Inbox::remembered(std::uint64_t next) const {
    if (next == 0) return Digest{};
    if (!ahead_ || next > ahead_->next) return std::nullopt;
    const std::uint64_t back = ahead_->next - next;
    if (back >= hashes_.size()) return std::nullopt;
    return hashes_[hashes_.size() - 1 - back];
}

}  // namespace saldo::sync
