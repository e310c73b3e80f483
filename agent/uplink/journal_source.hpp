#pragma once

#include "agent/journal/group_commit.hpp"
#include "agent/uplink/record_source.hpp"

namespace saldo::agent {

/// The current epoch of a journal, as the uplink reads it. Receipts go through the journal's
/// writer, so that they ride in a commit that is made anyway.
class JournalSource final : public RecordSource {
public:
    /// Keeps references: both outlive this.
    JournalSource(const Journal& journal, ReceiptKeeper& keeper)
        : journal_{journal}, keeper_{keeper} {}

    sync::Place head() const override;
    std::uint64_t tail() const override;
    Bytes newest_receipt() const override;
    Result<RecordRange> read(std::uint64_t from, std::size_t records_max,
                             std::size_t bytes_max) const override;
    Result<std::optional<Digest>> hash_at(std::uint64_t next) const override;
    Result<void> mark_held(const sync::Receipt& receipt, ByteView as_signed) override;

private:
    const Journal& journal_;
    ReceiptKeeper& keeper_;
};

}  // namespace saldo::agent
