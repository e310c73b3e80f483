#pragma once

#include <optional>

#include "hub/book/book.hpp"
#include "hub/book/table.hpp"
#include "hub/book/tables.hpp"

namespace saldo::book {

/// What differs between two books: discharge rows, balances of lots, alerts and reports of the
/// credit account, with what each says before and after. For a plan, and for what a late or
/// corrected fact changed (D-11).
///
/// Gives:   one row a difference: what, rfc, ref (outcome, lot, alert or report), line, part, lot,
///          before, after. Ordered by company, kind and reference; empty when the books say the
///          same.
Table differences(Book& before, Book& after, const Filter& filter);

}  // namespace saldo::book
