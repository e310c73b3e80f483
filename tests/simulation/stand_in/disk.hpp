#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "common/base/bytes.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/trace.hpp"

// A disk in memory. The real journal and the real log write to it: beside this header lie other
// bodies for common/store's classes, which the linker takes instead of LMDB's.

namespace saldo::sim {

using Rows = std::map<Bytes, Bytes>;

/// What the platter holds after a power cut: commits that returned, whole; nothing else.
struct Image {
    std::map<std::string, Rows, std::less<>> tables;
};

/// The process died here. Flies through the product's code up to the node that ran it.
struct Crash {
    const char* where;
};

/// How often a disk fails, in permille of the calls.
struct DiskFaults {
    std::uint32_t crash_writing = 0;  ///< before a row is written
    std::uint32_t crash_before_commit = 0;
    std::uint32_t crash_in_commit = 0;  ///< the survivor is drawn
    std::uint32_t crash_after_commit = 0;
    std::uint32_t commit_fails = 0;  ///< EIO; the survivor is drawn
    std::uint32_t read_fails = 0;    ///< EIO when a transaction begins
    std::uint32_t sudden_full = 0;   ///< there was room, and then there was not
};

/// A row that was damaged, as the fault left it.
struct Damage {
    std::string table;
    Bytes key;
    Bytes value;
};

class Disk {
public:
    Disk(std::string name, Chance chance, Counters& counters);
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    const std::string& name() const { return name_; }
    bool hits(std::uint32_t permille, const char* what);
    bool coin() { return chance_.hits(500); }

    /// Flips, tears or misdirects one row of what lies there; nothing when there is none.
    std::optional<Damage> damage();
    /// Whether the damage lies there still.
    bool has(const Damage& damage) const;

    Image image;
    DiskFaults faults;
    bool is_full = false;
    bool is_open = false;  ///< a process owns it
    std::uint64_t commits = 0;

private:
    std::string name_;
    Chance chance_;
    Counters& counters_;
};

/// The disk that a path lies on: its first part names it. Needs: there is one.
Disk& disk_at(const std::filesystem::path& path);

/// Rows that are no table of the store, but files beside it: damage leaves them alone.
constexpr std::string_view files_table = "(files)";

}  // namespace saldo::sim
