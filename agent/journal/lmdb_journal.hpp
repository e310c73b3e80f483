#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/journal/journal.hpp"
#include "agent/journal/scrub.hpp"
#include "common/crypto/sign.hpp"

namespace saldo::agent {

/// Whose journal it is. It never changes for a journal, but for the machine and the signing key.
struct JournalIdentity {
    std::string agent;  ///< [a-z0-9-]{1,32}
    std::string rfc;
    std::string plant;  ///< "P01"
    KeyId signing_key{};
    std::string machine;  ///< /etc/machine-id; another one opens an epoch. Empty: not looked at.
    std::function<std::uint64_t()> nonce = random_u64;  ///< for an epoch that is opened
};

struct JournalLimits {
    std::uint64_t map_bytes = 2ULL << 30;
    std::uint64_t preextend_bytes = 64ULL << 20;
    /// Captures are refused when less room than this is left: receipts and pruning still fit.
    std::uint64_t reserve_bytes = 16ULL << 20;
    /// Retention shrinks to its shorter term when less room than this is left.
    std::uint64_t pressure_bytes = 256ULL << 20;
    std::uint32_t retention_days = 90;
    std::uint32_t retention_days_pressed = 14;
};

/// What a walk over the whole journal found.
struct JournalAudit {
    std::uint64_t records = 0;
    JournalHead head;
    std::optional<std::string>
        first_fault;  ///< "epoch 1, sequence 42: …"; nothing after was looked at
};

/// Records first_kept to last of one epoch are here; none when first_kept is past last.
struct KeptEpoch {
    sync::Epoch epoch;
    std::uint64_t first_kept = 0;
    std::uint64_t last = 0;
};

/// The journal in one LMDB environment (docs/data_format.md).
///
/// Every value carries a checksum over its key and itself (journal_rows.hpp). Each record is
/// checked against it, and against the chain, whenever it is read: what is damaged is named, never
/// served.
class LmdbJournal final : public Journal {
public:
    /// Opens the journal in `folder`, making it with epoch 1 when there is none, and verifies its
    /// end. `clock` is the head of a record 0, should one be written. Errors: unavailable "… is in
    /// use by process N"; conflict when it is another agent's; storage.
    static Result<std::unique_ptr<LmdbJournal>> open(const std::filesystem::path& folder,
                                                     const JournalIdentity& identity,
                                                     const JournalLimits& limits,
                                                     const sync::RecordHead& clock);
    /// As it is, for `journal verify` and `export`: opens no epoch, asks for no identity.
    /// Errors: not_found when there is no journal.
    static Result<std::unique_ptr<LmdbJournal>> open_existing(const std::filesystem::path& folder,
                                                              const JournalLimits& limits);
    ~LmdbJournal() override;

    Result<std::vector<Appended>> append(std::span<const Pending> group,
                                         const Held* receipt) override;
    JournalHead head() const override;
    std::optional<Held> held() const override;
    Result<RecordRun> read(std::uint32_t epoch, std::uint64_t from,
                           const ReadLimits& limits) const override;
    Result<Digest> hash_of(std::uint32_t epoch, std::uint64_t sequence) const override;
    Result<JournalHead> open_epoch(wire::EpochReason reason, std::uint32_t after,
                                   const sync::RecordHead& clock) override;
    Result<std::vector<Unsettled>> unsettled(std::uint64_t incarnation) const override;
    Result<void> settle(const Settlement& settlement, const sync::RecordHead& clock) override;
    Result<bool> rehome(std::uint64_t records_max, const sync::RecordHead& clock) override;
    Result<std::uint64_t> prune(std::uint64_t records_max) override;
    Result<JournalStats> stats() const override;

    /// Whether this event is held with another line: what append would call a conflict.
    Result<bool> contradicts(const EventKey& event) const;
    /// The epochs in order, with what is kept of each: for export.
    Result<std::vector<KeptEpoch>> epochs() const;
    /// Whose journal it is, as it was opened, or as it was found by open_existing().
    const JournalIdentity& identity() const;
    /// Reads everything that is kept: CRC, chain, gaps. Writes nothing.
    Result<JournalAudit> verify() const;
    /// Reads at most `records_max` records from `at` on, as they would be served, and names each
    /// that is damaged. Begins with ScrubPlace{}. Errors: storage where the epochs cannot be read.
    Result<ScrubStretch> scrub(ScrubPlace& at, std::uint64_t records_max) const;
    /// Writes the damaged records of a run anew, byte for byte as they were; gives how many.
    /// Errors: conflict when the run contradicts what is intact, or nothing intact proves it;
    /// storage.
    Result<std::uint64_t> refill(const RefillRun& run);

private:
    struct State;
    explicit LmdbJournal(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace saldo::agent
