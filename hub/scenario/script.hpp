#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/book/book.hpp"
#include "hub/scenario/statement.hpp"

namespace saldo::scenario {

/// Where and why a file cannot be run.
struct Fault {
    int line = 0;
    std::string message;
};

/// A whole file, read and checked: every name is declared above the line that refers to it, and the
/// knowledge clock never goes back.
struct Script {
    std::vector<Statement> statements;
    /// RFC of every company of the file, by name; made up where none is given.
    std::map<std::string, std::string, std::less<>> rfc_of;
    std::string first_company;

    /// The RFC of the company that a statement speaks of: the named one, or the first.
    const std::string& rfc(const Statement& statement) const;
    /// The RFC of a declared company, or the word as it stands.
    std::string party(const std::string& word) const;
};

/// One of the two: the script, or the first fault.
struct Parsed {
    Script script;
    std::optional<Fault> fault;
};

/// Reads a file; with a book, its names count as declared above the first line, and its companies
/// may be called by name or RFC.
Parsed parse(std::string_view text, const book::Book* known = nullptr);

}  // namespace saldo::scenario
