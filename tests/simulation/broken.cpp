#include "tests/simulation/broken.hpp"

#include <utility>
#include <vector>

#include "tests/support/log_proxy.hpp"

namespace saldo::sim {
namespace {

using test::LogProxy;

/// Says "done" at once, and writes when the next group comes.
class HastyLog final : public LogProxy {
public:
    using LogProxy::LogProxy;
    Result<LogPosition> append(LogPosition expected, std::span<const hub::NewEntry> entries,
                               std::span<const hub::StreamHead> heads) override {
        if (auto written = write(); !written) return written.error();
        std::uint64_t end = expected.value();
        for (const hub::NewEntry& entry : entries) {
            payloads_.emplace_back(entry.payload.begin(), entry.payload.end());
            waiting_.push_back(entry);
            end += entry.count;
        }
        heads_.assign(heads.begin(), heads.end());
        expected_ = expected;
        return LogPosition{end};
    }
    Result<LogPosition> end() const override {
        const auto written = log_.end();
        if (!written) return written.error();
        std::uint64_t end = written->value();
        for (const hub::NewEntry& entry : waiting_) end += entry.count;
        return LogPosition{end};
    }

private:
    Result<void> write() {
        if (waiting_.empty()) return {};
        for (std::size_t i = 0; i < waiting_.size(); ++i) waiting_[i].payload = payloads_[i];
        const auto done = log_.append(expected_, waiting_, heads_);
        waiting_.clear();
        payloads_.clear();
        if (!done) return done.error();
        return {};
    }
    std::vector<hub::NewEntry> waiting_;
    std::vector<Bytes> payloads_;
    std::vector<hub::StreamHead> heads_;
    LogPosition expected_;
};

/// Has no guard of its own: what the judge lets through is written.
class UnguardedLog final : public LogProxy {
public:
    using LogProxy::LogProxy;
    Result<LogPosition> append(LogPosition expected, std::span<const hub::NewEntry> entries,
                               std::span<const hub::StreamHead> heads) override {
        auto done = log_.append(expected, entries, heads);
        if (done || done.error().code != Errc::conflict) return done;
        return log_.append(expected, entries, {});
    }
};

sync::Judgement accept_all(const sync::Batch& batch) {
    return {.verdict = sync::Verdict::accepted,
            .skip = 0,
            .count = batch.count,
            .after = {.epoch = batch.epoch, .next = batch.first + batch.count, .hash = batch.after},
            .why = {}};
}

/// Takes a batch whatever came before it: as the agent whose chain it carries, from its own place.
sync::Judgement judge_afresh(sync::Inbox& inbox, const sync::Batch& batch,
                             const std::vector<std::string>& agents) {
    for (const std::string& agent : agents) {
        sync::Inbox fresh{agent, sync::Place{batch.epoch, batch.first, batch.before}, {}};
        const auto judgement = fresh.judge(batch);
        if (judgement.verdict != sync::Verdict::accepted) continue;
        inbox = fresh;
        return judgement;
    }
    return inbox.judge(batch);
}

}  // namespace

std::optional<Broken> broken_of(std::string_view name) {
    if (name == "ack-before-commit") return Broken::ack_before_commit;
    if (name == "no-dedupe") return Broken::no_dedupe;
    if (name == "fork-accepted") return Broken::fork_accepted;
    if (name == "prune-before-receipt") return Broken::prune_before_receipt;
    if (name == "gap-skipped") return Broken::gap_skipped;
    return std::nullopt;
}

hub::Ingest::Judge broken_judge(Broken broken, std::vector<std::string> agents) {
    if (broken == Broken::no_dedupe) {
        return [](sync::Inbox& inbox, const sync::Batch& batch) {
            const auto judgement = inbox.judge(batch);
            if (judgement.verdict != sync::Verdict::duplicate) return judgement;
            return accept_all(batch);
        };
    }
    if (broken == Broken::gap_skipped || broken == Broken::fork_accepted) {
        const auto waved_through =
            broken == Broken::gap_skipped ? sync::Verdict::gap : sync::Verdict::fork;
        return [waved_through, agents = std::move(agents)](sync::Inbox& inbox,
                                                           const sync::Batch& batch) {
            const sync::Inbox before = inbox;
            const auto judgement = inbox.judge(batch);
            if (judgement.verdict != waved_through) return judgement;
            inbox = before;
            return judge_afresh(inbox, batch, agents);
        };
    }
    return nullptr;
}

std::unique_ptr<hub::LogStore> broken_log(Broken broken, hub::LogStore& log) {
    if (broken == Broken::ack_before_commit) return std::make_unique<HastyLog>(log);
    if (broken == Broken::no_dedupe || broken == Broken::fork_accepted ||
        broken == Broken::gap_skipped) {
        return std::make_unique<UnguardedLog>(log);
    }
    return nullptr;
}

}  // namespace saldo::sim
