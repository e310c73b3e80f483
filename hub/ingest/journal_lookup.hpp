#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/sync/protocol.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// The chain hash of an agent's journal at a place, out of the frames in the log; nothing where
/// the hub does not hold that place of that epoch. Errors: storage.
Result<std::optional<Digest>> chain_hash_at(const LogStore& log, std::string_view agent,
                                            sync::Epoch epoch, std::uint64_t next);

/// The last mark of the trail at which the log has the same hash; 0 for none. Errors: storage.
Result<std::uint64_t> common_place(const LogStore& log, std::string_view agent,
                                   const sync::Trail& trail);

}  // namespace saldo::hub
