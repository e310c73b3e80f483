#include "common/config/log.hpp"
#include "common/sync/checkpoint.hpp"
#include "hub/ingest/ingest_group.hpp"
#include "hub/ingest/journal_lookup.hpp"

// A checkpoint that came with a batch is held against the log as soon as it is in it.

namespace saldo::hub {

/// Of the epoch that speaks only: what an agent noted in an epoch that was closed under it, and
/// wrote again, may well be other than what the hub holds of that.
void Ingest::note_checkpoints(const Sender& sender, const sync::Batch& batch, std::uint32_t skip,
                              Group& group) {
    ByteView left = batch.records;
    for (std::uint32_t i = 0; i < batch.count; ++i) {
        const auto record = sync::read_record(left);
        if (!record) return;  // the chain was computed over them: they can be read
        left = left.subspan(record->whole.size());
        if (i < skip || record->head.type != sync::RecordType::checkpoint) continue;
        const auto checkpoint = sync::read_checkpoint(record->body);
        if (!checkpoint || checkpoint->head.epoch != batch.epoch) continue;
        group.checkpoints.emplace_back(sender.agent, checkpoint->head);
    }
}

/// The agent had signed another journal than the one in the log, which it has sent itself: a fork,
/// or a log that was changed. Nothing is built on it until a person looked.
Result<void> Ingest::check_checkpoints(Group& group) {
    for (const auto& [agent, told] : group.checkpoints) {
        const auto ours = chain_hash_at(log_, agent, told.epoch, told.next);
        if (!ours) return ours.error();
        // Nothing there: the group was not committed, and comes again.
        if (!*ours || **ours == told.hash) continue;
        ++counters_.stopped;
        const std::string why = "its checkpoint of record " + std::to_string(told.next) +
                                " speaks of another journal than the log";
        config::log_event(config::LogLevel::error, "ingest.checkpoint_contradicted",
                          {{"plant", agent}, {"epoch", told.epoch.ordinal}, {"next", told.next}});
        peer_of(agent).inbox.hold(why);
        if (auto held = quarantine_.hold(agent, why); !held) {
            config::log_event(config::LogLevel::error, "ingest.hold_unwritable",
                              {{"plant", agent}, {"why", held.error().what}});
        }
        group.owe(agent, sync::Verdict::fork);
    }
    return {};
}

}  // namespace saldo::hub
