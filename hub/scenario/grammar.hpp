#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "hub/scenario/value.hpp"

namespace saldo::scenario {

/// Kinds of names that a file declares and refers to.
enum class Space {
    none,
    company,
    goods,  ///< parts and products
    product,
    lot,
    outcome,
    outcome_of_file,  ///< declared above or below: a certificate may be told after its F4
    movement,
    asset,
    asset_move,
    disassembly,
    run,
    lot_or_outcome,
    lot_or_asset,
    discharging,  ///< outcomes and disassemblies: what has rows
};

/// One word or field of a statement: what it is called, what it holds, whose name it is.
struct Slot {
    std::string_view what;  ///< as messages call it; of a field: its key
    Type type = Type::word;
    Space refers = Space::none;    ///< must be declared above
    Space declares = Space::none;  ///< is declared here
    std::vector<std::string_view> choices = {};
};

/// A field that a word makes obligatory: a movement `out` needs `to=`.
struct Need {
    std::size_t word = 0;
    std::string_view is;
    std::string_view field;
};

/// One statement or one kind of expectation, as section 1 to 3 of the format describe it.
struct Shape {
    std::string_view keyword;     ///< of an expectation: its kind
    std::vector<Slot> words;      ///< obligatory, in this order
    std::vector<Slot> fields;     ///< at most once each, in any order
    std::vector<Slot> rest = {};  ///< empty, or the one slot that may follow any number of times
    std::size_t rest_min = 0;
    std::size_t rest_max = 0;
    bool none_for_rest = false;  ///< the word `none` may stand for the rest
    std::vector<Need> needs = {};
    bool needs_company = false;  ///< speaks of a company, if only of the first one declared
};

/// Every statement, `expect` aside.
const std::vector<Shape>& statement_shapes();
/// Every kind of expectation.
const std::vector<Shape>& expectation_shapes();

/// The shape of a keyword, or nullptr.
const Shape* find_shape(const std::vector<Shape>& shapes, std::string_view keyword);

/// The form of a statement for messages: "unit PART UNIT FACTOR".
std::string form_of(const Shape& shape);

}  // namespace saldo::scenario
