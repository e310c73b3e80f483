#pragma once

#include <string>
#include <vector>

#include "common/base/words.hpp"
#include "hub/prove/debt_rows.hpp"

namespace saldo::hub {

// The derivation in words: what opened, what discharged it in which order, what is left, and the
// rule of each step (D-..), with positions of the log.

std::vector<std::string> words_of_lots(const book::Derived& derived, const std::string& rfc,
                                       const DebtRows& rows, Language language);
std::vector<std::string> words_of_exit(const book::Derived& derived, const std::string& rfc,
                                       const DebtRows& rows, Language language);

}  // namespace saldo::hub
