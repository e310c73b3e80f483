#pragma once

#include "hub/book/book.hpp"
#include "hub/book/table.hpp"

namespace saldo::book {

// Contents of the credit account (SCCCyG, Annex 30; anexo24.md section 6). The layout of the
// authority's own file is not known, and not invented here.

/// Every report that the book gives or that was filed, a row a tariff code at import: what was
/// filed, what the book says now, the difference, and how the report stands.
///
/// `state`: "open" was never filed; "filed" stands as filed; "replacement" waits for two people,
/// "replacement_approved_once" for the second one.
Table credit_reports_table(Book& book, const std::string& rfc);

/// What is left of each lot that stands on the account, in both views of first in, first out: the
/// company's, by part, and SAT's, by tariff code over the reports.
Table credit_account_table(Book& book, const std::string& rfc);

}  // namespace saldo::book
