#pragma once

#include <map>
#include <set>
#include <string>

#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"

namespace saldo::book {

/// What other systems say that they discharged. Claims to compare with: no balance comes of them.
class DischargeHistory {
public:
    Verdict add(ForeignDischarge discharge);
    bool holds(const ForeignDischarge& discharge) const;

    /// In the order of their columns.
    const std::set<ForeignDischarge>& of(const std::string& rfc) const;
    std::set<std::string> companies() const;

private:
    std::map<std::string, std::set<ForeignDischarge>> rows_;  ///< by company
};

}  // namespace saldo::book
