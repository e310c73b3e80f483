#pragma once

#include <filesystem>
#include <string>

#include "agent/sources/line_sink.hpp"
#include "common/base/words.hpp"
#include "common/config/exit_code.hpp"

namespace saldo::agent {

/// `feed FILE.csv`: plays a movement file into `sink`, with progress on a terminal, then prints the
/// summary and each refused line. `where` says whereto, for people. 1 when any line was refused.
config::ExitCode feed_file(const std::filesystem::path& file, LineSink& sink,
                           const std::string& where, Language language, bool as_json);

}  // namespace saldo::agent
