#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/join_bundle.hpp"
#include "common/config/options.hpp"

namespace saldo::config {

/// Turns loaded values into the typed settings of a program, and notes what does not go together.
class SettingsReader {
public:
    /// Both must outlive the reader. `row_key` is the list of which `values` is one row, if it is.
    SettingsReader(const Values& values, std::vector<Fault>& faults, std::string row_key = {})
        : values_{values}, faults_{faults}, row_key_{std::move(row_key)} {}

    const Values& values() const { return values_; }
    /// An integer that has a default, or is set; 0 where it is required and missing (a fault then).
    std::uint32_t whole(std::string_view key) const;
    /// A path, or `name` inside the folder of the key "data".
    std::string path_or(std::string_view key, std::string_view name) const;
    /// Pieces between commas, without blanks around them.
    std::vector<std::string> list(std::string_view key) const;
    /// "host:port"; nothing when it is not set, or bad (a fault then).
    std::optional<HostPort> host_port(std::string_view key, bool port_may_be_zero);
    /// The path of a unix socket in `key`, or `name` inside the data folder: short enough to bind.
    std::string socket_path(std::string_view key, std::string_view name);

    void fault(std::string_view key, Words say);

private:
    const Values& values_;
    std::vector<Fault>& faults_;
    std::string row_key_;
};

}  // namespace saldo::config
