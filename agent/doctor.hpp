#pragma once

#include <string>
#include <vector>

#include "agent/settings.hpp"
#include "common/base/words.hpp"
#include "common/config/exit_code.hpp"

namespace saldo::agent {

/// One thing that was looked at.
struct Finding {
    enum class Grade : std::uint8_t { well, advice, trouble };
    Grade grade = Grade::well;
    std::string what;
    std::string why;      ///< it matters
    std::string to_type;  ///< or to do
};

/// Looks at everything that makes an agent work: configuration, bundle, disk, clock, catalog, the
/// running agent or its journal, and the broker. Changes nothing; waits a few seconds at most, but
/// for the walk through the journal of an agent that is stopped.
std::vector<Finding> diagnose(const LoadedSettings& loaded, Language language);

/// `doctor`: prints the findings. 1 when one of them is trouble.
config::ExitCode show_diagnosis(const LoadedSettings& loaded, Language language);

}  // namespace saldo::agent
