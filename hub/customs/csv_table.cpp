#include "hub/customs/csv_table.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "hub/customs/finding_texts.hpp"

namespace saldo::customs {
namespace {

constexpr std::uint32_t unit_last = 22;  // of appendix 7

bool has_control(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

CsvTable::CsvTable(const SourceFile& file, std::span<const CsvColumn> columns,
                   FindingList& findings)
    : file_{file}, columns_{columns}, findings_{findings}, places_(columns.size()) {
    read_header();
}

void CsvTable::read_header() {
    std::string_view text = file_.bytes;
    row_ = 1;
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        complain_at(FindingCode::unsupported_encoding, {}, {}, {});
        return;
    }
    if (!is_utf8(text)) {
        decoded_ = cp1252_to_utf8(text);
        text = decoded_;
        findings_.add(FindingCode::read_as_cp1252, file_.path);
    }
    CsvReader reader{text};
    auto header = reader.next();
    if (!header) {
        complain_at(FindingCode::empty_file, {}, {}, {});
        return;
    }
    if (!*header) {
        complain_at(FindingCode::unclosed_quote, {}, {}, {});
        return;
    }
    row_ = reader.row_line();
    if (place_columns((*header)->fields)) reader_ = reader;
}

bool CsvTable::place_columns(std::vector<std::string>& names) {
    if (names.size() == 1 && names[0].find_first_of(";|\t") != std::string::npos) {
        complain_at(FindingCode::wrong_separator, {}, names[0], ",");
        return false;
    }
    while (names.size() > 1 && trim(names.back()).empty()) names.pop_back();
    header_fields_ = names.size();
    std::vector<std::string_view> unknown;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string name = to_lower_ascii(trim(names[i]));
        const auto column = std::ranges::find(columns_, name, &CsvColumn::name);
        if (column == columns_.end()) {
            unknown.push_back(trim(names[i]));
            continue;
        }
        auto& place = places_[static_cast<std::size_t>(column - columns_.begin())];
        if (place) {
            complain_at(FindingCode::duplicate_column, column->name, {}, {});
            return false;
        }
        place = i;
    }
    bool all_there = true;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        if (places_[c] || !columns_[c].is_needed) continue;
        const auto near = nearest(columns_[c].name, unknown);
        complain_at(FindingCode::missing_column, columns_[c].name, near.value_or(""),
                    columns_[c].name);
        all_there = false;
    }
    for (const std::string_view name : unknown) {
        findings_.add(FindingCode::extra_column, file_.path, row_, name.substr(0, 64));
    }
    return all_there;
}

bool CsvTable::next() {
    while (reader_) {
        auto row = reader_->next();
        if (!row) break;
        is_good_ = true;
        row_ = reader_->row_line();
        if (!*row) {
            complain_at(FindingCode::unclosed_quote, {}, {}, {});
            break;
        }
        fields_ = std::move((*row)->fields);
        // Spreadsheets leave empty rows, and empty fields behind the last column.
        while (fields_.size() > header_fields_ && trim(fields_.back()).empty()) fields_.pop_back();
        const auto is_empty = [](const std::string& field) { return trim(field).empty(); };
        if (std::ranges::all_of(fields_, is_empty)) continue;
        if (fields_.size() == header_fields_) return true;
        complain_row(FindingCode::field_count, std::to_string(fields_.size()),
                     std::to_string(header_fields_));
    }
    reader_.reset();
    return false;
}

void CsvTable::complain_at(FindingCode code, std::string_view column, std::string_view found,
                           std::string_view expected) {
    findings_.add(code, file_.path, row_, column, found, expected);
    if (texts_of(code).usual == Severity::error) is_good_ = false;
}

void CsvTable::complain(FindingCode code, std::size_t column, std::string_view expected) {
    complain_at(code, columns_[column].name, text(column), expected);
}

void CsvTable::complain_row(FindingCode code, std::string_view found, std::string_view expected) {
    complain_at(code, {}, found, expected);
}

