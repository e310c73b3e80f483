#pragma once

#include <cstdint>

#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// How often this hub began anew after it had lost what it receipted, from 1; kept beside the log,
/// so that a restored log comes with the number of its own time (sync.md section 6).
/// Errors: storage, for a damaged one.
Result<std::uint64_t> load_incarnation(const LogStore& log);
Result<void> store_incarnation(LogStore& log, std::uint64_t incarnation);

}  // namespace saldo::hub
