#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "common/base/time.hpp"
#include "common/sync/record.hpp"

// Storage that was damaged is filled again from the other side (docs/protocol.md#refill). Pure: who
// asks for what, and how often; bytes and disks are the shells'.

namespace saldo::sync {

/// Asks for records of one agent again, in a batch. The batch that answers is signed by the agent,
/// whoever sends it: it proves itself.
struct RefillRequest {
    Epoch epoch;
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    bool is_packed = false;  ///< of the hub, which wants the very bytes of a batch: it was zstd
    friend bool operator==(const RefillRequest&, const RefillRequest&) = default;
};

/// No batch has more records: those of the smallest size, unpacked.
constexpr std::uint32_t refill_records_max = 512U * 1024 / record_head_bytes;
bool is_sound(const RefillRequest& request);

/// Runs of neighbours among sequences in ascending order, none longer than `count_max`.
struct SequenceRun {
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    friend bool operator==(const SequenceRun&, const SequenceRun&) = default;
};
std::vector<SequenceRun> runs_of(std::span<const std::uint64_t> sequences, std::uint32_t count_max);

/// Lets so many things happen in any `window_ms`; the rest is refused, not queued.
class RateLimit {
public:
    RateLimit(std::size_t count_max, std::int64_t window_ms)
        : count_max_{count_max}, window_ms_{window_ms} {}
    [[nodiscard]] bool allows(SteadyTime now);

private:
    std::size_t count_max_;
    std::int64_t window_ms_;
    std::deque<SteadyTime> taken_;
};

}  // namespace saldo::sync
