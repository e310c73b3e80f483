#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/tlog/merkle.hpp"
#include "hub/log/log_store.hpp"
#include "hub/proof_store/cosigned_file.hpp"
#include "hub/proof_store/proof_store.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {

/// Why a fact stands in a proof.
enum class Role : std::uint8_t { entry, exit, catalog, movement, enrolment, report };
std::string_view to_string(Role role);

/// Which facts a proof needs. Of two reasons the first told stands.
using Positions = std::map<LogPosition, Role>;

/// One fact of the log with a proof that it stands in its tree.
struct ProvedFact {
    LogPosition position;
    Role role = Role::entry;
    std::uint8_t kind = 0;  ///< 1 a fact as the log has it, 2 a record of a journal
    Bytes leaf;
    Bytes content;
    std::optional<Digest> before;  ///< of kind 2: h[n−1]
    proof::TreeName tree;
    std::string proof;  ///< C2SP tlog-proof, against the newest checkpoint of the tree
};

/// A tree that facts of a proof stand in.
struct ProvedTree {
    /// What a witness cosigned of it, at this size or an earlier one.
    struct Cosigned {
        std::string note;
        tlog::Proof consistency;  ///< from its size to that of the checkpoint
    };
    /// The tree as a seal tells it.
    struct Sealed {
        std::uint64_t size = 0;
        Digest root{};
        tlog::Proof consistency;
    };
    proof::TreeName name;
    std::string checkpoint;
    std::vector<Cosigned> cosigned;
    std::vector<Sealed> sealed;
};

/// A batch as its agent signed it, with its records unpacked, those that were skipped as well.
struct ProvedFrame {
    LogPosition first;
    std::uint32_t count = 0;
    std::uint32_t skip = 0;
    Bytes frame;
    std::vector<Bytes> records;
};

struct Evidence {
    std::vector<ProvedFact> facts;  ///< by position
    std::vector<ProvedTree> trees;  ///< in the order of their names
    std::vector<ProvedFrame> frames;
};

/// Where evidence comes from. References outlive it.
struct EvidenceSource {
    const LogStore& log;
    const ProofStore& proofs;
    const CosignedFile* cosigned = nullptr;  ///< null: nothing was cosigned
};

/// Everything that proves these facts, and that each tree begins with what a seal says of it.
/// `rfc`: the company whose facts most of them are.
///
/// Errors:  unavailable where a tree has no checkpoint that reaches a fact; unsupported past
///          facts_max; storage when the log or a tree contradicts itself.
constexpr std::size_t facts_of_proof_max = 50'000;
Result<Evidence> gather(const EvidenceSource& source, const Positions& positions,
                        const std::string& rfc, const std::vector<TreeAt>& sealed);

}  // namespace saldo::hub
