#pragma once

#include <mutex>

#include "agent/journal/journal_rows.hpp"
#include "agent/journal/lmdb_journal.hpp"
#include "common/store/env.hpp"
#include "common/sync/rehomed.hpp"

namespace saldo::agent {

/// What LmdbJournal is made of. Writers hold `writing`; `head` and `newest` change under `mutex`,
/// after the commit that made them true.
struct LmdbJournal::State {
    store::Env env;
    JournalLimits limits;
    JournalIdentity identity;
    sync::PaddedName agent{};

    store::Table records;
    store::Table epochs;
    store::Table events;
    store::Table event_ids;
    store::Table held;
    store::Table held_marks;
    store::Table about;

    std::mutex writing;
    mutable std::mutex mutex;
    JournalHead head;             // guarded by mutex
    bool is_end_damaged = false;  // set by load_end(): nothing can be chained to the last record
    std::optional<Held> newest;   // guarded by mutex

    State(store::Env opened, const JournalLimits& journal_limits);
    Result<void> open_tables();

    /// Compares, or takes over, the identity that the journal was made with. Gives whether it has
    /// one.
    Result<bool> load_identity(const JournalIdentity* expected);
    /// Finds head and newest receipt, and whether the last record verifies: where it does not, the
    /// head's hash is of zeros, and only a new epoch can go on. Needs: the journal has an epoch.
    Result<void> load_end();
    /// Finds the newest receipt of the newest epoch that has one.
    Result<void> load_newest_receipt();
    Result<std::string> about_text(const store::ReadTxn& txn, std::string_view name) const;
    Result<void> set_about(store::WriteTxn& txn, std::string_view name,
                           std::string_view text) const;
    Result<void> write_identity(store::WriteTxn& txn) const;

    /// Writes the row and record 0 of the epoch after `parent`; gives the new head, for after
    /// commit.
    Result<JournalHead> begin_epoch(store::WriteTxn& txn, const JournalHead& parent,
                                    wire::EpochReason reason, std::uint32_t after,
                                    const sync::RecordHead& clock) const;
    void publish(const JournalHead& next);
    void publish(const Held& next);
    JournalHead head_now() const;

    Result<void> write_record(store::WriteTxn& txn, JournalHead& end,
                              const sync::RecordHead& record, ByteView body) const;
    Result<Appended> write_pending(store::WriteTxn& txn, JournalHead& end,
                                   const Pending& pending) const;
    Result<void> write_receipt(store::WriteTxn& txn, const Held& receipt) const;
    /// Keeps when records became held, by the hub's clock (retention.cpp).
    Result<void> write_held_mark(store::WriteTxn& txn, const Held& receipt) const;

    Result<EpochRow> epoch_row(const store::ReadTxn& txn, std::uint32_t ordinal) const;
    Result<std::vector<EpochRow>> epoch_rows(const store::ReadTxn& txn) const;
    /// Last sequence of an epoch that is kept; nothing when none is.
    Result<std::optional<std::uint64_t>> last_of(const store::ReadTxn& txn,
                                                 std::uint32_t ordinal) const;

    /// Writes one run of a closed epoch again (rehoming.cpp). Gives how many records it read.
    Result<std::uint64_t> rehome_some(store::WriteTxn& txn, EpochRow& row, std::uint64_t count_max,
                                      JournalHead& end, const sync::RecordHead& clock) const;

    Result<void> tell_lost(store::WriteTxn& txn, const sync::RangeLost& range, JournalHead& end,
                           const sync::RecordHead& clock) const;

    /// The last sequence of this epoch that may be forgotten; nothing when none may.
    Result<std::optional<std::uint64_t>> forgettable(const store::ReadTxn& txn, const EpochRow& row,
                                                     UtcTime held_before) const;
    Result<std::optional<std::uint64_t>> forgettable_copies(const store::ReadTxn& txn,
                                                            const EpochRow& row,
                                                            UtcTime held_before) const;
    Result<std::uint64_t> forget(store::WriteTxn& txn, const EpochRow& row, std::uint64_t through,
                                 std::uint64_t records_max) const;

    /// The row under a key when it verifies; nothing when it is damaged or not there.
    Result<std::optional<RecordRow>> intact_row(const store::ReadTxn& txn, const Bytes& key) const;
    /// The last sequence that an epoch had, its row damaged or not. `known`: the head, read before
    /// `txn` began, or while nobody writes.
    Result<std::optional<std::uint64_t>> end_of(const store::ReadTxn& txn, const EpochRow& row,
                                                const JournalHead& known) const;
    std::optional<std::string> fault_at(const store::ReadTxn& txn, ScrubPlace& at,
                                        const EpochRow& epoch) const;
    Result<std::vector<std::uint64_t>> stray_rows(const store::ReadTxn& txn) const;
    Result<void> erase_strays(store::WriteTxn& txn) const;
    Result<std::vector<std::uint32_t>> rows_to_fill(const store::ReadTxn& txn, const RefillRun& run,
                                                    const EpochRow& epoch,
                                                    std::span<const ByteView> filled,
                                                    std::span<const Digest> hashes) const;

    Result<bool> audit_some(std::uint32_t ordinal, std::uint64_t& next, Digest& before,
                            JournalAudit& audit) const;
    Result<void> audit_records(JournalAudit& audit) const;
    Result<void> audit_counts(const store::ReadTxn& txn) const;
    Result<void> audit_events(const store::ReadTxn& txn) const;
    Result<void> audit_rest(const store::ReadTxn& txn) const;
};

/// Whether `row` is chained to the record before it.
bool follows(const RecordRow& row, const Digest& before, const sync::PaddedName& agent,
             sync::Epoch epoch);

}  // namespace saldo::agent
