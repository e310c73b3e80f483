#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/csv.hpp"
#include "common/base/date.hpp"
#include "common/base/result.hpp"

namespace saldo::ledger {

// Rules are dated data: configs/catalogs/*.csv, built into the program as text (a pure room reads
// no files) and read once.
extern const std::string_view pedimento_keys_csv;
extern const std::string_view late_return_fines_csv;
extern const std::string_view prohibited_goods_csv;

/// The days on which a row holds, both ends included.
struct InForce {
    LocalDate from;
    std::optional<LocalDate> to;  ///< none: until a later row
    bool covers(LocalDate on) const { return from <= on && (!to || on <= *to); }
};

/// One row of a table, read by the names of its columns. A field that does not fit is remembered,
/// and the first one is the fault of the row; what was read in its place means nothing.
class RuleRow {
public:
    /// Needs: as many fields as columns; the columns outlive the row.
    RuleRow(const std::vector<std::string_view>& columns, CsvRow row);

    /// What stands there, also nothing.
    std::string_view field(std::string_view column) const;
    std::string text(std::string_view column);  ///< never empty
    bool flag(std::string_view column);         ///< "yes" or "no"
    /// Not above `most`.
    std::uint32_t number(std::string_view column, std::uint32_t most);
    /// The value of the word that stands there.
    template <class Value, std::size_t count>
    Value word(std::string_view column, const std::pair<std::string_view, Value> (&words)[count]) {
        for (const auto& [name, value] : words) {
            if (name == field(column)) return value;
        }
        expect(false, column, "is none of its words");
        return words[0].second;
    }
    /// `valid_from` and `valid_to`.
    InForce in_force();
    void expect(bool holds, std::string_view column, std::string_view why);

    /// "line 3: opens: ...", or empty.
    const std::string& fault() const { return fault_; }

private:
    LocalDate day(std::string_view column);

    const std::vector<std::string_view>* columns_;
    CsvRow row_;
    std::string fault_;
};

/// The rows under a header that names exactly these columns, separated by commas.
/// Errors: malformed, with the line, for another header or a row of another length.
class RuleRows {
public:
    static Result<RuleRows> parse(std::string_view csv, std::string_view columns);
    /// Each row as `read` makes a rule of it. Errors: malformed, for the first row with a fault.
    template <class Read>
    auto each(Read read) const -> Result<std::vector<decltype(read(std::declval<RuleRow&>()))>> {
        std::vector<decltype(read(std::declval<RuleRow&>()))> rules;
        for (const CsvRow& held : rows_) {
            RuleRow row{columns_, held};
            row.text("source");
            rules.push_back(read(row));
            if (!row.fault().empty()) return malformed(row.fault());
        }
        return rules;
    }

private:
    std::vector<std::string_view> columns_;
    std::vector<CsvRow> rows_;
};

/// Stops the process with the sentence of the error: a table that we built in is our own code.
[[noreturn]] void built_in_table_is_wrong(const Error& error);

template <class Table>
Table built_in(Result<Table> table) {
    if (!table) built_in_table_is_wrong(table.error());
    return std::move(*table);
}

}  // namespace saldo::ledger
