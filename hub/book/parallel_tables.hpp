#pragma once

#include "hub/book/parallel_run.hpp"
#include "hub/book/table.hpp"

namespace saldo::book {

/// One row a difference: what other programs read (docs/migration.md).
Table differences_table(const std::string& rfc, const ParallelRun& run);
/// One row a cause, with its story in words.
Table causes_table(const ParallelRun& run, Language language);
/// Rows that agree, and those that differ by reason, with what each reason means.
Table summary_table(const ParallelRun& run, Language language);

}  // namespace saldo::book
