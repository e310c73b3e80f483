#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"

namespace saldo::hub {

/// The name that a fact gives to a thing of its company (D-21); empty where it gives none.
std::string_view name_given(const Fact& fact);

/// Every name of a thing or movement that a fact gives or speaks of.
std::vector<std::string_view> names_in(const Fact& fact);

}  // namespace saldo::hub
