#include "hub/customs/invoice_lines.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>

#include "common/domain/movement.hpp"
#include "hub/customs/csv_table.hpp"
#include "hub/customs/rfc.hpp"

namespace saldo::customs {
namespace {

enum Place : std::size_t {
    rfc,
    plant,
    cove,
    pedimento_key,
    secuencia,
    part_number,
    qty_umc,
    umc,
    first_extra,
};

constexpr std::array<CsvColumn, 13> invoice_columns = {{{"rfc"},
                                                        {"plant", false},
                                                        {"cove", false},
                                                        {"pedimento_key"},
                                                        {"secuencia"},
                                                        {"part_number"},
                                                        {"qty_umc"},
                                                        {"umc"},
                                                        {"value", false},
                                                        {"currency", false},
                                                        {"invoice", false},
                                                        {"supplier_part", false},
                                                        {"cfdi_uuid", false}}};

constexpr std::size_t cove_bytes_max = 40;
constexpr std::size_t extra_bytes_max = 200;
constexpr std::uint32_t secuencia_max = 99'999;

std::string read_rfc(CsvTable& table) {
    std::string value = normal_rfc(table.name_of(rfc, rfc_bytes_max));
    if (!value.empty() && !looks_like_rfc(value)) table.complain(FindingCode::bad_rfc, rfc);
    return value;
}

PedimentoRef read_pedimento(CsvTable& table) {
    if (table.text(pedimento_key).empty()) {
        table.complain(FindingCode::missing_value, pedimento_key);
        return {};
    }
    const auto ref = parse_pedimento_key(table.text(pedimento_key));
    if (ref) return *ref;
    table.complain(FindingCode::bad_pedimento_key, pedimento_key);
    return {};
}

/// The further columns as given, "name=value" a line, in our order.
std::string read_extra(CsvTable& table) {
    std::string extra;
    for (std::size_t column = first_extra; column < invoice_columns.size(); ++column) {
        const std::string value = table.note_of(column, extra_bytes_max);
        if (value.empty()) continue;
        if (!extra.empty()) extra += '\n';
        extra.append(invoice_columns[column].name).append("=").append(value);
    }
    return extra;
}

InvoiceLine read_line(CsvTable& table) {
    InvoiceLine line;
    line.rfc = read_rfc(table);
    line.plant = table.note_of(plant, MovementLimits::plant_max);
    line.cove = table.note_of(cove, cove_bytes_max);
    line.pedimento = read_pedimento(table);
    line.secuencia = table.number_of(secuencia, 1, secuencia_max);
    line.part_number = table.name_of(part_number, MovementLimits::part_number_max);
    line.quantity = table.quantity_of(qty_umc, false);
    line.umc = table.unit_of(umc);
    line.extra = read_extra(table);
    return line;
}

/// Equal lines are not copies of one: an invoice may list the same goods twice.
void number_equal_lines(std::vector<InvoiceLine>& lines) {
    std::vector<std::size_t> order(lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return lines[a] < lines[b]; });
    std::uint32_t occurrence = 0;
    for (std::size_t i = 1; i < order.size(); ++i) {
        InvoiceLine before = lines[order[i - 1]];
        before.occurrence = 0;
        occurrence = before == lines[order[i]] ? occurrence + 1 : 0;
        lines[order[i]].occurrence = occurrence;
    }
}

}  // namespace

InvoiceLineFile read_invoice_lines(const SourceFile& file) {
    InvoiceLineFile result;
    FindingList findings;
    CsvTable table{file, invoice_columns, findings};
    while (table.next()) {
        InvoiceLine line = read_line(table);
        if (table.is_good()) result.lines.push_back(std::move(line));
    }
    result.is_refused = findings.has_errors();
    result.findings = findings.take();
    if (result.is_refused) {
        result.lines.clear();
    } else {
        number_equal_lines(result.lines);
    }
    return result;
}

}  // namespace saldo::customs
