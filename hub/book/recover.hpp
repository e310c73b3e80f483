#pragma once

#include <vector>

#include "hub/book/derived.hpp"

namespace saldo::book {

/// Opens the lots that disassemblies recover: what comes out of a lot keeps its dates, pedimento
/// and place in the queue, and exists from the day on which it was taken apart (anexo24.md 3.1-7).
/// What comes out may be taken apart in turn. Scrap enters its pool as well.
///
/// Needs:   ranks of derived.outcomes; rows in any order.
/// Gives:   derived.lots with the recovered ones, rows sorted.
void open_recovered_lots(Derived& derived, const std::vector<std::uint32_t>& ranks);

}  // namespace saldo::book
