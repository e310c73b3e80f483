#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/words.hpp"

namespace saldo::sync {

/// Why nothing is sent until a person acts at the hub. Capture goes on all the while.
enum class Halt : std::uint8_t {
    none,
    fork,         ///< another machine speaks as this agent
    fenced,       ///< the hub closed this journal: another one was chosen
    epoch_waits,  ///< our new epoch waits to be granted
    held_out,     ///< the hub holds this agent out
};

/// "fork", for logs and programs.
std::string_view to_string(Halt halt);
/// What happened and what to do, for the people at the plant; empty for none.
Words sentence(Halt halt);

}  // namespace saldo::sync
