#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/crypto/sign.hpp"
#include "common/tlog/note_key.hpp"
#include "hub/log/log_store.hpp"
#include "hub/proof/prove.hpp"
#include "hub/proof_store/proof_file.hpp"

namespace saldo::hub {

/// The Merkle trees over the log, one a company and year, and their signed checkpoints
/// (docs/proof.md). Derived: a folder that is lost, damaged or of another log is made anew.
///
/// In memory is the right edge of each tree, and what waits to be written; full tiles are on disk.
/// Before a checkpoint is signed, its new leaves are made from the bytes that the log gives back.
/// What contradicts itself stops the signing until the program starts again and finds it in order.
/// One thread.
class ProofStore {
public:
    struct Options {
        std::string hub;  ///< first part of every origin, and the name of the log key
        std::uint64_t map_bytes = 64ULL << 30;
        std::uint64_t waiting_leaves_max = 1ULL << 17;  ///< then advance() writes by itself
    };
    /// Opens FOLDER and brings the trees up to the end of the log. Keeps a reference to `log`.
    /// Errors: unavailable, storage: of the folder. A log that contradicts itself is no error: see
    /// stopped().
    static Result<std::unique_ptr<ProofStore>> open(const std::filesystem::path& folder,
                                                    const LogStore& log, const SigningKey& key,
                                                    Options options);
    /// Writes what waits, if it can.
    ~ProofStore();

    /// Takes what the log has beyond known(), and signs a checkpoint for each tree that grew.
    void advance();
    /// Writes what waits, once there are that many leaves of it. Errors stop the signing.
    void write_waiting(std::uint64_t leaves_min);

    /// Why nothing is signed any more; nothing while all is well.
    const std::optional<std::string>& stopped() const { return stopped_; }
    /// Everything before it stands in a tree.
    LogPosition known() const { return LogPosition{place_.position}; }
    /// The name and public half of the log key, as `saldo-hub log-key` prints it.
    const tlog::NoteKey& log_key() const { return log_key_; }

    /// In the order of company and year, `common` last.
    std::vector<TreeHead> trees() const;
    /// Those of one company, in the order in which they began.
    std::vector<TreeHead> trees_of(const std::string& company) const;
    /// Of the trees that grow; those of another era never will (proof::era_of).
    const std::string& era() const { return place_.era; }
    std::optional<TreeHead> find(const proof::TreeName& name) const;
    /// The newest signed checkpoint of a tree, as a note. Errors: not_found.
    Result<std::string> checkpoint(const proof::TreeName& name) const;
    /// A checkpoint for an earlier size; of the same tree, so it contradicts none that was given.
    /// Errors: not_found for a size that the tree has not; unavailable when the signing stopped.
    Result<std::string> checkpoint_at(const proof::TreeName& name, std::uint64_t size) const;

    /// What a tree holds of one tile. Errors: not_found; storage.
    Result<Tile> tile(const proof::TreeName& name, unsigned level, std::uint64_t index) const;
    /// Nodes of a tree, for proofs. Each reader keeps the tiles that it read.
    proof::NodeReader nodes(const proof::TreeName& name) const;
    /// How many leaves of the tree stand before a position.
    Result<std::uint64_t> size_before(const proof::TreeName& name, LogPosition end) const;

private:
    struct Tree {
        TreeHead head;
        TreeTail tail;
        std::string checkpoint;  // the newest that was signed; empty: none since the start
        bool is_signed = false;  // it is of the tree as it is now
        bool is_written = true;  // the tree as it is now
    };
    struct NewLeaf {
        Tree* tree = nullptr;
        Digest hash{};
        std::uint64_t position = 0;
    };
    struct NewLeaves {
        std::vector<NewLeaf> row;
        std::string era;  // after them
    };

    ProofStore(const LogStore& log, const SigningKey& key, Options options);
    Result<bool> load(const std::filesystem::path& folder);
    Result<void> begin_anew(const std::filesystem::path& folder);
    Result<bool> is_of_this_log() const;
    Result<void> take_new();
    Result<void> take(const EntryView& entry);
    Result<NewLeaves> gather(const EntryView& entry);
    Tree& tree_of(const proof::TreeName& name);
    std::string sign(const proof::TreeName& name, std::uint64_t size, const Digest& root) const;
    Result<void> write();
    void stop(const Error& error);
    const Tree* known_tree(const proof::TreeName& name) const;

    const LogStore& log_;
    SigningKey key_;
    Options options_;
    tlog::NoteKey log_key_;
    std::unique_ptr<ProofFile> file_;
    ProofPlace place_;
    std::map<proof::TreeName, Tree> trees_;
    std::map<ProofFile::TileKey, Tile> waiting_;  // full tiles
    std::uint64_t leaves_waiting_ = 0;
    std::optional<std::string> stopped_;
};

}  // namespace saldo::hub
