#pragma once

#include <map>
#include <string>

#include "hub/scenario/state.hpp"

namespace saldo::scenario {

/// What D-21 says of a statement, by its name and words alone.
struct Naming {
    bool is_named = false;        ///< its kind has a name of its own
    std::string words;            ///< in one order, as Named::words
    const Named* held = nullptr;  ///< the first accepted one of that name
    bool is_repeated = false;     ///< the same words as the first one
};

Naming name_of(const Statement& statement, const std::map<std::string, Named>& named);

}  // namespace saldo::scenario
