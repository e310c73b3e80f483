#include "hub/book/derive.hpp"

#include <algorithm>
#include <tuple>

#include "hub/book/credit.hpp"
#include "hub/book/drafts.hpp"
#include "hub/book/settle.hpp"

namespace saldo::book {

std::string name_of(const LotRow& lot) {
    return lot.is_declared ? lot.key : lot.key + "/" + std::to_string(lot.line);
}

namespace {

/// One alert for each code, subject, part, lot and reason, its amounts summed. Leaves them sorted.
void merge(std::vector<Alert>& alerts) {
    std::ranges::sort(alerts);
    const auto key = [](const Alert& a) {
        return std::tie(a.code, a.subject, a.part, a.lot, a.reason);
    };
    std::vector<Alert> merged;
    for (Alert& alert : alerts) {
        const bool same = !merged.empty() && key(merged.back()) == key(alert);
        if (!same) {
            merged.push_back(std::move(alert));
        } else if (merged.back().amount && alert.amount) {
            merged.back().amount = *merged.back().amount + *alert.amount;
        }
    }
    alerts = std::move(merged);
}

}  // namespace

Derived derive(const Sources& sources, const std::string& rfc) {
    Draft draft{sources, rfc};
    draft.add_pedimentos();
    draft.add_declarations();
    draft.add_openings();
    draft.explode_exits();
    draft.add_exceptions();
    Derived derived = std::move(draft.derived());
    settle(derived);
    for (Alert& alert : superseded_reports(sources.decisions, rfc, derived)) {
        derived.alerts.push_back(std::move(alert));
    }
    merge(derived.alerts);
    return derived;
}

}  // namespace saldo::book
