#pragma once

#include <optional>
#include <string>

#include "common/base/date.hpp"
#include "hub/book/book.hpp"
#include "hub/book/table.hpp"

namespace saldo::book {

/// Which rows somebody wants to see.
struct Filter {
    std::string company;             ///< empty: every company
    std::string part;                ///< empty: every part
    std::optional<LocalDate> as_of;  ///< lots, outcomes and movements up to that day
    bool all = false;                ///< closed lots too
    bool national = false;           ///< lots that came to stay, and what was taken of them
    /// Day for alerts that the calendar brings; none of them without it.
    std::optional<LocalDate> today;
};

// Columns as house.md section 6 fixes them; columns of our own follow.

Table lots_table(Book& book, const Filter& filter);
Table discharges_table(Book& book, const Filter& filter);
Table balances_table(Book& book, const Filter& filter);
Table stock_table(Book& book, const Filter& filter);
Table alerts_table(Book& book, const Filter& filter);

/// "SHORTAGE:25-300-8005-5000001:RM-00008": the same exception has the same id in every run.
std::string id_of(const Alert& alert);

/// What a lot had left at the end of a day, with what it lost to provisional halves.
struct LotBalance {
    Quantity left;
    Quantity provisional;
    Money value;  ///< of what is left
};
/// The columns of lots_table(), and one row of it.
Table lots_head();
void append_lot(Table& table, const std::string& rfc, const LotRow& lot, const LotBalance& balance);

/// By lot, of a whole derivation. Lots that had not entered by then have nothing. `national`: of
/// Derived::national.
std::vector<LotBalance> balances_at(const Derived& derived, std::optional<LocalDate> as_of,
                                    bool national = false);

}  // namespace saldo::book
