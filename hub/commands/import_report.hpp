#pragma once

#include <string>
#include <vector>

#include "common/base/words.hpp"
#include "hub/customs/datastage.hpp"
#include "hub/customs/finding.hpp"

namespace saldo::hub {

/// What became of one imported set or file.
struct ImportedSet {
    std::string name;  ///< folder and folio, or the file
    std::string rfc;
    bool is_refused = false;
    bool is_incomplete = false;
    std::size_t facts = 0;      ///< that it holds
    std::size_t fresh = 0;      ///< new to the hub
    std::size_t conflicts = 0;  ///< contradict what was told first; kept and shown
    std::vector<std::string> held_back;
    const customs::SetTotals* totals = nullptr;  ///< of a Data Stage set
    std::string folio;
};

/// Everything that an import says, for people.
std::string import_text(const std::vector<ImportedSet>& sets,
                        const std::vector<customs::Finding>& findings, bool is_dry_run,
                        Language language);
/// The same for programs; a set carries its control totals as the authority's Resumen would.
std::string import_json(const std::vector<ImportedSet>& sets,
                        const std::vector<customs::Finding>& findings, bool is_dry_run,
                        Language language);

}  // namespace saldo::hub
