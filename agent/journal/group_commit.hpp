#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "agent/journal/journal.hpp"

namespace saldo::agent {

/// Does for the uplink what is written to the journal: receipts, each in a commit that is made
/// anyway, and what the hub lacks of closed epochs.
class ReceiptKeeper {
public:
    using HeldDone = std::function<void(const Result<void>&)>;

    virtual ~ReceiptKeeper() = default;
    /// Queues the newest receipt. A newer one replaces one that waits, whose `done` is then never
    /// called.
    virtual void hold(Held receipt, HeldDone done) = 0;
    /// Has what Journal::settle() noted written again, now or bit by bit; `grew` is called after
    /// each bit. Also what an earlier start left undone.
    virtual void rehome(sync::RecordHead clock, std::function<void()> grew) = 0;
};

/// What became of a group and of the receipt that rode with it.
struct GroupCommitted {
    Result<std::vector<Appended>> records;
    Result<void> receipt;
    /// The disk failed: nothing may be tried again on this journal.
    std::optional<Error> storage;
};

/// Writes both in one transaction; when one of them is refused, each alone: records and receipt do
/// not fail each other.
GroupCommitted commit_group(Journal& journal, std::span<const Pending> group, const Held* receipt);

}  // namespace saldo::agent
