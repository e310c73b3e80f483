#pragma once

#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/customs/finding.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::customs {

/// What one file of movements says: every movement, or none where an error was found.
struct MovementFile {
    bool is_refused = false;
    std::vector<ImportedMovement> movements;  ///< in file order, each event once
    std::vector<Finding> findings;
};

/// Reads neutral movement lines from before Saldo (house.md section 7), columns by header name.
/// The company is the one of the row's optional `rfc` column, else `rfc`, else the one that the
/// file is named for ("GNA150301A00_P01.csv").
MovementFile read_movements(const SourceFile& file, std::string_view rfc = {});

}  // namespace saldo::customs
