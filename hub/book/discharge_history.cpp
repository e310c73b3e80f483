#include "hub/book/discharge_history.hpp"

#include <utility>

namespace saldo::book {

Verdict DischargeHistory::add(ForeignDischarge discharge) {
    auto& rows = rows_[discharge.rfc];
    return rows.insert(std::move(discharge)).second ? Verdict::fresh : Verdict::duplicate;
}

bool DischargeHistory::holds(const ForeignDischarge& discharge) const {
    return of(discharge.rfc).contains(discharge);
}

const std::set<ForeignDischarge>& DischargeHistory::of(const std::string& rfc) const {
    static const std::set<ForeignDischarge> none;
    const auto found = rows_.find(rfc);
    return found == rows_.end() ? none : found->second;
}

std::set<std::string> DischargeHistory::companies() const {
    std::set<std::string> all;
    for (const auto& [rfc, rows] : rows_) all.insert(rfc);
    return all;
}

}  // namespace saldo::book
