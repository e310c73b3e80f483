#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/words.hpp"
#include "hub/book/book.hpp"
#include "hub/book/tables.hpp"

namespace saldo::book {

/// The fact at a position of the log, for the scans behind a number.
using FactAt = std::function<std::optional<Fact>(LogPosition)>;

/// Every fact behind one number, in words, one line each: a lot ("25-190-8005-5000001/2" or the
/// whole pedimento), an outcome (its pedimento or name), or an alert (its id). Empty when the book
/// knows nothing of that name.
std::vector<std::string> explain(Book& book, const Filter& filter, const std::string& ref,
                                 const FactAt& fact_at, Language language);

}  // namespace saldo::book
