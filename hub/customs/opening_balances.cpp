#include "hub/customs/opening_balances.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "common/domain/movement.hpp"
#include "common/domain/pedimento_ref.hpp"
#include "hub/customs/csv_table.hpp"
#include "hub/customs/migration_cells.hpp"

namespace saldo::customs {
namespace {

enum Place : std::size_t {
    rfc,
    lot_key,
    lot_secuencia,
    part_number,
    clave,
    entry_date,
    payment_date,
    term_start,
    qty_entered,
    qty_left,
    umc,
    qty_umt,
    value_mxn,
    iva,
    payment_form,
    fraccion,
    plant,
    supplier_without_program,
};

constexpr std::array<CsvColumn, 18> columns = {{{"rfc"},
                                                {"lot_key"},
                                                {"lot_secuencia", false},
                                                {"part_number"},
                                                {"clave"},
                                                {"entry_date"},
                                                {"payment_date", false},
                                                {"term_start", false},
                                                {"qty_entered"},
                                                {"qty_left"},
                                                {"umc"},
                                                {"qty_umt", false},
                                                {"value_mxn", false},
                                                {"iva", false},
                                                {"payment_form", false},
                                                {"fraccion", false},
                                                {"plant", false},
                                                {"supplier_without_program", false}}};

constexpr std::uint32_t payment_form_max = 99;  // of appendix 13

class Reader {
public:
    Reader(const SourceFile& file, LocalDate day, bool quarantine, const OpeningChecks& checks)
        : day_{day}, quarantine_{quarantine}, checks_{checks}, table_{file, columns, findings_} {}

    OpeningBalanceFile run() {
        bool is_refused = findings_.has_errors();
        while (table_.next()) {
            OpeningBalance row = read_row();
            if (table_.is_good()) {
                result_.balances.push_back(std::move(row));
            } else if (!hold_back(row.entry)) {
                is_refused = true;
            }
        }
        result_.is_refused = is_refused || (findings_.has_errors() && !quarantine_);
        result_.findings = findings_.take();
        if (result_.is_refused) {
            result_.balances.clear();
            result_.held_back.clear();
        }
        return std::move(result_);
    }

private:
    OpeningBalance read_row() {
        OpeningBalance row;
        row.day = day_;
        EntryDeclaration& entry = row.entry;
        is_named_ = true;
        entry.rfc = read_company(table_, rfc);
        read_lot(entry);
        is_named_ = table_.is_good();
        entry.part_number = table_.name_of(part_number, MovementLimits::part_number_max);
        entry.clave = table_.name_of(clave, clave_bytes_max);
        entry.entry_date = needed_date_of(table_, entry_date);
        entry.payment_date = table_.optional_date_of(payment_date);
        entry.term_start = table_.optional_date_of(term_start);
        entry.quantity = table_.quantity_of(qty_entered, false);
        row.left = table_.quantity_of(qty_left, true);
        entry.unit = table_.unit_of(umc);
        entry.quantity_umt = table_.optional_quantity_of(qty_umt);
        entry.value = optional_money_of(table_, value_mxn);
        entry.iva = optional_money_of(table_, iva);
        entry.payment_form = 0;  // not told: the lot is on no credit account
        if (!table_.text(payment_form).empty()) {
            entry.payment_form =
                static_cast<std::uint16_t>(table_.number_of(payment_form, 0, payment_form_max));
        }
        if (!table_.text(fraccion).empty()) entry.fraccion = table_.fraccion_of(fraccion);
        entry.plant = table_.note_of(plant, MovementLimits::plant_max);
        entry.supplier_without_program = table_.flag_of(supplier_without_program, false);
        if (table_.is_good()) check(row);
        return row;
    }

    void read_lot(EntryDeclaration& entry) {
        entry.name = read_pedimento_or_name(table_, lot_key);
        const auto printed = printed_number_of(entry.name);
        if (printed) {
            entry.pedimento = std::to_string(*printed);
            entry.line = table_.number_of(lot_secuencia, 1, secuencia_max);
        } else if (!table_.text(lot_secuencia).empty()) {
            entry.line = table_.number_of(lot_secuencia, 1, secuencia_max);
        }
        lot_ = printed ? entry.name + "/" + std::to_string(entry.line) : entry.name;
    }

    /// Rules between the columns, and against what the hub knows.
    void check(const OpeningBalance& row) {
        const EntryDeclaration& entry = row.entry;
        if (row.left > entry.quantity) {
            table_.complain(FindingCode::left_above_entered, qty_left,
                            format_quantity(entry.quantity));
        }
        if (entry.entry_date > day_) {
            table_.complain(FindingCode::entry_after_opening, entry_date, format_date(day_));
        }
        if (!checks_.opens_lots(entry.clave, entry.entry_date)) {
            table_.complain(FindingCode::key_opens_nothing, clave);
        }
        if (!checks_.fits(entry.rfc, entry.part_number, entry.unit)) {
            table_.complain(FindingCode::no_conversion, umc, entry.part_number);
        }
        if (const auto held = checks_.day_of(entry.rfc); held && *held != day_) {
            table_.complain(FindingCode::other_opening_day, rfc, format_date(*held));
        }
        const auto [first, is_new] =
            rows_.try_emplace({entry.rfc, lot_, entry.part_number}, table_.row());
        if (!is_new) {
            table_.complain(FindingCode::repeated_lot, lot_key, std::to_string(first->second));
        }
    }

    /// Keeps a bad row apart, where it can be said whose lot it is.
    bool hold_back(const EntryDeclaration& entry) {
        if (!quarantine_ || !is_named_) return false;
        const auto same = [&](const auto& held) {
            return held.rfc == entry.rfc && held.lot == lot_;
        };
        if (std::ranges::none_of(result_.held_back, same)) {
            result_.held_back.push_back({entry.rfc, lot_});
        }
        return true;
    }

    LocalDate day_;
    bool quarantine_;
    const OpeningChecks& checks_;
    FindingList findings_;
    CsvTable table_;
    OpeningBalanceFile result_;
    std::string lot_;        ///< of the row at hand
    bool is_named_ = false;  ///< its company and lot were read
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> rows_;
};

}  // namespace

OpeningBalanceFile read_opening_balances(const SourceFile& file, LocalDate day, bool quarantine,
                                         const OpeningChecks& checks) {
    return Reader{file, day, quarantine, checks}.run();
}

}  // namespace saldo::customs
