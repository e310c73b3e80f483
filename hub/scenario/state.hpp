#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "hub/scenario/history.hpp"
#include "hub/scenario/script.hpp"

namespace saldo::scenario {

/// A statement under a name of its own (D-21), as it was first accepted.
struct Named {
    std::string words;  ///< keyword, words and fields in one order; captured and received aside
    Fact fact;
};

/// Where the run of one file stands.
struct State {
    const Script& script;
    History history = {};
    std::optional<LocalDate> known = {};  ///< nothing: since ever
    std::optional<LocalDate> today = {};
    std::map<std::string, Named> named = {};
    std::map<std::string, std::size_t> runs = {};  ///< facts in the log when the run was marked
    std::int64_t duplicates = 0;
    std::string refusal = {};            ///< code of the statement above; empty when accepted
    std::set<book::Alert> matched = {};  ///< by `expect alert` since the last statement
};

}  // namespace saldo::scenario
