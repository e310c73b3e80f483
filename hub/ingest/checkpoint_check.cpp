#include "hub/ingest/checkpoint_check.hpp"

#include <algorithm>
#include <utility>

#include "common/wire/messages.hpp"
#include "hub/ingest/journal_lookup.hpp"

namespace saldo::hub {
namespace {

std::optional<sync::Receipt> receipt_in(const JournalCheckpoint& checkpoint,
                                        const PublicKey& hub_key) {
    const std::string& agent = checkpoint.place.agent.value();
    const auto body =
        wire::open_message(as_bytes(checkpoint.receipt), wire::FrameKind::receipt, agent, hub_key);
    if (!body) return std::nullopt;
    auto receipt = wire::decode_receipt(*body);
    if (!receipt || receipt->agent != agent) return std::nullopt;
    return std::move(*receipt);
}

}  // namespace

std::string_view to_string(CheckpointState state) {
    switch (state) {
        case CheckpointState::agrees: return "agrees";
        case CheckpointState::not_held: return "not_held";
        case CheckpointState::foreign: return "foreign";
        case CheckpointState::head_differs: return "head_differs";
        case CheckpointState::held_differs: return "held_differs";
        case CheckpointState::log_differs: return "log_differs";
    }
    return "foreign";
}

bool is_contradiction(CheckpointState state) { return state >= CheckpointState::log_differs; }

Result<CheckpointFinding> check_checkpoint(const LogStore& log, const PublicKey& hub_key,
                                           std::uint64_t incarnation,
                                           const JournalCheckpoint& checkpoint) {
    const std::string& agent = checkpoint.place.agent.value();
    CheckpointFinding finding{.state = CheckpointState::agrees,
                              .receipt = receipt_in(checkpoint, hub_key)};
    const auto worse = [&finding](CheckpointState state) {
        finding.state = std::max(finding.state, state);
    };
    const auto head = chain_hash_at(
        log, agent, {.ordinal = checkpoint.epoch, .nonce = checkpoint.nonce}, checkpoint.next);
    if (!head) return head.error();
    if (!*head) worse(CheckpointState::not_held);
    if (*head && **head != checkpoint.hash) worse(CheckpointState::head_differs);
    if (!finding.receipt) {
        worse(CheckpointState::foreign);
        return finding;
    }
    const sync::Receipt& receipt = *finding.receipt;
    const auto held = chain_hash_at(log, agent, receipt.held.epoch, receipt.held.next);
    if (!held) return held.error();
    if (!*held) worse(CheckpointState::not_held);
    if (*held && **held != receipt.held.hash) worse(CheckpointState::held_differs);
    if (receipt.incarnation != incarnation) return finding;
    const auto root = log_hash_at(log, receipt.log_size);
    if (!root) return root.error();
    if (!*root || **root != receipt.log_root) worse(CheckpointState::log_differs);
    return finding;
}

}  // namespace saldo::hub
