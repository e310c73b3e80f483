#pragma once

#include <span>
#include <string>

namespace saldo::scenario {

/// Runs scenario files, each in a fresh, empty book: `saldo-hub scenario FILE…`.
///
/// Gives:   in `out`, in the order of the files, a line for each failed expectation and each file
///          that could not be run, then "N expectations, M failed" over all of them.
///          0: all hold; 1: some failed; 2: a file is malformed, cannot be read, or needs a rule
///          that is not built yet. The other files are run all the same.
int run_files(std::span<const std::string> paths, std::string& out);

}  // namespace saldo::scenario
