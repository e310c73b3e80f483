#pragma once

#include "hub/book/explain_case.hpp"

namespace saldo::book {

/// What each line of an outcome consumes, and which lots gave it, in the order in which they were
/// asked.
void explain_outcome_lines(const ExplainCase& about, std::uint32_t outcome);

}  // namespace saldo::book
