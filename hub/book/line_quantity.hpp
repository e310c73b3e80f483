#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/book/derive.hpp"

namespace saldo::book {

/// Parts or products of one line of the newest version of a chain, with their quantities; empty
/// where it has no such line, or nobody says of which part it is.
std::vector<std::pair<std::string, Quantity>> line_quantities(const Sources& sources,
                                                              const Chain& chain,
                                                              std::uint32_t line);

/// The chain as it was when only versions paid up to that day were known.
Chain chain_on(const Chain& chain, LocalDate day);

}  // namespace saldo::book
