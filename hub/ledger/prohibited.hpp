#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/result.hpp"
#include "hub/ledger/rule_rows.hpp"

namespace saldo::ledger {

/// One row of configs/catalogs/prohibited_goods.csv: tariff codes that may not enter with a key.
struct Prohibition {
    InForce days;
    std::string clave;
    std::uint32_t first = 0;  ///< fracciones of 8 digits, both ends included
    std::uint32_t last = 0;
};
/// Errors: malformed, naming the line.
Result<std::vector<Prohibition>> parse_prohibitions(std::string_view csv);

/// Goods that may not enter temporarily any more; a paid pedimento is a fact all the same.
/// Law: Decree, Annex I, as anexo24.md section 8 dates it.
bool is_prohibited(std::string_view clave, std::uint32_t fraccion, LocalDate on);

}  // namespace saldo::ledger
