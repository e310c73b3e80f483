#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "agent/journal/journal.hpp"
#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/sync/protocol.hpp"

namespace saldo::agent {

/// A run of records out of the journal, ready to be framed.
struct RecordRange {
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    Digest before{};
    Digest after{};
    Bytes records;  ///< one after the other, as they were written
};

/// What the uplink needs of the journal: the only thing of it that it sees.
class RecordSource {
public:
    virtual ~RecordSource() = default;

    virtual sync::Place head() const = 0;
    virtual std::uint64_t tail() const = 0;
    /// The newest receipt that was written with mark_held, as the hub signed it; or empty.
    virtual Bytes newest_receipt() const = 0;

    /// Records from `from`, as many as fit both limits, at least one if there is one. Past the
    /// head: a count of 0. Errors: storage, malformed (a record whose checksum does not hold).
    virtual Result<RecordRange> read(std::uint64_t from, std::size_t records_max,
                                     std::size_t bytes_max) const = 0;
    /// The chain hash at a place of an epoch; nothing where we have none, or it is damaged. Errors:
    /// storage: taken for a hole, a disk that failed once would have records written again that the
    /// hub holds.
    virtual Result<std::optional<Digest>> hash_at(std::uint32_t ordinal,
                                                  std::uint64_t next) const = 0;
    /// Has the hub's receipt written beside the journal, soon. A receipt that is lost in a crash
    /// costs a resend, nothing else. Errors: storage.
    virtual Result<void> mark_held(const sync::Receipt& receipt, ByteView as_signed) = 0;

    /// Goes on in a new epoch past `after`; durable on return. Errors: storage.
    virtual Result<void> open_epoch(wire::EpochReason reason, std::uint32_t after) = 0;
    /// Closed epochs of which it is not known what this incarnation of the hub holds.
    virtual Result<std::vector<Unsettled>> unsettled(std::uint64_t incarnation) const = 0;
    /// Notes it, durably, and has the rest written again. Errors: storage.
    virtual Result<void> settle(const Settlement& settlement) = 0;
    /// Goes on with what an earlier start left to be written again.
    virtual void go_on_rehoming() = 0;
};

}  // namespace saldo::agent
