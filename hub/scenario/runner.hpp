#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saldo::scenario {

/// What became of one file.
struct FileResult {
    std::string text;  ///< a line for each expectation that failed, and for what ended the file
    std::size_t expectations = 0;
    std::size_t failed = 0;
    bool is_broken = false;  ///< malformed, or in need of a rule that is not built yet
};

/// Runs one file in a fresh, empty book. `name` is what its lines of output begin with.
FileResult run(std::string_view name, std::string_view text);

}  // namespace saldo::scenario
