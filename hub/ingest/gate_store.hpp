#pragma once

#include <string_view>

#include "common/sync/epoch_gate.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

// The gate of each agent, as the named value "gate/AGENT" beside the log: flags u8 (1 granted,
// 2 waiting), then epochs (ordinal u32, nonce u64): granted, waiting, and the refused ones.

/// An open gate for an agent that has none. Errors: storage.
Result<sync::EpochGate> load_gate(const LogStore& log, std::string_view agent);
/// Durable on return. Errors: storage.
Result<void> store_gate(LogStore& log, std::string_view agent, const sync::EpochGate& gate);

}  // namespace saldo::hub
