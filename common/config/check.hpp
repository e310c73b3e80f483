#pragma once

#include <string>
#include <vector>

#include "common/base/words.hpp"
#include "common/config/options.hpp"

namespace saldo::config {

/// What `check` prints, and `run` when it refuses to start: every fault and warning, one a line,
/// then the verdict.
std::string report(const Loaded& loaded, Language language);

/// Every setting that holds and where it came from, one a line, in the order of the table.
std::string effective(const OptionTable& table, const Values& values, Language language);

}  // namespace saldo::config
