#pragma once

#include <cstdint>
#include <string_view>

namespace saldo::hub {

/// What people call a type of fact (data_format.md, section 2): "declared entry"; of records of
/// journals: "movement". Empty for a number that this program does not know.
std::string_view name_of_fact_type(std::uint16_t type);
std::string_view name_of_record_type(std::uint16_t type);

}  // namespace saldo::hub
