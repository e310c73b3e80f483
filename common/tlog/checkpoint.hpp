#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/tlog/note.hpp"

namespace saldo::tlog {

/// What a log says of its tree (C2SP tlog-checkpoint): the text of a signed note.
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Digest root{};
    std::vector<std::string> extensions;  ///< lines of others; ours has none
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// origin, size, root in base64, a line each. Needs: an origin that is not empty, of one line.
std::string format_checkpoint(const Checkpoint& checkpoint);
/// Reads what format_checkpoint() gives. Errors: malformed.
Result<Checkpoint> parse_checkpoint(std::string_view text);

/// A number as checkpoints and proofs have it: no leading zeros, below 2^63. Nothing otherwise.
std::optional<std::uint64_t> parse_tree_number(std::string_view text);

/// Reads a whole note and gives what the log said, once its key signed it for this origin.
///
/// Needs:   who checks brings key and origin along.
/// Errors:  malformed; forbidden for another origin, without the log's signature, or a forged one.
Result<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin,
                                   const NoteKey& log, const VerifyEd25519& verify);

}  // namespace saldo::tlog
