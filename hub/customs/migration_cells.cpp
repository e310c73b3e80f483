#include "hub/customs/migration_cells.hpp"

#include "common/domain/pedimento_ref.hpp"
#include "hub/customs/rfc.hpp"

namespace saldo::customs {

std::string read_company(CsvTable& table, std::size_t column) {
    std::string rfc = normal_rfc(table.name_of(column, rfc_bytes_max));
    if (!rfc.empty() && !looks_like_rfc(rfc)) table.complain(FindingCode::bad_rfc, column);
    return rfc;
}

std::string read_pedimento_or_name(CsvTable& table, std::size_t column) {
    std::string name = table.name_of(column, key_bytes_max);
    const bool looks_like_one = name.find_first_not_of("0123456789- ") == std::string::npos;
    if (!name.empty() && looks_like_one && !printed_number_of(name)) {
        table.complain(FindingCode::bad_pedimento_name, column);
    }
    return name;
}

LocalDate needed_date_of(CsvTable& table, std::size_t column) {
    if (table.text(column).empty()) table.complain(FindingCode::missing_value, column);
    return table.optional_date_of(column).value_or(LocalDate{});
}

std::optional<Money> optional_money_of(CsvTable& table, std::size_t column) {
    if (table.text(column).empty()) return std::nullopt;
    const auto money = parse_money(table.text(column));
    if (money && *money >= Money{}) return *money;
    table.complain(money ? FindingCode::negative_value : FindingCode::bad_decimal, column);
    return std::nullopt;
}

}  // namespace saldo::customs
