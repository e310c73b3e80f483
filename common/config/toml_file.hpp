#pragma once

#include <string>
#include <string_view>

#include "common/config/options.hpp"

namespace saldo::config {

/// Reads one file over the values that hold so far. What the option table does not know is a fault,
/// so nothing that a person wrote is ever ignored; all faults are found, in the order of the file.
void read_toml_file(const OptionTable& table, const std::string& path, Origin::Source source,
                    Loaded& loaded);

/// The same for a text that was read already; `name` stands where faults name the file.
void read_toml_text(const OptionTable& table, std::string_view text, const std::string& name,
                    Origin::Source source, Loaded& loaded);

}  // namespace saldo::config
