#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "hub/customs/cells.hpp"
#include "hub/customs/finding_list.hpp"
#include "hub/customs/records.hpp"

namespace saldo::customs {

/// Which column of the record each field of a file is; nothing for a column that Saldo does not
/// know.
struct Header {
    std::vector<std::optional<std::size_t>> slots;  ///< by field: index into RecordSpec::columns
};

/// Finds the columns of a record by their names, in any order. Nothing when a needed one is
/// missing.
std::optional<Header> read_header(const RecordSpec& spec, std::string_view line,
                                  const TextTraits& traits, std::string_view path,
                                  FindingList& findings);

}  // namespace saldo::customs
