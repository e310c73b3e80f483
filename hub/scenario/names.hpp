#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "hub/book/book.hpp"
#include "hub/scenario/statement.hpp"

namespace saldo::scenario {

/// The names that the lines read so far have declared, by kind.
class Names {
public:
    /// Errors:  malformed for a reference to a name that no line above declares.
    Result<void> check(const Statement& statement) const;
    void declare(const Statement& statement);
    /// Counts what a book names as declared.
    void know(const book::Book& book);
    /// Errors:  malformed for a name that may be declared below, and is not. Needs: all was
    /// declared.
    Result<void> check_at_end(const Statement& statement) const;

private:
    bool knows(Space space, std::string_view name) const;
    bool is_lot(std::string_view name) const;
    Result<void> check(const Slot& slot, const Value& value) const;
    Result<void> check(Space space, std::string_view name) const;

    std::map<Space, std::set<std::string, std::less<>>> names_;
};

}  // namespace saldo::scenario
