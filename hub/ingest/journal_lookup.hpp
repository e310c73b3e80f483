#pragma once

#include <cstdint>
#include <functional>
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

/// Shows the records of an epoch that the log holds from `from` on, each with the chain hash of it,
/// recomputed from the stored frames, until `visit` gives false.
///
/// Gives:   the first record at which the frames do not go on from one another, or are not what
///          their heads say: the log was changed under the hub. Nothing where all is well.
/// Errors:  storage.
using VisitHash = std::function<bool(std::uint64_t sequence, const Digest& hash)>;
Result<std::optional<std::uint64_t>> read_chain(const LogStore& log, std::string_view agent,
                                                std::uint32_t ordinal, std::uint64_t from,
                                                const VisitHash& visit);

/// The hash of the log over its first `size` facts, as receipts tell it; nothing where no entry
/// ends there. Errors: storage.
Result<std::optional<Digest>> log_hash_at(const LogStore& log, std::uint64_t size);

}  // namespace saldo::hub