std::string_view CsvTable::text(std::size_t column) const {
    SALDO_CHECK(column < places_.size());
    return places_[column] ? trim(fields_[*places_[column]]) : std::string_view{};
}

std::string CsvTable::note_of(std::size_t column, std::size_t bytes_max) {
    const std::string_view value = text(column);
    if (value.size() > bytes_max || has_control(value)) {
        complain(FindingCode::bad_text, column, "<= " + std::to_string(bytes_max) + " bytes");
    }
    return std::string{value};
}

std::string CsvTable::name_of(std::size_t column, std::size_t bytes_max) {
    if (text(column).empty()) complain(FindingCode::missing_value, column);
    return note_of(column, bytes_max);
}

std::uint32_t CsvTable::number_of(std::size_t column, std::uint32_t min, std::uint32_t max) {
    const std::string_view value = text(column);
    if (value.empty()) {
        complain(FindingCode::missing_value, column);
        return min;
    }
    const auto number = parse_unsigned(value);
    if (!number) {
        complain(FindingCode::bad_number, column);
        return min;
    }
    if (*number < min || *number > max) {
        complain(FindingCode::out_of_range, column,
                 std::to_string(min) + " … " + std::to_string(max));
        return min;
    }
    return static_cast<std::uint32_t>(*number);
}

std::uint8_t CsvTable::unit_of(std::size_t column) {
    const auto unit = parse_unsigned(text(column));
    if (text(column).empty()) {
        complain(FindingCode::missing_value, column);
    } else if (!unit || *unit < 1 || *unit > unit_last) {
        complain(FindingCode::unknown_unit, column);
    } else {
        return static_cast<std::uint8_t>(*unit);
    }
    return 0;
}

std::uint32_t CsvTable::fraccion_of(std::size_t column) {
    const std::string_view value = text(column);
    const auto fraccion = parse_unsigned(value);
    if (value.empty()) {
        complain(FindingCode::missing_value, column);
    } else if (value.size() != 8 || !fraccion) {
        complain(FindingCode::bad_fraccion, column);
    } else {
        return static_cast<std::uint32_t>(*fraccion);
    }
    return 0;
}

std::uint8_t CsvTable::nico_of(std::size_t column) {
    if (text(column).empty()) return 0;
    return static_cast<std::uint8_t>(number_of(column, 0, 99));
}

Quantity CsvTable::quantity_of(std::size_t column, bool may_be_zero) {
    if (text(column).empty()) {
        complain(FindingCode::missing_value, column);
        return {};
    }
    const auto quantity = parse_quantity(text(column));
    if (quantity && *quantity > Quantity{}) return *quantity;
    if (quantity && may_be_zero && quantity->is_zero()) return *quantity;
    const bool is_negative = quantity && *quantity < Quantity{};
    complain(may_be_zero && is_negative ? FindingCode::negative_value : FindingCode::bad_quantity,
             column);
    return {};
}

std::optional<Quantity> CsvTable::optional_quantity_of(std::size_t column) {
    if (text(column).empty()) return std::nullopt;
    return quantity_of(column, true);
}

std::optional<LocalDate> CsvTable::optional_date_of(std::size_t column) {
    if (text(column).empty()) return std::nullopt;
    const auto date = parse_date(text(column));
    if (date) return *date;
    complain(FindingCode::bad_date, column);
    return std::nullopt;
}

bool CsvTable::flag_of(std::size_t column, bool otherwise) {
    const std::string value = to_lower_ascii(text(column));
    if (value.empty()) return otherwise;
    for (const std::string_view yes : {"1", "true", "yes", "si", "s\xC3\xAD", "s\xC3\x8D"}) {
        if (value == yes) return true;
    }
    for (const std::string_view no : {"0", "false", "no"}) {
        if (value == no) return false;
    }
    complain(FindingCode::unexpected_value, column, "1, 0, true, false, yes, no, si");
    return otherwise;
}

}  // namespace saldo::customs
