#pragma once

#include <map>
#include <string>

#include "hub/book/catalogs.hpp"
#include "hub/scenario/state.hpp"

namespace saldo::scenario {

/// What D-21 says of a statement, by its name and words alone.
struct Naming {
    enum class Kind {
        unnamed,   ///< its kind has no name of its own
        fresh,     ///< the first one of its name
        repeated,  ///< the same name and words: ignored
        clashing,  ///< the same name, other words: ignored, and a CONFLICT
    };
    Kind kind = Kind::unnamed;
    std::string words;            ///< in one order, as Named::words
    const Named* held = nullptr;  ///< the first one, of repeated and clashing

    /// The book must see it the same way: else its answers would not be those of the format.
    bool agrees_with(book::Verdict verdict) const;
};

Naming name_of(const Statement& statement, const std::map<std::string, Named>& named);

}  // namespace saldo::scenario
