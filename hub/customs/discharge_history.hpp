#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/customs/finding.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::customs {

/// What one file of another system's discharges says: every row, or none where an error was found.
struct DischargeHistoryFile {
    bool is_refused = false;
    std::vector<ForeignDischarge> rows;  ///< in file order
    std::vector<Finding> findings;
    std::vector<std::size_t> rows_apart;  ///< bad ones; with `quarantine` only
};

/// Reads discharges as another system tells them (docs/migration.md). `system` names it where the
/// file has no column for it. With `quarantine` bad rows are left out and counted.
DischargeHistoryFile read_discharge_history(const SourceFile& file, std::string_view system,
                                            bool quarantine);

}  // namespace saldo::customs
