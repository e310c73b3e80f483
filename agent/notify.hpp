#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace saldo::agent {

/// Tells systemd how we are ("READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=…"): one datagram to
/// the socket that it named in the environment. Nothing happens where there is none.
void notify_systemd(std::string_view state);

/// How often systemd wants to hear WATCHDOG=1, halved for safety; nothing when it does not.
std::optional<std::int64_t> watchdog_period_ms();

}  // namespace saldo::agent
