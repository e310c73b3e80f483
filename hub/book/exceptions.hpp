#pragma once

#include <string>
#include <vector>

#include "hub/book/derive.hpp"

namespace saldo::book {

/// Alerts of a company that come of no single draft: facts that wait or contradict each other,
/// addresses that are not registered, delays, parts that no catalog has.
std::vector<Alert> exceptions_of(const Sources& sources, const std::string& rfc,
                                 const Derived& derived);

}  // namespace saldo::book
