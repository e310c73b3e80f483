#include "hub/customs/discharge_history.hpp"

#include <array>
#include <map>
#include <utility>

#include "common/domain/movement.hpp"
#include "hub/customs/csv_table.hpp"
#include "hub/customs/migration_cells.hpp"

namespace saldo::customs {
namespace {

enum Place : std::size_t {
    rfc,
    system_name,
    exit_key,
    exit_secuencia,
    exit_clave,
    product,
    part_number,
    lot_key,
    lot_secuencia,
    qty_umc,
    operation_date,
};

constexpr std::array<CsvColumn, 11> columns = {{{"rfc"},
                                                {"system", false},
                                                {"exit_key"},
                                                {"exit_secuencia"},
                                                {"exit_clave", false},
                                                {"product", false},
                                                {"part_number"},
                                                {"lot_key"},
                                                {"lot_secuencia"},
                                                {"qty_umc"},
                                                {"operation_date", false}}};

constexpr std::size_t system_bytes_max = 64;

ForeignDischarge read_row(CsvTable& table, std::string_view system) {
    ForeignDischarge row;
    row.rfc = read_company(table, rfc);
    row.system = table.note_of(system_name, system_bytes_max);
    if (row.system.empty()) row.system = system;
    row.exit_key = read_pedimento_or_name(table, exit_key);
    row.exit_line = table.number_of(exit_secuencia, 0, secuencia_max);
    row.exit_clave = table.note_of(exit_clave, clave_bytes_max);
    row.product = table.note_of(product, MovementLimits::part_number_max);
    row.part_number = table.name_of(part_number, MovementLimits::part_number_max);
    row.lot_key = read_pedimento_or_name(table, lot_key);
    row.lot_line = table.number_of(lot_secuencia, 0, secuencia_max);
    row.quantity = table.quantity_of(qty_umc, false);
    row.operation_date = table.optional_date_of(operation_date);
    return row;
}

}  // namespace

DischargeHistoryFile read_discharge_history(const SourceFile& file, std::string_view system,
                                            bool quarantine) {
    DischargeHistoryFile result;
    FindingList findings;
    CsvTable table{file, columns, findings};
    result.is_refused = findings.has_errors();
    std::map<ForeignDischarge, std::uint32_t> seen;
    while (table.next()) {
        ForeignDischarge row = read_row(table, system);
        if (!table.is_good()) {
            result.rows_apart.push_back(table.row());
            continue;
        }
        // Equal rows are not copies of one: a system may list what one line took in two columns.
        const std::uint32_t occurrence = seen[row]++;
        row.occurrence = occurrence;
        result.rows.push_back(std::move(row));
    }
    result.is_refused = result.is_refused || (findings.has_errors() && !quarantine);
    result.findings = findings.take();
    if (result.is_refused) {
        result.rows.clear();
        result.rows_apart.clear();
    }
    return result;
}

}  // namespace saldo::customs
