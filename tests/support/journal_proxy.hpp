#pragma once

#include "agent/journal/journal.hpp"

namespace saldo::test {

/// A journal that hands everything on to another: tests override what they want to hold up.
class JournalProxy : public agent::Journal {
public:
    explicit JournalProxy(agent::Journal& real) : real_{real} {}

    Result<std::vector<agent::Appended>> append(std::span<const agent::Pending> group,
                                                const agent::Held* receipt) override {
        return real_.append(group, receipt);
    }
    agent::JournalHead head() const override { return real_.head(); }
    std::optional<agent::Held> held() const override { return real_.held(); }
    Result<agent::RecordRun> read(std::uint32_t epoch, std::uint64_t from,
                                  const agent::ReadLimits& limits) const override {
        return real_.read(epoch, from, limits);
    }
    Result<Digest> hash_of(std::uint32_t epoch, std::uint64_t sequence) const override {
        return real_.hash_of(epoch, sequence);
    }
    Result<agent::JournalHead> open_epoch(wire::EpochReason reason, std::uint32_t after,
                                          const sync::RecordHead& clock) override {
        return real_.open_epoch(reason, after, clock);
    }
    Result<std::vector<agent::Unsettled>> unsettled(std::uint64_t incarnation) const override {
        return real_.unsettled(incarnation);
    }
    Result<void> settle(const agent::Settlement& settlement,
                        const sync::RecordHead& clock) override {
        return real_.settle(settlement, clock);
    }
    Result<bool> rehome(std::uint64_t records_max, const sync::RecordHead& clock) override {
        return real_.rehome(records_max, clock);
    }
    Result<std::uint64_t> prune(std::uint64_t records_max) override {
        return real_.prune(records_max);
    }
    Result<agent::JournalStats> stats() const override { return real_.stats(); }

protected:
    agent::Journal& real_;
};

}  // namespace saldo::test
