#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/base/date.hpp"
#include "hub/book/book.hpp"

namespace saldo::test {

/// What of the order of arrival a text shows.
struct Arrival {
    /// Which fact stands at each place of the log, for histories told in another order; then what
    /// stands in order of arrival is sorted. Nothing: as it came.
    const std::vector<std::size_t>* fact_at = nullptr;
};

/// Every field of every row of a derivation, a line a row.
///
/// A new field stops the build here until it is printed too.
std::string text_of(const book::Derived& derived, const Arrival& arrival = {});

/// The whole answer of a book: of every company its derivation, its alerts on that day, balances
/// as of that day, the credit account, assets and stock.
std::string text_of(book::Book& book, LocalDate today, const Arrival& arrival = {});

/// The first line in which two texts differ, from both; empty when they do not.
std::string first_difference(const std::string& expected, const std::string& got);

}  // namespace saldo::test
