#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hub/book/book.hpp"
#include "hub/export/export_scope.hpp"
#include "hub/export/log_pass.hpp"

namespace saldo::hub {

/// Writes an export as one SQLite file (docs/proof.md, "As one file"): what it is of, every fact
/// and record with its place, movements, and the answers. Nothing to do where the file is of this
/// scope already.
///
/// Needs:   `scope` has its companies; `answered` are those that the book knows, in order.
/// Errors:  conflict for a file that is there and is something else; unavailable when the disk is
///          full; storage.
Result<void> write_sqlite(const LogStore& log, book::Book& book, const ExportScope& scope,
                          const std::vector<std::string>& answered,
                          const std::filesystem::path& path, const Passed& passed);

}  // namespace saldo::hub
