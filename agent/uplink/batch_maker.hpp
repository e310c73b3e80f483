#pragma once

#include <functional>
#include <string>

#include "agent/uplink/record_source.hpp"
#include "common/crypto/sign.hpp"
#include "common/sync/outbox.hpp"

namespace saldo::agent {

/// A batch ready for the broker.
struct ReadyBatch {
    std::uint64_t next = 0;  ///< records before it are in the batch; the range's `from`: none were
    Bytes frame;             ///< signed; empty where there was nothing to send
};

/// Reads a range of the journal, packs it if asked to, and signs it. Safe from any thread.
///
/// Gives:   at least one record, if there is one, and as many as fit the range and one frame.
/// Errors:  those of RecordSource::read.
Result<ReadyBatch> make_batch(const RecordSource& source, const std::string& agent,
                              const SigningKey& key, const sync::SendRange& range);

/// Has a batch made, and brings it back on the caller's thread, at once or later.
using BatchDone = std::function<void(Result<ReadyBatch>)>;
using MakeBatch = std::function<void(const sync::SendRange&, BatchDone)>;

}  // namespace saldo::agent
