#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "hub/customs/partida_columns.hpp"
#include "hub/customs/pedimento_columns.hpp"

namespace saldo::customs {

/// The index of a column by its name; a name that is not there does not compile.
consteval std::size_t index_of(std::span<const Column> record, std::string_view name) {
    for (std::size_t i = 0; i < record.size(); ++i) {
        if (record[i].name == name) return i;
    }
    throw "no such column";
}

}  // namespace saldo::customs
