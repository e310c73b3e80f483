#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/crypto/hash.hpp"
#include "common/wire/frame.hpp"
#include "hub/log/log_store.hpp"
#include "hub/proof/tree_name.hpp"

namespace saldo::hub {

class ProofStore;

// What an export takes out of the trees (docs/proof.md). Everything here is for a log as it was
// known up to a position; nothing writes a file: whoever exports owns files, manifest and syncing.

/// A tree over the leaves before some position of the log.
struct TreeAt {
    proof::TreeName name;
    std::uint64_t size = 0;  ///< leaves; never 0
    Digest root{};
};

/// Every tree with a leaf before `end`, in the order of company and year, `common` last.
/// Errors: not_found when the proofs do not reach that far (yet); storage.
Result<std::vector<TreeAt>> trees_as_known(const ProofStore& proofs, LogPosition end);

/// Takes one file: a path below `log/`, such as "GNA150301A00/2026/tile/0/000.p/12", and its bytes.
using PutFile = std::function<Result<void>(std::string_view path, ByteView bytes)>;

/// All static files of one tree at a size: tiles and entry bundles, full and partial, and the
/// checkpoint last, signed for that size.
///
/// Errors: not_found for a tree or size that is not there; storage when a leaf made from the log is
///         not the leaf of the tree, naming its position; what `put` gives ends it.
Result<void> write_tree(const ProofStore& proofs, const LogStore& log, const proof::TreeName& name,
                        std::uint64_t size, const PutFile& put);

/// Shows the positions of the leaves of a tree, from index `first` on, ascending, until `visit`
/// gives false. Errors: not_found, storage.
Result<void> visit_positions(const ProofStore& proofs, const proof::TreeName& name,
                             std::uint64_t first, const std::function<bool(LogPosition)>& visit);

/// One position of the log: what the leaf commits to, and the leaf.
struct LeafItem {
    LogPosition position;
    std::uint8_t kind = 0;  ///< 1 a fact as the log has it, 2 a record of a journal (docs/proof.md)
    ByteView content;       ///< the fact, or the unpacked record; valid during the visit
    Digest before{};        ///< of kind 2: h[n−1]; else zeros
    Bytes leaf;             ///< its bytes in the entry bundle
};

/// Shows every position of an entry, in order, each leaf made anew: of a record by chaining from
/// the hash that the frame begins with. Errors: storage when the entry contradicts itself, also at
/// its end: what was shown until then is void.
Result<void> visit_leaves(const EntryView& entry,
                          const std::function<void(const LeafItem&)>& visit);

/// The agent that a batch is of.
std::string agent_of_frame(const wire::FrameHead& head);

/// Where a position stands: in which tree, at which index.
struct LeafPlace {
    proof::TreeName tree;
    std::uint64_t index = 0;
};
/// Errors: not_found when the proofs do not reach that far; storage.
Result<LeafPlace> place_of(const ProofStore& proofs, LogPosition position);

/// A C2SP tlog-proof, as text, that the leaf of this position is in its tree as the log was known
/// up to `end`: with that tree's checkpoint, signed for its size then.
/// Errors: as place_of; not_found for a position that is not before `end`.
Result<std::string> prove(const ProofStore& proofs, LogPosition position, LogPosition end);

}  // namespace saldo::hub
