#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/base/id.hpp"
#include "common/base/time.hpp"
#include "common/domain/catalog.hpp"
#include "common/domain/decision.hpp"
#include "common/domain/declaration.hpp"
#include "common/domain/migration.hpp"
#include "common/domain/movement.hpp"
#include "common/domain/pedimento.hpp"
#include "common/domain/upkeep.hpp"

namespace saldo {

/// Where a fact stands in the hub's log, from 0: its knowledge time.
using LogPosition = Id<struct LogPositionTag, std::uint64_t>;

/// Agents: [a-z0-9-]{1,32}, unique on the hub.
using AgentId = Id<struct AgentIdTag, std::string>;

/// Where a journal record stands: the writing agent, its epoch, and its sequence there.
struct JournalPlace {
    AgentId agent;
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;
    friend auto operator<=>(const JournalPlace&, const JournalPlace&) = default;
};

/// A movement that an agent captured. `raw` is the frame of the device, kept for ever.
struct CapturedMovement {
    std::string rfc;
    JournalPlace place;
    Movement movement;
    std::string raw;
    friend bool operator==(const CapturedMovement&, const CapturedMovement&) = default;
};

/// A movement out of a file, from before Saldo: imported, not scanned.
struct ImportedMovement {
    std::string rfc;
    Movement movement;
    friend bool operator==(const ImportedMovement&, const ImportedMovement&) = default;
};

/// Ties a partida, of an entry or an exit, to a part number (invoice breakdown of the company).
struct InvoiceLine {
    std::string rfc;
    std::string plant;
    std::string cove;
    PedimentoRef pedimento;
    std::uint32_t secuencia = 0;
    std::string part_number;
    Quantity quantity;
    std::uint8_t umc = 0;
    std::string extra;             ///< value, currency, invoice … as given, "name=value" a line
    std::uint32_t occurrence = 0;  ///< which of several equal lines of one file, from 0
    friend auto operator<=>(const InvoiceLine&, const InvoiceLine&) = default;
};

/// One delivered Data Stage set: where facts came from. `files` name blobs by their SHA-256.
struct Delivery {
    struct File {
        std::string name;
        std::array<std::byte, 32> sha256{};
        std::uint64_t bytes = 0;
        std::uint64_t rows = 0;
        friend bool operator==(const File&, const File&) = default;
    };
    std::string folio;
    std::string rfc;
    LocalDate period_first;
    LocalDate period_last;
    bool is_incomplete = false;          ///< imported with --quarantine
    std::vector<std::string> held_back;  ///< keys of pedimentos kept apart
    std::vector<File> files;
    friend bool operator==(const Delivery&, const Delivery&) = default;
};

/// Decision: this agent writes for this plant, with this signing key from now on. A later one of
/// the same agent and plant replaces the key, and ends a revocation: what was written before stays.
struct AgentEnrolment {
    AgentId agent;
    std::string rfc;
    std::string plant;
    std::array<std::byte, 32> signing_key{};
    friend bool operator==(const AgentEnrolment&, const AgentEnrolment&) = default;
};

/// Decision: nothing is taken from this agent any more (`saldo-hub plant revoke`).
struct AgentRevocation {
    AgentId agent;
    std::string reason;
    friend bool operator==(const AgentRevocation&, const AgentRevocation&) = default;
};

/// Decision: which journal of an agent goes on, after a restore, a copy or a change of machine
/// (`saldo-hub plant admit`). The hub held [0, closed_next) of the epoch before it.
struct AgentAdmission {
    AgentId agent;
    std::uint32_t epoch = 0;
    std::uint64_t nonce = 0;
    std::uint32_t closed_epoch = 0;  ///< 0: none; the same epoch: it goes on
    std::uint64_t closed_next = 0;
    std::array<std::byte, 32> closed_hash{};
    std::string by;
    std::string reason;
    friend bool operator==(const AgentAdmission&, const AgentAdmission&) = default;
};

/// A record that was accepted at a plant and that this hub cannot read or apply: kept and shown.
struct QuarantinedRecord {
    JournalPlace place;
    std::string reason;
    friend bool operator==(const QuarantinedRecord&, const QuarantinedRecord&) = default;
};

/// An agent's clock was set, or stood still. Evidence: nothing is reordered or dropped for it.
struct ClockStepped {
    JournalPlace place;
    UtcTime device;            ///< what it shows since then
    std::int64_t back_ms = 0;  ///< what it should have shown less that
    std::uint32_t boot_number = 0;
    std::uint8_t seen_by = 0;  ///< 1: the monotonic clock; 2: the journal, after a start
    friend bool operator==(const ClockStepped&, const ClockStepped&) = default;
};

/// What an agent noted once a day: where its journal stood, and the hub's newest receipt, exactly
/// as the hub signed it.
struct JournalCheckpoint {
    JournalPlace place;
    LocalDate day;  ///< in UTC
    std::uint32_t epoch = 0;
    std::uint64_t nonce = 0;
    std::uint64_t next = 0;  ///< so many records of that epoch lay before it
    std::array<std::byte, 32> hash{};
    std::string receipt;
    friend bool operator==(const JournalCheckpoint&, const JournalCheckpoint&) = default;
};

/// Anything that Saldo was told. Immutable; the only input of everything derived.
using Fact = std::variant<
    CapturedMovement, ImportedMovement, Pedimento, InvoiceLine, Delivery, Company, Plant, Part,
    Product, BomVersion, UnitConversion, AgentEnrolment, AgentRevocation, EntryDeclaration,
    EntryRectification, OutcomeDeclaration, UseLine, ExitLine, Withdrawal, QuarantinedRecord,
    ShrinkageNorm, Substitute, Reclassification, Holiday, Policy, ConsolidatedDelivery, ValueLine,
    Approval, Disassembly, ScrapRecord, NationalStock, Adjustment, AssetEntry, AssetMove,
    ReportFiling, Projection, Cancellation, CaptureTimes, DirectedDischarge, KeyDecision,
    OpeningBalance, ForeignDischarge, ReplacementApproval, ScrapConversion, WorkOrder,
    AgentAdmission, ClockStepped, JournalCheckpoint, HubRestored, DrillResult, ReportSeal>;

/// A fact with its place in the log and the hub's clock when it came.
struct Recorded {
    LogPosition position;
    UtcTime received;
    Fact fact;
};

}  // namespace saldo
