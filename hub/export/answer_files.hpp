#pragma once

#include <string>
#include <vector>

#include "hub/book/book.hpp"
#include "hub/book/table.hpp"
#include "hub/export/export_folder.hpp"

namespace saldo::hub {

/// One table of answers of one company, as the export has it: everything that is known, closed lots
/// and empty balances too; alerts with those that the calendar of the day `as_of` brings.
struct AnswerTable {
    const char* name;  ///< "lots": answers/lots.csv
    book::Table (*of)(book::Book& book, const std::string& rfc, LocalDate as_of);
};
/// In the order in which they are written.
const std::vector<AnswerTable>& answer_tables();

/// Writes answers/*.csv for these companies, a company at a time. Errors: as ExportFolder.
Result<void> write_answers(ExportFolder& folder, book::Book& book,
                           const std::vector<std::string>& companies, LocalDate as_of);

}  // namespace saldo::hub
