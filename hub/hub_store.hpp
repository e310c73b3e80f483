#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/crypto/sign.hpp"
#include "hub/access/access_store.hpp"
#include "hub/api/answers.hpp"
#include "hub/backup/upkeep.hpp"
#include "hub/book/book.hpp"
#include "hub/downlink/catalog_rows.hpp"
#include "hub/ingest/agent_directory.hpp"
#include "hub/log/blob_store.hpp"
#include "hub/log/entry_facts.hpp"
#include "hub/log/lmdb_log.hpp"
#include "hub/proof_store/cosigned_file.hpp"
#include "hub/proof_store/proof_store.hpp"
#include "hub/proof_store/static_files.hpp"

namespace saldo::hub {

class LiveAgents;

/// What a batch of facts did to the book.
struct Appended {
    std::size_t fresh = 0;
    std::size_t conflicts = 0;
};

/// A hub's data folder: log, blobs, keys, and the book and trees that follow from them.
///
/// Owns:  the exclusive lock of the folder. One thread.
class HubStore final : public AgentDirectory {
public:
    /// Opens the folder, making it if need be, and replays the log into the book.
    /// Errors: unavailable when another process holds it; storage when the log is damaged.
    /// `origin` is the first part of the names of the trees; empty: the hub's name.
    static Result<std::unique_ptr<HubStore>> open(const std::filesystem::path& folder,
                                                  const LogOptions& options,
                                                  const std::string& origin = {});

    book::Book& book() { return book_; }
    const book::Book& book() const { return book_; }
    LmdbLog& log() { return *log_; }
    const LmdbLog& log() const { return *log_; }
    BlobStore& blobs() { return blobs_; }
    /// What the plants should know, kept current with the book.
    CatalogRows& catalog_rows() { return catalog_rows_; }
    const std::filesystem::path& folder() const { return folder_; }

    /// Facts that the book does not hold yet, in one durable step; then shown to the book.
    /// Gives:   how many were new. Errors: unavailable (full), storage: stop the process.
    Result<Appended> append(std::vector<Fact> facts, UtcTime now);
    /// Shows entries that are in the log already (the hub's ingest) to the book.
    Result<void> apply(std::span<const EntryView> entries);

    /// Brings the trees up to the end of the log and signs their checkpoints: after apply(). What
    /// fails here never holds up the log; proof_alarm() says it.
    void prove();
    /// The trees over the log; nothing where their folder cannot be opened.
    const ProofStore* proofs() const { return proofs_.get(); }
    ProofStore* proofs() { return proofs_.get(); }
    /// What witnesses cosigned; nothing where proofs() is nothing.
    CosignedFile* cosigned() { return cosigned_ ? &*cosigned_ : nullptr; }
    /// What is served under /log/; nothing where proofs() is nothing.
    std::optional<StaticFiles> static_files() const;
    /// Proves all that the log has, and gives the newest checkpoint of a company's trees, as a
    /// note; where none grows since the last restore, that of `common`; empty where none was
    /// signed. A receipt follows its commit: what it receipts is in that tree.
    std::string prove_for(const std::string& rfc);
    /// Why no checkpoint is signed; empty while they are.
    std::string proof_alarm() const;
    /// Whose signature is under the checkpoints.
    const tlog::NoteKey& log_key() const { return log_key_; }

    /// A book of what was known then, built by replay.
    Result<std::unique_ptr<book::Book>> book_as_known(const api::KnownAt& known) const;
    /// The fact at a position; nothing where a journal record carries none. Errors: not_found.
    Result<std::optional<Recorded>> fact_at(LogPosition position) const;
    /// Every fact in order, until `visit` gives false.
    Result<void> read_facts(const std::function<bool(Recorded&&)>& visit) const;

    std::optional<AgentEntry> find(std::string_view agent) const override;

    /// The agents of the running hub; nothing in a process that only opened the store.
    LiveAgents* live() const { return live_; }
    void set_live(LiveAgents* live) { live_ = live; }

    /// What the running hub knows of its health; empty in a process that only opened the store.
    const Upkeep& upkeep() const { return upkeep_; }
    void set_upkeep(Upkeep upkeep) { upkeep_ = std::move(upkeep); }

    /// The hub's name and signing key, made once and kept in the folder.
    const std::string& hub_id() const { return hub_id_; }
    const SigningKey& signing_key() const { return *key_; }
    /// Errors: not_found where no hub was made yet; storage when the file is no key.
    static Result<SigningKey> load_key(const std::filesystem::path& folder);
    /// The hub's name follows from its key: a hub with another key is another hub.
    static std::string id_of(const SigningKey& key);

    /// The hub as a certificate authority; made at the first use. Errors: storage, forbidden.
    Result<AccessStore*> access(UtcTime now);
    /// Writes the broker's files anew where they are not as they should be. Gives whether a folder
    /// for them is known. Errors: not_found, storage.
    Result<bool> refresh_broker(UtcTime now);

private:
    HubStore(std::filesystem::path folder, std::unique_ptr<LmdbLog> log, BlobStore blobs);
    Result<void> load_identity();
    Result<void> open_proofs(const std::string& origin, std::uint64_t map_bytes);
    CompanyOf company_of() const;
    book::Applied show(Recorded&& recorded);

    std::filesystem::path folder_;
    std::unique_ptr<LmdbLog> log_;
    BlobStore blobs_;
    book::Book book_;
    CatalogRows catalog_rows_;
    std::string hub_id_;
    std::optional<SigningKey> key_;
    std::unique_ptr<ProofStore> proofs_;
    std::optional<CosignedFile> cosigned_;
    std::string proofs_closed_why_;
    tlog::NoteKey log_key_;
    std::unique_ptr<AccessStore> access_;
    LiveAgents* live_ = nullptr;
    Upkeep upkeep_;
};

}  // namespace saldo::hub
