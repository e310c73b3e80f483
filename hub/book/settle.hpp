#pragma once

#include "hub/book/derived.hpp"

namespace saldo::book {

/// Folds every pool of a draft: opens recovered lots, sorts the rows, fills takes, balances and
/// shortages, and notes the alerts that come of them.
void settle(Derived& derived);

}  // namespace saldo::book
