#pragma once

#include <cstdio>
#include <filesystem>

#include "agent/journal/lmdb_journal.hpp"
#include "common/base/words.hpp"
#include "common/config/exit_code.hpp"

namespace saldo::agent {

/// `journal verify`: reads everything that is kept, prints what was found, and names the first
/// record that does not hold.
config::ExitCode verify_journal(const std::filesystem::path& folder, const JournalLimits& limits,
                                Language language, std::FILE* out);

/// `journal export`: one line of JSON for each record that is kept, oldest first. Quantities and
/// hashes are texts; a body that cannot be read is given in hexadecimal.
config::ExitCode export_journal(const std::filesystem::path& folder, const JournalLimits& limits,
                                Language language, std::FILE* out);

}  // namespace saldo::agent
