#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/result.hpp"
#include "common/domain/money.hpp"

namespace saldo::ledger {

/// One row of configs/catalogs/late_return_fines.csv: the fine for one period, in pesos.
struct YearlyFine {
    int year = 0;
    std::int64_t least_mxn = 0;
    std::int64_t most_mxn = 0;
};
/// By year. Errors: malformed, naming the line, for what cannot be read or stands there twice.
Result<std::vector<YearlyFine>> parse_fines(std::string_view csv);

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
