#pragma once

#include <set>

#include "common/base/date.hpp"

namespace saldo::ledger {

/// Days that are no business days besides Saturdays and Sundays.
using Holidays = std::set<LocalDate>;

/// Last day of a residence term of `months` from `start`: the same day, or the last day of the
/// month where that day does not exist. Policy CONSERVATIVE (anexo24.md section 4). Law: Ley
/// Aduanera art. 108.
LocalDate term_end_conservative(LocalDate start, int months);

/// Policy CFF12: where the day does not exist, the first business day of the following month; a
/// last day that is no business day moves to the next one. Law: Código Fiscal de la Federación
/// art. 12.
LocalDate term_end_cff12(LocalDate start, int months, const Holidays& holidays);

}  // namespace saldo::ledger
