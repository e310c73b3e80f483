#pragma once

#include "agent/journal/group_commit.hpp"
#include "agent/uplink/record_source.hpp"

namespace saldo::agent {

/// A journal as the uplink reads it. Receipts go through the journal's writer, so that they ride in
/// a commit that is made anyway.
class JournalSource final : public RecordSource {
public:
    using Clock = std::function<sync::RecordHead()>;
    using Grew = std::function<void()>;
    /// Keeps references: both outlive this. `clock` makes the head of a record of our own; `grew`
    /// is called, from any thread, when records were written again.
    JournalSource(Journal& journal, ReceiptKeeper& keeper, Clock clock, Grew grew)
        : journal_{journal}, keeper_{keeper}, clock_{std::move(clock)}, grew_{std::move(grew)} {}

    sync::Place head() const override;
    std::uint64_t tail() const override;
    Bytes newest_receipt() const override;
    Result<RecordRange> read(std::uint64_t from, std::size_t records_max,
                             std::size_t bytes_max) const override;
    Result<std::optional<Digest>> hash_at(std::uint32_t ordinal, std::uint64_t next) const override;
    Result<void> mark_held(const sync::Receipt& receipt, ByteView as_signed) override;
    Result<void> open_epoch(wire::EpochReason reason, std::uint32_t after) override;
    Result<std::vector<Unsettled>> unsettled(std::uint64_t incarnation) const override;
    Result<void> settle(const Settlement& settlement) override;
    void go_on_rehoming() override;

private:
    Journal& journal_;
    ReceiptKeeper& keeper_;
    const Clock clock_;
    const Grew grew_;
};

}  // namespace saldo::agent
