#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/tlog/merkle.hpp"

namespace saldo::tlog {

/// What a witness is asked (C2SP tlog-witness, the body of `add-checkpoint`).
struct AddCheckpoint {
    std::uint64_t old_size = 0;  ///< what the witness cosigned last, as the asker knows
    Proof proof;                 ///< that the tree of old_size is the beginning of the new one
    std::string checkpoint;      ///< the signed note
    friend bool operator==(const AddCheckpoint&, const AddCheckpoint&) = default;
};

std::string format_add_checkpoint(const AddCheckpoint& request);
/// Reads what format_add_checkpoint() gives; at most 63 lines of proof. Errors: malformed.
Result<AddCheckpoint> parse_add_checkpoint(std::string_view text);

}  // namespace saldo::tlog
