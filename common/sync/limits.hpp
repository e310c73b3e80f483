#pragma once

#include <cstddef>
#include <cstdint>

namespace saldo::sync {

/// Every maximum of the protocol between agent and hub, by name (sync.md sections 4 and 7).
struct Limits {
    // A batch when the agent is up to date, and when it catches up.
    std::size_t online_records_max = 100;
    std::size_t online_bytes_max = 48 * 1024;
    std::size_t catch_up_records_max = 500;
    /// Before packing; as sent it stays within frame_body_bytes_max, or is read again, smaller.
    std::size_t catch_up_bytes_max = 160 * 1024;

    std::int64_t linger_ms = 200;  ///< how long a record may wait for company, when online

    std::uint16_t window_first = 2;  ///< batches without a receipt, at the first grant
    std::uint16_t window_max = 16;
    std::uint32_t windows_sum_max = 8192;  ///< half of the broker's queue for the hub's session

    std::int64_t progress_ms_min = 5'000;  ///< no receipt for this long: send again
    std::int64_t progress_ms_max = 60'000;
    std::uint32_t timeouts_in_a_row_max = 3;  ///< then the link is taken for dead
    std::uint32_t hellos_unanswered_max = 6;  ///< the same, where no batch waits for its receipt
    std::int64_t silence_ms_max = 150'000;    ///< nothing of the hub was heard for so long: ask it
    std::int64_t halted_hello_ms = 300'000;   ///< a halted agent asks again this often

    std::int64_t back_off_ms_min = 1'000;
    std::int64_t back_off_ms_max = 300'000;
    std::int64_t hub_hello_jitter_ms_max = 2'000;  ///< a new run of the hub is heard by all at once

    /// Hashes that the hub keeps in memory for each agent, to compare a repeated range with.
    std::size_t remembered_hashes_max = 256;
};

/// Bounds of the format itself; both sides refuse what is past them before anything dear is done.
constexpr std::size_t frame_head_bytes = 148;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t frame_body_bytes_max = std::size_t{64} * 1024;
constexpr std::size_t frame_bytes_max = frame_head_bytes + frame_body_bytes_max + signature_bytes;
constexpr std::size_t unpacked_bytes_max = std::size_t{512} * 1024;
constexpr std::size_t agent_name_bytes_max = 32;

}  // namespace saldo::sync
