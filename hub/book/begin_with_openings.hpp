#pragma once

#include "hub/book/derived.hpp"
#include "hub/book/drafts.hpp"

namespace saldo::book {

/// On its opening day the book of a company is what its opening balances say: lots they list begin
/// with what was left of them, lots of that age that they do not list were closed. Does nothing for
/// a company that brought none.
///
/// Needs:   the lots of every document in derived.lots; outcomes up to that day left out.
void begin_with_openings(Derived& derived, const Surroundings& around);

}  // namespace saldo::book
