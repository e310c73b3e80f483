#pragma once

#include "hub/book/derived.hpp"

namespace saldo::book {

/// Gives uses of stock that is not temporary their definitive lots, oldest first; uses of which
/// nobody recorded the status take from them what no temporary lot could cover (D-16). Sorts
/// Derived::national; temporary lots are not touched.
///
/// Needs:   uses in their order, their shortages known; takes of temporary lots done.
/// Gives:   national and shortage of those uses, national_takes, and what is left of each lot.
void take_national(Derived& derived);

}  // namespace saldo::book
