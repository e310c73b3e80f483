#pragma once

#include <vector>

#include "common/domain/fact.hpp"
#include "hub/commands/command.hpp"
#include "hub/commands/import_report.hpp"
#include "hub/files/source_files.hpp"

namespace saldo::hub {

/// One file, or one folder of catalogs, read to facts.
struct Reading {
    ImportedSet set;
    std::vector<Fact> facts;
};

/// Applies what was read and not refused, file by file, and says what became of each. The files are
/// kept as they came, also those that are refused; with --dry-run nothing is written.
CommandResult apply_all(const config::CommandLine& line, HubStore& hub, UtcTime now,
                        const files::SourceFiles& sources, std::vector<Reading> readings,
                        std::vector<customs::Finding> findings);

}  // namespace saldo::hub
