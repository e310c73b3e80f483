#pragma once

#include <cstdint>
#include <variant>

#include "common/base/time.hpp"
#include "hub/log/lmdb_log.hpp"

namespace saldo::hub {

/// A point in time of a log: so many facts, or all that were received until then.
using LogPoint = std::variant<std::uint64_t, UtcTime>;

/// Writes what lies before `point` into an empty log: entries, how far each journal is held, the
/// index of journals, and the small values beside the log as they are now.
///
/// A batch of an agent is signed as a whole: one that reaches over the point is left out, and its
/// agent sends it again. Facts that people told are cut exactly.
/// Gives:   the end of the new log: `point`, or the beginning of that batch.
/// Errors:  conflict when the log ends before that position; storage.
Result<LogPosition> cut_log(const LmdbLog& from, LmdbLog& to, const LogPoint& point);

}  // namespace saldo::hub
