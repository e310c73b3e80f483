#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/book/book.hpp"
#include "hub/prove/answer.hpp"

namespace saldo::hub {

/// The rows of one derivation that an answer is made of, as indexes into it, ascending.
struct DebtRows {
    std::vector<std::uint32_t> lots;
    std::vector<std::uint32_t> takes;
    std::vector<std::uint32_t> uses;
    std::vector<std::uint32_t> outcomes;
};

/// Lots that the question names: by name (key and line, or as declared), or by pedimento.
std::vector<std::uint32_t> lots_named(const book::Book& book, const book::Derived& derived,
                                      const std::string& rfc, const ProofQuestion& question);
/// Those lots, and all that was taken from them.
DebtRows rows_of_lots(const book::Derived& derived, std::vector<std::uint32_t> lots);

/// Exits of that name, with what they used and the lots that they took it from; of one part, or
/// all. Empty where no exit is called so.
DebtRows rows_of_exit(const book::Derived& derived, const ProofQuestion& question);

}  // namespace saldo::hub
