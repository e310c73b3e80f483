#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/result.hpp"
#include "common/base/words.hpp"

namespace saldo::hub {

/// What one export is of. Two runs with the same scope on the same log write the same bytes.
struct ExportScope {
    std::string hub;                     ///< "hub-1a2b3c4d5e6f"
    std::string origin;                  ///< first part of the names of its trees
    std::string log_key;                 ///< verifier key of its checkpoints
    bool is_whole = true;                ///< every company
    std::vector<std::string> companies;  ///< otherwise these, sorted
    std::uint64_t position = 0;          ///< facts known; the next one is not here
    LocalDate as_of;                     ///< the day of the calendar's alerts
    Language language = Language::en;    ///< of whoever asked
    std::string program;                 ///< "saldo-hub 0.1.0"
    bool with_blobs = true;
    friend bool operator==(const ExportScope&, const ExportScope&) = default;
};

/// The members of a scope as JSON, without braces: `"format":"saldo-export/1", …`.
std::string scope_members(const ExportScope& scope);
/// Reads them out of a JSON object, which may have more members. Errors: malformed; unsupported for
/// a format of another Saldo.
Result<ExportScope> read_scope(std::string_view json);

/// Which member of the scopes differs first, as the manifest calls it; empty where none does.
std::string_view difference_of(const ExportScope& a, const ExportScope& b);

}  // namespace saldo::hub
