#pragma once

#include <cstdint>
#include <vector>

#include "hub/export/export_scope.hpp"
#include "hub/export/log_pass.hpp"

namespace saldo::hub {

/// Positions of the facts of companies outside the export that the answers of those inside follow
/// from: docs/proof.md, "Facts of others", says which and why. Ascending.
///
/// With them, and with what the export has, a book gives the exported companies the answers that
/// it gives with all facts.
///
/// Cost:    four passes over the log. Memory: the names that facts of the export speak of, and
///          what is found.
/// Needs:   the scope is of some companies.
/// Errors:  as visit_log.
Result<std::vector<std::uint64_t>> find_foreign(const LogStore& log, const ExportScope& scope,
                                                const Passed& passed);

}  // namespace saldo::hub
