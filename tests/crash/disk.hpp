#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "common/base/bytes.hpp"

namespace saldo::test {

// A thin sheet between the stores and the disk: the calls that change or flush one file are
// counted, recorded, or made to fail. It is linked into saldo_crash only.

/// One call that changed or flushed the file.
struct DiskCall {
    enum class Kind : std::uint8_t { write, flush };
    Kind kind = Kind::write;
    std::uint64_t offset = 0;
    Bytes bytes;
    bool is_durable = false;         ///< a write through a descriptor opened with O_DSYNC
    std::uint64_t acknowledged = 0;  ///< what had been acknowledged before the call
};

/// Starts to record the calls on the file.
void record_disk(const std::filesystem::path& file);
/// Notes that `number` is acknowledged: calls from here on come after it.
void note_acknowledged(std::uint64_t number);
/// Stops, and gives what was recorded.
std::vector<DiskCall> stop_recording();

enum class DiskFault : std::uint8_t { io_error, no_space, short_write, interrupted };

/// Lets the n-th call (from 1) on the file fail. An I/O error and a full disk stay for good, as
/// disks do.
void fail_disk(const std::filesystem::path& file, std::uint64_t nth, DiskFault fault);
/// How many calls on the file there were since, with the one that failed.
std::uint64_t disk_calls();

/// LMDB environments that are opened from here on get these flags too, for the controls: what a
/// store would be that trades its promise for speed. 0: as the product opens them.
void open_stores_with(unsigned lmdb_flags);

}  // namespace saldo::test
