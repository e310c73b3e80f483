#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"
#include "common/sync/record.hpp"
#include "common/wire/epoch_codec.hpp"

namespace saldo::agent {

/// What a device calls an event, and what it said of it: the key of dedupe at the device (D-21).
struct EventKey {
    std::string event_id;
    Digest line{};  ///< SHA-256 of the line as it was sent
};

/// A record to be written.
struct Pending {
    sync::RecordHead head;
    Bytes body;
    std::optional<EventKey> event;  ///< nothing: never a duplicate
};

/// What became of a pending record.
struct Appended {
    enum class State : std::uint8_t {
        recorded,   ///< written; the device hears OK
        duplicate,  ///< the same event with the same line was written before: DUP
        conflict,   ///< the same event with another line was written before: refused
    };
    State state = State::recorded;
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;  ///< of the record that holds the event, also if written before
    friend bool operator==(const Appended&, const Appended&) = default;
};

/// The end of the journal: the current epoch and its last record. Record 0 is always there.
struct JournalHead {
    sync::Epoch epoch;
    std::uint64_t last_sequence = 0;
    Digest hash{};
    friend bool operator==(const JournalHead&, const JournalHead&) = default;
};

/// The newest receipt, as far as the journal must know it.
struct Held {
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;              ///< the hub holds all up to here
    std::optional<std::uint64_t> backed_up;  ///< covered by two verified backups of the hub
    UtcTime hub_time;                        ///< of the receipt: what retention counts by
    Bytes receipt;                           ///< its signed bytes, for the next HELLO
    friend bool operator==(const Held&, const Held&) = default;
};

/// Records in a row, as a frame carries them.
struct RecordRun {
    std::uint32_t epoch = 0;
    std::uint64_t first = 0;
    std::uint32_t count = 0;  ///< 0: there is nothing from there on
    Digest before{};          ///< chain hash before the first
    Digest last{};            ///< chain hash of the last; equals `before` for none
    Bytes records;            ///< whole records (head and body), one after the other
};

struct ReadLimits {
    std::uint32_t records_max = 500;
    std::size_t bytes_max = 64U << 10;
};

/// A closed epoch of which it is not known how much the hub holds: the answer lies in [low, high].
struct Unsettled {
    sync::Epoch epoch;
    std::uint64_t low = 0;  ///< what lies before is kept no more
    std::uint64_t high = 0;
    friend bool operator==(const Unsettled&, const Unsettled&) = default;
};

/// How much of a closed epoch the hub holds, as this incarnation of it said.
struct Settlement {
    std::uint32_t ordinal = 0;
    std::uint64_t common = 0;  ///< records that the hub holds as we do, or that we keep no more
    std::uint64_t incarnation = 0;
    /// The hub holds only so many, fewer than we have forgotten: what lies between is lost.
    std::optional<std::uint64_t> lost_from;
    /// The signed receipt that said so, kept as the newest of that epoch: shown in HELLOs, it tells
    /// a hub that went back since then that it did. Empty: none.
    Bytes receipt;
    UtcTime hub_time;
};

struct JournalStats {
    std::uint64_t records = 0;  ///< over all epochs, what is still kept
    std::uint64_t used_bytes = 0;
    std::uint64_t room_bytes = 0;          ///< before captures are refused
    std::uint64_t unheld = 0;              ///< records of the current epoch that no receipt covers
    std::optional<UtcTime> oldest_unheld;  ///< by the device's clock
};

/// The agent's log of what was accepted at its plant: written before the operator hears the beep.
///
/// Append-only, in epochs; each record is chained by hash to the one before (sync.md section 4).
/// Safe from any thread. Errc::storage from any call means: the disk failed, stop the process.
class Journal {
public:
    /// Longest event id in bytes, and longest receipt.
    static constexpr std::size_t event_id_bytes_max = 255;
    static constexpr std::size_t receipt_bytes_max = 4096;

    virtual ~Journal() = default;

    /// Writes the group, and the receipt if there is one, in one transaction: durable on return.
    ///
    /// Gives:   what became of each, in order.
    /// Errors:  unavailable "the journal is full …" when captures would eat the reserve: nothing
    /// was
    ///          written, and an empty group with a receipt still fits; malformed for a record or an
    ///          id past its limit, or a receipt for more than there is; storage.
    [[nodiscard]] virtual Result<std::vector<Appended>> append(std::span<const Pending> group,
                                                               const Held* receipt) = 0;

    virtual JournalHead head() const = 0;
    virtual std::optional<Held> held() const = 0;

    /// Records of one epoch from a sequence on, whole, within the limits, but at least one if there
    /// is one. Errors: not_found for an epoch or a sequence that is not kept (any more); malformed
    /// for a record that is damaged; storage.
    virtual Result<RecordRun> read(std::uint32_t epoch, std::uint64_t from,
                                   const ReadLimits& limits) const = 0;
    /// Chain hash of one record, to be compared with a receipt's. Errors: not_found; malformed
    /// when it is damaged; storage.
    virtual Result<Digest> hash_of(std::uint32_t epoch, std::uint64_t sequence) const = 0;

    /// Begins a new epoch, whose parent is the current one, with an ordinal past both it and
    /// `after`. Capture goes on in it at once; what the hub lacks of earlier ones is to be settled.
    virtual Result<JournalHead> open_epoch(wire::EpochReason reason, std::uint32_t after,
                                           const sync::RecordHead& clock) = 0;

    /// Closed epochs that were not settled with this incarnation of the hub, oldest first. One
    /// whose records are being written again is not among them.
    virtual Result<std::vector<Unsettled>> unsettled(std::uint64_t incarnation) const = 0;
    /// Notes how much the hub holds of a closed epoch: the rest is to be written again by rehome().
    /// `clock` is the head of a record of what is lost, should there be one.
    /// Errors: not_found; malformed unless it lies where unsettled() said; storage.
    virtual Result<void> settle(const Settlement& settlement, const sync::RecordHead& clock) = 0;
    /// Writes up to `records_max` of what settle() noted into the current epoch, in order and each
    /// with its origin; what cannot be read is told as a lost range. Gives whether more is left.
    /// Errors: unavailable when the journal is full: try again later; storage.
    virtual Result<bool> rehome(std::uint64_t records_max, const sync::RecordHead& clock) = 0;

    /// Forgets what retention allows (sync.md section 8), at most `records_max` of it, and gives
    /// how many: held by the hub, held for 90 days by the receipts' clock (14 when room is short),
    /// covered by two backups. Call again while it gives records_max.
    virtual Result<std::uint64_t> prune(std::uint64_t records_max) = 0;

    virtual Result<JournalStats> stats() const = 0;
};

}  // namespace saldo::agent
