#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/crypto/sign.hpp"
#include "common/sync/protocol.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// How a checkpoint of an agent stands to the log, worst last.
enum class CheckpointState : std::uint8_t {
    agrees,        ///< the log has what both had signed
    not_held,      ///< it speaks of records that the log has not (of a closed epoch, or lost)
    foreign,       ///< the receipt inside is not one that this hub signed for this agent
    log_differs,   ///< the log as a whole is not the one that the receipt speaks of
    head_differs,  ///< the log has other records than the agent had
    held_differs,  ///< … than the hub's own receipt says
};
std::string_view to_string(CheckpointState state);
/// Whether one of the two signed something else than the log says now.
bool is_contradiction(CheckpointState state);

struct CheckpointFinding {
    CheckpointState state = CheckpointState::agrees;
    std::optional<sync::Receipt> receipt;  ///< unless it is foreign
};

/// Holds a checkpoint against the log at the places it names. `incarnation` is the hub's: of an
/// older one the order of the log says nothing, for it was filled again. Errors: storage.
Result<CheckpointFinding> check_checkpoint(const LogStore& log, const PublicKey& hub_key,
                                           std::uint64_t incarnation,
                                           const JournalCheckpoint& checkpoint);

}  // namespace saldo::hub
