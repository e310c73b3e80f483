#include "agent/journal/group_commit.hpp"

namespace saldo::agent {

GroupCommitted commit_group(Journal& journal, std::span<const Pending> group, const Held* receipt) {
    GroupCommitted done{.records = journal.append(group, receipt), .receipt = {}, .storage = {}};
    if (!done.records && done.records.error().code != Errc::storage && receipt != nullptr) {
        const auto alone = journal.append({}, receipt);
        if (!alone) done.receipt = alone.error();
        if (!group.empty()) done.records = journal.append(group, nullptr);
    } else if (!done.records) {
        done.receipt = done.records.error();
    }
    if (!done.records && done.records.error().code == Errc::storage) {
        done.storage = done.records.error();
    }
    if (!done.receipt && done.receipt.error().code == Errc::storage) {
        done.storage = done.receipt.error();
    }
    return done;
}

}  // namespace saldo::agent
