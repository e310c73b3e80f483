#pragma once

#include <string_view>
#include <vector>

#include "hub/scenario/grammar.hpp"

// How the tables of the grammar are written: one short word for each sort of slot.

namespace saldo::scenario::slots {

inline Slot of(std::string_view what, Type type) { return {.what = what, .type = type}; }
inline Slot refers(std::string_view what, Space space) {
    return {.what = what, .type = Type::name, .refers = space};
}
inline Slot declares(std::string_view what, Space space) {
    return {.what = what, .type = Type::name, .declares = space};
}
inline Slot one_of(std::string_view what, std::vector<std::string_view> choices) {
    return {.what = what, .type = Type::choice, .choices = std::move(choices)};
}
inline Slot yes_or_no(std::string_view what) { return one_of(what, {"yes", "no"}); }

inline Slot company() { return refers("company", Space::company); }
inline Slot captured() { return of("captured", Type::time); }
inline Slot received() { return of("received", Type::time); }
inline Slot report_type() {
    return one_of("TYPE", {"return", "regime-change", "virtual", "ctm", "destruction-donation",
                           "regularisation"});
}

/// Several tables as one. A statement that may name a company speaks of one, if only of the first.
std::vector<Shape> joined(std::vector<std::vector<Shape>> tables);

}  // namespace saldo::scenario::slots
