#pragma once

#include <deque>
#include <functional>
#include <string>

#include "agent/uplink/record_source.hpp"

namespace saldo::bench {

/// A journal without a disk: the real agents of a fleet have one machine each, and their disks are
/// not what is measured here. Forgets what the hub holds.
class MemoryJournal final : public agent::RecordSource {
public:
    /// Called for each movement that a receipt covers, with when it was recorded.
    using OnHeld = std::function<void(SteadyTime recorded)>;

    MemoryJournal(std::string agent, sync::Epoch epoch, OnHeld on_held);

    void add(sync::RecordType type, ByteView body, UtcTime at, SteadyTime now);
    std::uint64_t waiting() const { return kept_.size(); }
    SteadyTime oldest() const { return kept_.front().recorded; }

    sync::Place head() const override;
    std::uint64_t tail() const override { return first_; }
    Bytes newest_receipt() const override { return receipt_; }
    Result<agent::RecordRange> read(std::uint64_t from, std::size_t records_max,
                                    std::size_t bytes_max) const override;
    Result<std::optional<Digest>> hash_at(std::uint32_t ordinal, std::uint64_t next) const override;
    Result<void> mark_held(const sync::Receipt& receipt, ByteView as_signed) override;
    /// A fleet that has to begin anew shows a fault of the hub: unsupported.
    Result<void> open_epoch(wire::EpochReason reason, std::uint32_t after) override;
    Result<std::vector<agent::Unsettled>> unsettled(std::uint64_t) const override {
        return std::vector<agent::Unsettled>{};
    }
    Result<void> settle(const agent::Settlement&) override { return {}; }
    void go_on_rehoming() override {}

private:
    struct Kept {
        Bytes record;
        Digest hash;
        SteadyTime recorded;
    };
    Digest hash_before(std::uint64_t sequence) const;

    sync::PaddedName agent_;
    sync::Epoch epoch_;
    OnHeld on_held_;
    std::deque<Kept> kept_;    // records that no receipt covers
    std::uint64_t first_ = 0;  // sequence of the first of them
    Digest before_{};          // chain hash before it
    Bytes receipt_;
};

}  // namespace saldo::bench
