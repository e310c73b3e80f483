#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/options.hpp"

// Between the loader's files only: single values against their options.

namespace saldo::config {

/// "text", "integer", "boolean", "tables": what Fault::expected says of a wrong type.
std::string_view name_of(Kind kind);

const Option* find_option(const OptionTable& table, std::string_view key);

/// The candidate that was probably meant; empty when none is near.
std::string nearest_text(std::string_view word, const std::vector<std::string_view>& candidates);

/// What of a value breaks its option's bounds or choices, if anything.
std::optional<Fault> bound_fault(const Option& option, const Values::Scalar& value,
                                 const Origin& origin, std::string key);

/// A value as the environment or a flag writes it. Nothing when it is of another type.
std::optional<Values::Scalar> scalar_from_text(Kind kind, std::string_view text);

/// Gives every key of the table its default.
void set_standard(const OptionTable& table, Values& values);

}  // namespace saldo::config
