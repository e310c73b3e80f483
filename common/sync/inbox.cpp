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

Inbox::Inbox(std::string_view agent, std::optional<Place> stored, Limits limits)
    : agent_{padded(agent)}, limits_{limits}, stored_{stored}, ahead_{stored} {
    if (stored_) hashes_.push_back(stored_->hash);
}

Judgement Inbox::judge(const Batch& batch) {
    Judgement held_out{
        .verdict = Verdict::quarantined, .after = ahead_.value_or(Place{}), .why = held_why_};
    if (is_held()) return held_out;
    const Place head = ahead_.value_or(Place{.epoch = batch.epoch});
    if (batch.epoch.ordinal < head.epoch.ordinal) {
        return {.verdict = Verdict::fenced, .after = head, .why = "an epoch that was closed"};
    }
    if (batch.epoch.ordinal > head.epoch.ordinal) {
        return {.verdict = Verdict::quarantined,
                .after = head,
                .why = "a new epoch waits for a person"};
    }
    if (batch.epoch.nonce != head.epoch.nonce) {
        return fork(head, "two journals of one agent: epoch " +
                              std::to_string(batch.epoch.ordinal) + " was opened twice");
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

void Inbox::committed() { stored_ = ahead_; }

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
