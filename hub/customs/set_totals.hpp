#pragma once

#include "hub/customs/datastage.hpp"
#include "hub/customs/record_file.hpp"

namespace saldo::customs {

/// Adds the figures of one record file.
void add_totals(const RecordFile& file, SetTotals& totals);

}  // namespace saldo::customs
