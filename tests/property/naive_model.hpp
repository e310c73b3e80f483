#pragma once

#include <string>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/book/derived.hpp"

namespace saldo::test {

/// The discharge of one company as a person would work it out with pencil and anexo24.md: plain
/// loops over the facts, nothing of the hub's. Knows what Story::plain holds: declared lots with
/// deliveries, rectifications and withdrawals; outcomes with uses and products; terms, expiry,
/// norms, status of stock, scrap, certificates, virtual pairs.
///
/// Gives: lines of text: rows, shortages, scrap, held shrinkage, certificates, and what each lot
/// has left after each of `days`. narrate() says the same of a derivation.
std::string naive_book(const std::vector<Fact>& facts, const std::string& rfc,
                       const std::vector<LocalDate>& days);

/// A derivation in the words of naive_book().
std::string narrate(const book::Derived& derived, const std::vector<LocalDate>& days);

}  // namespace saldo::test
