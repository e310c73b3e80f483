#pragma once

#include <string>
#include <vector>

#include "hub/book/derive.hpp"

namespace saldo::book {

/// Alerts that a day brings, besides those that the facts alone give: LOT_EXPIRED, V1_UNMATCHED,
/// EXPIRES_BEFORE_FIFO_TURN, and the ladder before a term ends (TERM_ENDING, anexo24.md section 4).
/// Sorted.
std::vector<Alert> calendar_alerts(const Sources& sources, const std::string& rfc,
                                   const Derived& derived, LocalDate today);

}  // namespace saldo::book
