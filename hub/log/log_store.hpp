#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"
#include "common/domain/fact.hpp"
#include "common/sync/record.hpp"

namespace saldo::hub {

/// What an entry of the log carries. Numbers are frozen: they are in every log.
enum class EntryKind : std::uint8_t {
    facts = 1,  ///< payload: facts as wire::encode_fact gives them (fact_batch.hpp)
    frame = 2,  ///< payload: an agent's signed frame exactly as received; each record is a fact
};

/// How far the hub holds one agent's journal: the high-water mark that makes dedupe perpetual.
struct StreamHead {
    AgentId agent;
    sync::Epoch epoch;
    std::uint64_t last_sequence = 0;
    Digest hash{};  ///< chain hash of that record
    friend bool operator==(const StreamHead&, const StreamHead&) = default;
};

/// An entry in place. It stands for `count` facts, at positions first, first + 1, …
struct EntryView {
    LogPosition first;
    std::uint32_t count = 0;
    EntryKind kind = EntryKind::facts;
    UtcTime received;
    std::uint32_t skip =
        0;             ///< of a frame: its records before the first that is new; its facts follow
    ByteView payload;  ///< valid during the visit only
    Digest hash{};     ///< chained over all entries up to this one, as it was stored
};

/// Where the first new record of a frame stands in its agent's journal: the log is found by it too.
struct StreamPlace {
    AgentId agent;
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;
    friend bool operator==(const StreamPlace&, const StreamPlace&) = default;
};

struct NewEntry {
    EntryKind kind = EntryKind::facts;
    std::uint32_t count = 0;  ///< >= 1
    UtcTime received;
    std::uint32_t skip = 0;
    ByteView payload;
    std::optional<StreamPlace> stream;  ///< of a frame
};

/// The hub's log of everything that it was told: the only truth (house.md section 5, decision 10).
///
/// Nothing in it is decoded here, nothing derived is written here, and nothing in it ever changes.
/// One appender; any number of readers beside it.
class LogStore {
public:
    static constexpr std::size_t payload_bytes_max = 64U << 20;
    static constexpr std::size_t named_value_bytes_max = 64U << 10;

    virtual ~LogStore() = default;

    /// Adds the entries and moves the stream heads in one step: all or nothing, durable on return.
    ///
    /// Gives:   the new end of the log.
    /// Errors:  conflict unless the log ends at `expected`, or when a head would go back;
    /// unavailable
    ///          when the log is full, and nothing was written; storage: stop the process.
    [[nodiscard]] virtual Result<LogPosition> append(LogPosition expected,
                                                     std::span<const NewEntry> entries,
                                                     std::span<const StreamHead> advanced) = 0;

    /// Shows the entries in order, from the one that contains `from`, until `visit` gives false.
    /// Entries added meanwhile may be shown. Past the end: nothing, and no error.
    /// Errors: storage "entry at position N …" for a wrong CRC or a gap: never served.
    virtual Result<void> read(LogPosition from,
                              const std::function<bool(const EntryView&)>& visit) const = 0;

    /// The position that the next fact will have; it is also the number of facts.
    virtual Result<LogPosition> end() const = 0;
    /// Hash of the last entry, chained over all before it; 32 zero bytes for an empty log.
    virtual Result<Digest> head_hash() const = 0;
    /// The entry that begins at this record of a journal, or else the last that begins before it;
    /// nothing when none of that epoch does.
    virtual Result<std::optional<LogPosition>> entry_at(const StreamPlace& place) const = 0;
    /// Where each agent's stream stands, by agent id.
    virtual Result<std::vector<StreamHead>> heads() const = 0;

    /// Small named values beside the log: the hub's id, its incarnation, keys made once.
    virtual Result<std::optional<Bytes>> named_value(std::string_view name) const = 0;
    /// Durable on return.
    virtual Result<void> set_named_value(std::string_view name, ByteView value) = 0;
};

}  // namespace saldo::hub
