#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/words.hpp"
#include "hub/book/book.hpp"

namespace saldo::book {

/// Why another system discharged otherwise, in the order in which they are asked about. Names are
/// frozen: programs read them.
enum class DifferenceReason : std::uint8_t {
    unknown_exit,
    not_discharged,
    r1_pending,
    bom_version,
    shrinkage_held,
    not_consumed,
    rounding,
    quantity,
    unknown_lot,
    exit_date,
    discharge_before_entry,
    expired,
    overdischarge,
    tie_order,
    fifo_breach,
    consequence,
    other,
};
std::string_view to_string(DifferenceReason reason);  ///< "TIE_ORDER"
/// What it means, in words.
std::string_view words_of(DifferenceReason reason, Language language);

/// One thing that the other system did otherwise, told where it starts; every other difference that
/// follows from it points here.
struct DifferenceCause {
    std::uint32_t number = 0;  ///< from 1, in the order in which they start
    DifferenceReason reason = DifferenceReason::other;
    LocalDate date;
    std::string exit_key;
    std::uint32_t exit_line = 0;
    std::string product;
    std::string part;
    std::string lot;                   ///< what they took, or what the cause is about
    std::string instead;               ///< what the rule takes in its place
    std::optional<LocalDate> version;  ///< of the bill of materials that they used
    std::size_t rows = 0;              ///< differences that point to it
};

/// One (exit line, part, lot) in which theirs and ours differ.
struct DifferenceRow {
    LocalDate date;
    std::string exit_key;
    std::uint32_t exit_line = 0;
    std::string exit_clave;
    std::string product;
    std::string part;
    std::string lot_key;  ///< SHORTAGE: what no lot could cover
    std::uint32_t lot_line = 0;
    Quantity theirs;
    Quantity ours;
    DifferenceReason reason = DifferenceReason::other;
    std::vector<std::uint32_t> causes;  ///< numbers
};

struct ParallelQuestion {
    std::string rfc;
    std::string system;
    std::optional<LocalDate> from;  ///< days shown; what came before still explains
    std::optional<LocalDate> to;
};

/// Their discharges beside ours, over the days of which they tell.
struct ParallelRun {
    std::optional<LocalDate> first;
    std::optional<LocalDate> last;
    std::vector<DifferenceRow> rows;      ///< by date, document, line, part, lot
    std::vector<DifferenceCause> causes;  ///< that some row shown points to
    std::size_t equal = 0;                ///< rows that agree
    std::map<DifferenceReason, std::size_t> different;
};

/// Systems that told of their discharges of a company.
std::set<std::string> systems_of(const Book& book, const std::string& rfc);

/// Compares, and gives each difference its reason. Each line is asked what our rules would take
/// given what that system had taken before: where that is what it took, the difference is only a
/// consequence; where not, the first rule that was broken is its reason.
///
/// Needs: a company that discharges quantities, not values.
ParallelRun parallel_run(Book& book, const ParallelQuestion& question);

}  // namespace saldo::book
