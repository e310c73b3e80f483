#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo::hub {

/// What another program is given, besides its arguments.
struct ChildInput {
    ByteView bytes;              ///< its standard input …
    std::filesystem::path file;  ///< … or this file, where it is named
    /// Its standard output goes to this new file, 0600; not named: into Ended::out.
    std::filesystem::path out;
};

struct Ended {
    int exit = 0;  ///< or 128 + the signal that ended it
    Bytes out;
    std::string err;  ///< the end of what it said
};

/// Runs a program and waits for it. `program` without a slash is looked for in PATH.
/// No shell: arguments are what they are. What it prints is kept in memory, at most `out_max`.
///
/// Owns:    safe from any thread; the child inherits nothing but its three streams.
/// Errors:  not_found when there is no such program; unavailable; as system_error.
Result<Ended> run_child(const std::string& program, const std::vector<std::string>& arguments,
                        const ChildInput& input = {}, std::size_t out_max = 64U << 20);

/// Kills what run_child() waits for, and lets it start nothing more: the program is ending.
void end_children();

/// This very program, for run_child(): also when its file was replaced by another version since.
std::string this_program();

}  // namespace saldo::hub
