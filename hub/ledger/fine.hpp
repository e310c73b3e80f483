#pragma once

#include <cstdint>
#include <optional>

#include "common/base/date.hpp"
#include "common/domain/money.hpp"

namespace saldo::ledger {

/// What a spontaneous late return costs: for each 15 days or fraction, not above the value of the
/// goods returned.
struct LateReturn {
    std::int64_t days = 0;
    std::int64_t periods = 0;
    std::optional<Money> least;  ///< none for a year whose amounts are not in the table
    std::optional<Money> most;
};

/// Needs:   returned_on > term_end.
/// Law:     Ley Aduanera art. 183-II; amounts of the year of the operation (anexo24.md section 7).
LateReturn late_return_fine(LocalDate term_end, LocalDate returned_on, std::optional<Money> value);

}  // namespace saldo::ledger
