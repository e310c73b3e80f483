#pragma once

#include <optional>
#include <string>

#include "common/domain/money.hpp"
#include "hub/customs/csv_table.hpp"

namespace saldo::customs {

// Cells that the files of another system share (docs/migration.md).

constexpr std::size_t clave_bytes_max = 16;
constexpr std::size_t key_bytes_max = 128;
constexpr std::uint32_t secuencia_max = 99'999;

std::string read_company(CsvTable& table, std::size_t column);
/// A pedimento as key or 15 digits, or a name of its own. What looks like a pedimento and is none
/// is complained about: taken for a name it would never meet its document.
std::string read_pedimento_or_name(CsvTable& table, std::size_t column);
LocalDate needed_date_of(CsvTable& table, std::size_t column);
std::optional<Money> optional_money_of(CsvTable& table, std::size_t column);

}  // namespace saldo::customs
