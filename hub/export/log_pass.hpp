#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"
#include "common/domain/fact.hpp"
#include "common/sync/record.hpp"
#include "hub/log/log_store.hpp"

namespace saldo::hub {

/// A fact of the log, in place. Valid during the visit.
struct PlacedFact {
    std::uint64_t position = 0;
    UtcTime received;
    const std::string& company;  ///< whose tree it lies in; "" is `common`
    ByteView bytes;              ///< as the log has it
    const Fact& fact;
};

/// A record of a journal, in place. Valid during the visit.
struct PlacedRecord {
    std::uint64_t position = 0;
    UtcTime received;
    const std::string& company;
    const std::string& agent;
    std::uint32_t epoch = 0;
    std::uint64_t sequence = 0;
    const sync::RecordView& record;
};

/// A batch as its agent signed it. Valid during the visit.
struct PlacedFrame {
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t skip = 0;
    const std::string& company;
    ByteView whole;
};

/// What a pass over the log shows: a frame, then its records; facts one by one. Errors end it.
class LogVisitor {
public:
    virtual ~LogVisitor() = default;
    /// Whether frames of a company are to be opened. What nobody reads is not unpacked.
    virtual bool wants_records(const std::string& /*company*/) const { return true; }
    virtual Result<void> frame(const PlacedFrame& frame) = 0;
    virtual Result<void> record(const PlacedRecord& record) = 0;
    virtual Result<void> fact(const PlacedFact& fact) = 0;
};

/// Facts so far, of how many.
using Passed = std::function<void(std::uint64_t, std::uint64_t)>;

/// Shows the log before `end`, in order, each fact with its company. Memory: what the names of
/// declared things take (the book holds more of each), and one entry.
///
/// Needs:   `end` cuts no frame (whole_frames_before).
/// Errors:  storage, naming the position, for an entry that this hub cannot have stored; whatever
///          the visitor gives.
Result<void> visit_log(const LogStore& log, std::uint64_t end, LogVisitor& visitor,
                       const Passed& passed);

/// The greatest position up to `wanted` that cuts no frame: the records of one were received, and
/// known, at once. Past the end of the log: its end.
Result<std::uint64_t> whole_frames_before(const LogStore& log, std::uint64_t wanted);

/// How many facts were known at an instant: those before the first that was received later.
Result<std::uint64_t> known_at(const LogStore& log, UtcTime instant);

}  // namespace saldo::hub
