#pragma once

#include <filesystem>

#include "common/mqtt/link.hpp"
#include "hub/log/lmdb_log.hpp"

namespace saldo::hub {

/// Mends a damaged log before a book is made of it: the hub serves nothing in the meantime, and
/// asks the agents for the batches that its disk lost (docs/protocol.md#refill).
///
/// Gives:   once everything in the log verifies.
/// Errors:  storage, naming what no agent made good in time, or a log that cannot even be opened;
///          unavailable when a signal asked for an end.
Result<void> mend_log(const std::filesystem::path& folder, const LogOptions& options,
                      const mqtt::LinkOptions& link);

}  // namespace saldo::hub
