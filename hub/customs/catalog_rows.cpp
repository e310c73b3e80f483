#include "hub/customs/catalog_rows.hpp"

#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "common/base/text.hpp"
#include "common/domain/movement.hpp"
#include "hub/customs/rfc.hpp"

namespace saldo::customs {
namespace {

constexpr std::size_t part_bytes_max = MovementLimits::part_number_max;
constexpr std::size_t plant_bytes_max = MovementLimits::plant_max;
constexpr std::size_t text_bytes_max = 300;
constexpr std::size_t company_bytes_max = 256;

/// An RFC that a catalog names. Empty where the column is optional: for every company.
std::string read_rfc(CsvTable& table, std::size_t column, bool is_needed) {
    const std::string text =
        is_needed ? table.name_of(column, rfc_bytes_max) : table.note_of(column, rfc_bytes_max);
    std::string rfc = normal_rfc(text);
    if (!rfc.empty() && !looks_like_rfc(rfc)) table.complain(FindingCode::bad_rfc, column);
    return rfc;
}

/// Reads all rows of a file, and complains about a key that comes again.
template <class Entry, class ReadRow, class KeyOf>
Rows<Entry> read_rows(CsvTable& table, std::size_t key_column, ReadRow read_row, KeyOf key_of) {
    Rows<Entry> result;
    std::map<decltype(key_of(std::declval<const Entry&>())), std::size_t> seen;
    while (table.next()) {
        Entry entry = read_row();
        if (!table.is_good()) continue;
        const auto [at, is_new] = seen.try_emplace(key_of(entry), table.row());
        if (!is_new) {
            table.complain(FindingCode::duplicate_entry, key_column, std::to_string(at->second));
            continue;
        }
        result.entries.push_back(std::move(entry));
        result.rows.push_back(table.row());
    }
    return result;
}

PartKind read_kind(CsvTable& table, std::size_t column) {
    constexpr std::array<std::pair<std::string_view, PartKind>, 8> kinds = {
        {{"direct", PartKind::direct},
         {"indirect", PartKind::indirect},
         {"packaging", PartKind::packaging},
         {"container", PartKind::container},
         {"directo", PartKind::direct},
         {"indirecto", PartKind::indirect},
         {"empaque", PartKind::packaging},
         {"contenedor", PartKind::container}}};
    const std::string value = to_lower_ascii(table.text(column));
    if (value.empty()) return PartKind::direct;
    for (const auto& [name, kind] : kinds) {
        if (value == name) return kind;
    }
    table.complain(FindingCode::unexpected_value, column, "direct, indirect, packaging, container");
    return PartKind::direct;
}

}  // namespace

Rows<Company> read_companies(const SourceFile& file, FindingList& findings) {
    enum Place : std::size_t { rfc, name, immex_program, outside };
    constexpr std::array<CsvColumn, 4> columns = {
        {{"rfc"}, {"name"}, {"immex_program", false}, {"outside", false}}};
    CsvTable table{file, columns, findings};
    return read_rows<Company>(
        table, rfc,
        [&] {
            return Company{.rfc = read_rfc(table, rfc, true),
                           .name = table.name_of(name, company_bytes_max),
                           .immex_program = table.note_of(immex_program, 32),
                           .outside = table.flag_of(outside, false)};
        },
        [](const Company& company) { return company.rfc; });
}

Rows<Plant> read_plants(const SourceFile& file, FindingList& findings) {
    enum Place : std::size_t { rfc, plant, registered };
    constexpr std::array<CsvColumn, 3> columns = {{{"rfc"}, {"plant"}, {"registered", false}}};
    CsvTable table{file, columns, findings};
    return read_rows<Plant>(
        table, plant,
        [&] {
            return Plant{.rfc = read_rfc(table, rfc, true),
                         .plant = table.name_of(plant, plant_bytes_max),
                         .registered = table.flag_of(registered, true)};
        },
        [](const Plant& entry) { return std::pair{entry.rfc, entry.plant}; });
}

Rows<Part> read_parts(const SourceFile& file, FindingList& findings) {
    enum Place : std::size_t {
        part_number,
        fraccion,
        nico,
        umc,
        umt,
        umt_per_umc,
        description,
        kind,
        rfc,
    };
    // The last two are of use to others.
    constexpr std::array<CsvColumn, 11> columns = {{{"part_number"},
                                                    {"fraccion"},
                                                    {"nico", false},
                                                    {"umc"},
                                                    {"umt", false},
                                                    {"umt_per_umc", false},
                                                    {"description", false},
                                                    {"kind", false},
                                                    {"rfc", false},
                                                    {"unit_price_usd", false},
                                                    {"country", false}}};
    CsvTable table{file, columns, findings};
    const auto read_row = [&] {
        Part part;
        part.rfc = read_rfc(table, rfc, false);
        part.part_number = table.name_of(part_number, part_bytes_max);
        part.kind = read_kind(table, kind);
        part.fraccion = table.fraccion_of(fraccion);
        part.nico = table.nico_of(nico);
        part.umc = table.unit_of(umc);
        if (!table.text(umt).empty()) part.umt = table.unit_of(umt);
        if (!table.text(umt_per_umc).empty()) {
            part.umt_per_umc = table.quantity_of(umt_per_umc, false);
        }
        part.description = table.note_of(description, text_bytes_max);
        return part;
    };
    return read_rows<Part>(table, part_number, read_row,
                           [](const Part& part) { return std::pair{part.rfc, part.part_number}; });
}

Rows<Product> read_products(const SourceFile& file, FindingList& findings) {
    enum Place : std::size_t { part_number, fraccion, nico, umc, description, rfc };
    constexpr std::array<CsvColumn, 7> columns = {{{"part_number"},
                                                   {"fraccion"},
                                                   {"nico", false},
                                                   {"umc"},
                                                   {"description", false},
                                                   {"rfc", false},
                                                   {"unit_price_usd", false}}};
    CsvTable table{file, columns, findings};
    const auto read_row = [&] {
        Product product;
        product.rfc = read_rfc(table, rfc, false);
        product.part_number = table.name_of(part_number, part_bytes_max);
        product.fraccion = table.fraccion_of(fraccion);
        product.nico = table.nico_of(nico);
        product.umc = table.unit_of(umc);
        product.description = table.note_of(description, text_bytes_max);
        return product;
    };
    return read_rows<Product>(table, part_number, read_row, [](const Product& product) {
        return std::pair{product.rfc, product.part_number};
    });
}

Rows<BomRow> read_boms(const SourceFile& file, FindingList& findings) {
    enum Place : std::size_t { product, component, net, gross, umc, valid_from, scrap, norm, rfc };
    constexpr std::array<CsvColumn, 10> columns = {{{"product"},
                                                    {"component"},
                                                    {"net_qty_per_unit"},
                                                    {"gross_qty_per_unit", false},
                                                    {"umc", false},
                                                    {"valid_from", false},
                                                    {"scrap_qty_per_unit", false},
                                                    {"norm", false},
                                                    {"rfc", false},
                                                    {"waste_permille", false}}};
    CsvTable table{file, columns, findings};
    const auto read_row = [&] {
        BomRow row;
        row.rfc = read_rfc(table, rfc, false);
        row.product = table.name_of(product, part_bytes_max);
        row.valid_from = table.optional_date_of(valid_from);
        row.line.component = table.name_of(component, part_bytes_max);
        row.line.incorporated = table.quantity_of(net, true);
        // The shrinkage is what the file says, never computed from a rate (house.md section 7).
        const Quantity with_shrinkage =
            table.optional_quantity_of(gross).value_or(row.line.incorporated);
        if (table.is_good() && with_shrinkage < row.line.incorporated) {
            table.complain(FindingCode::gross_below_net, gross,
                           format_quantity(row.line.incorporated));
        }
        if (table.is_good()) row.line.shrinkage = with_shrinkage - row.line.incorporated;
        row.line.scrap = table.optional_quantity_of(scrap).value_or(Quantity{});
        row.line.norm = table.optional_quantity_of(norm);
        if (!table.text(umc).empty()) row.umc = table.unit_of(umc);
        return row;
    };
    // Lines have no name of their own: every one counts.
    std::size_t count = 0;
    return read_rows<BomRow>(table, component, read_row, [&](const BomRow&) { return count++; });
}

Rows<UnitConversion> read_units(const SourceFile& file, FindingList& findings) {
    enum Place : std::size_t { part_number, unit, factor, rfc };
    constexpr std::array<CsvColumn, 4> columns = {
        {{"part_number"}, {"unit"}, {"factor"}, {"rfc", false}}};
    CsvTable table{file, columns, findings};
    return read_rows<UnitConversion>(
        table, unit,
        [&] {
            return UnitConversion{.rfc = read_rfc(table, rfc, false),
                                  .part_number = table.name_of(part_number, part_bytes_max),
                                  .unit = table.unit_of(unit),
                                  .factor = table.quantity_of(factor, false)};
        },
        [](const UnitConversion& u) { return std::tuple{u.rfc, u.part_number, u.unit}; });
}

}  // namespace saldo::customs
