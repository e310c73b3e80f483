#pragma once

#include "hub/book/derived.hpp"

namespace saldo::book {

/// Puts lots and uses in their order, folds every pool, writes rows, balances and the alerts that
/// the fold gives (SHORTAGE, UNDISCHARGED_EXIT, LATE_RETURN, EXPIRED_LOT_SKIPPED).
void settle(Derived& derived);

}  // namespace saldo::book
