#include "hub/customs/movement_files.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "common/base/text.hpp"
#include "hub/customs/csv_table.hpp"
#include "hub/customs/rfc.hpp"

namespace saldo::customs {
namespace {

constexpr std::size_t movement_column_count = movement_columns.size();
constexpr std::size_t rfc_column = movement_column_count;

/// The neutral columns, and behind them the company's, which a file of one company does not need.
constexpr std::array<CsvColumn, movement_column_count + 1> make_columns() {
    std::array<CsvColumn, movement_column_count + 1> columns{};
    for (std::size_t i = 0; i < movement_column_count; ++i) {
        const std::string_view name = movement_columns[i];
        const bool may_lack =
            name == "ref_type" || name == "ref" || name == "counter_plant" || name == "device";
        columns[i] = {name, !may_lack};
    }
    columns[rfc_column] = {"rfc", false};
    return columns;
}
constexpr auto file_columns = make_columns();

std::string type_list() {
    std::string list;
    for (std::uint8_t i = 1; i <= movement_type_last; ++i) {
        if (i > 1) list += ", ";
        list += to_string(static_cast<MovementType>(i));
    }
    return list;
}

/// A fault of a movement line, in our words; its own are English only.
void complain(CsvTable& table, const MovementFault& fault) {
    std::size_t column = 0;
    while (column < movement_column_count && movement_columns[column] != fault.column) ++column;
    if (column == movement_column_count) {
        table.complain_row(FindingCode::field_count, fault.found, fault.expected);
    } else if (fault.code == "MISSING_FIELD") {
        table.complain(FindingCode::missing_value, column);
    } else if (fault.code == "BAD_TIME") {
        table.complain(FindingCode::bad_timestamp, column);
    } else if (fault.code == "UNKNOWN_TYPE") {
        table.complain(FindingCode::unknown_type, column, type_list());
    } else if (fault.code == "BAD_QUANTITY") {
        table.complain(FindingCode::bad_quantity, column);
    } else if (fault.code == "UNKNOWN_UNIT") {
        table.complain(FindingCode::unknown_unit, column);
    } else {
        table.complain(FindingCode::bad_text, column, fault.expected);
    }
}

/// "GNA150301A00_P01.csv" is named for its company.
std::string rfc_of_name(std::string_view path) {
    const std::string_view name = file_name_of(path);
    const std::size_t at = name.find('_');
    if (at == std::string_view::npos) return {};
    std::string rfc = normal_rfc(name.substr(0, at));
    return looks_like_rfc(rfc) ? rfc : std::string{};
}

class Reader {
public:
    Reader(const SourceFile& file, std::string_view rfc)
        : table_{file, file_columns, findings_},
          file_rfc_{rfc.empty() ? rfc_of_name(file.path) : normal_rfc(rfc)} {}

    MovementFile read();

private:
    void read_row();
    std::string rfc_of_row();
    bool is_first(const ImportedMovement& movement);

    FindingList findings_;
    CsvTable table_;
    std::string file_rfc_;
    MovementFile result_;
    struct Seen {
        std::size_t index;
        std::size_t row;
    };
    std::map<std::string, Seen, std::less<>> seen_;
};

std::string Reader::rfc_of_row() {
    const std::string own = normal_rfc(table_.note_of(rfc_column, rfc_bytes_max));
    const std::string& rfc = own.empty() ? file_rfc_ : own;
    if (rfc.empty() || file_rfc_.size() > rfc_bytes_max) {
        table_.complain(FindingCode::missing_rfc, rfc_column);
    } else if (!looks_like_rfc(rfc)) {
        table_.complain(FindingCode::bad_rfc, rfc_column);
    }
    return rfc;
}

/// An event may be written twice; an event with two contents refuses the file (D-21).
bool Reader::is_first(const ImportedMovement& movement) {
    const Seen now{result_.movements.size(), table_.row()};
    const auto [at, is_new] = seen_.try_emplace(movement.movement.event_id, now);
    if (is_new) return true;
    const bool is_same = result_.movements[at->second.index] == movement;
    table_.complain(is_same ? FindingCode::repeated_event : FindingCode::conflicting_event, 0,
                    std::to_string(at->second.row));
    return false;
}

void Reader::read_row() {
    std::array<std::string, movement_column_count> fields;
    for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = table_.text(i);
    auto reading = read_movement(fields);
    if (reading.fault) complain(table_, *reading.fault);
    std::string rfc = rfc_of_row();
    if (!reading.movement || !table_.is_good()) return;
    ImportedMovement movement{std::move(rfc), std::move(*reading.movement)};
    if (is_first(movement)) result_.movements.push_back(std::move(movement));
}

MovementFile Reader::read() {
    while (table_.next()) read_row();
    result_.is_refused = findings_.has_errors();
    if (result_.is_refused) result_.movements.clear();
    result_.findings = findings_.take();
    return std::move(result_);
}

}  // namespace

MovementFile read_movements(const SourceFile& file, std::string_view rfc) {
    return Reader{file, rfc}.read();
}

}  // namespace saldo::customs
