#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/tlog/checkpoint.hpp"
#include "common/tlog/merkle.hpp"

namespace saldo::tlog {

/// That a leaf stands in a log, in one text that needs nothing else (C2SP tlog-proof).
struct InclusionProof {
    std::optional<Bytes> extra;  ///< not vouched for by anybody
    std::uint64_t index = 0;
    Proof hashes;
    std::string checkpoint;  ///< the signed note, as it is
    friend bool operator==(const InclusionProof&, const InclusionProof&) = default;
};

std::string format_inclusion_proof(const InclusionProof& proof);
/// Reads what format_inclusion_proof() gives. Errors: malformed.
Result<InclusionProof> parse_inclusion_proof(std::string_view text);

/// Whether the leaf stands in the log with this origin and key, by its own word.
/// Gives:   the checkpoint that it stands under. Errors: malformed; forbidden: it is not proved.
Result<Checkpoint> open_inclusion_proof(const InclusionProof& proof, ByteView leaf,
                                        std::string_view origin, const NoteKey& log,
                                        const VerifyEd25519& verify);

}  // namespace saldo::tlog
