#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/book/book.hpp"

namespace saldo::scenario {

/// One line of a file of statements that a book turned away.
struct Refusal {
    int line = 0;
    std::string statement;
    std::string code;  ///< of the rule: OVERDISCHARGE, KEY_NOT_ALLOWED …
};

/// The facts of a file in the language of scenarios, told to a book that holds others already.
struct Told {
    std::vector<Fact> facts;  ///< those that the book took as new, in the order of the file
    std::size_t repeated = 0;
    std::vector<Refusal> refusals;  ///< conflicts among them
    int fault_line = 0;             ///< where the file is malformed; 0: it is not
    std::string fault;
};

/// Reads statements as scenarios/README.md writes them and applies their facts to `book`, which
/// knows their names beside those of the file. Expectations, `knowledge`, `today` and `run` are of
/// scenarios alone and are malformed here.
///
/// Needs:   a book of the caller's own: it is changed.
Told tell(std::string_view text, book::Book& book);

}  // namespace saldo::scenario
