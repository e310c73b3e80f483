#include "hub/book/assemble.hpp"

#include <algorithm>
#include <tuple>

#include "hub/book/begin_with_openings.hpp"
#include "hub/book/credit.hpp"
#include "hub/book/exceptions.hpp"

namespace saldo::book {
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

/// Appends rows that name the only outcome of their draft, as rows of the whole.
template <class Row>
void append(std::vector<Row>& all, const std::vector<Row>& rows, std::uint32_t outcome) {
    for (const Row& row : rows) {
        all.push_back(row);
        all.back().outcome = outcome;
    }
}

}  // namespace

Assembly::Assembly(const Surroundings& around)
    : around_{around}, opening_day_{around.sources.openings.day_of(around.rfc)} {
    const Sources& sources = around.sources;
    derived_.mode = sources.catalogs.mode_of(around.rfc);
    derived_.lonely_halves = around.pairs.lonely(around.rfc);
    for (const ScrapRecord& scrap : sources.declarations.scrap()) {
        if (scrap.rfc != around.rfc) continue;
        derived_.scrap.push_back({scrap.part_number, scrap.date, scrap.quantity});
    }
    for (const NationalStock& stock : sources.declarations.national()) {
        if (stock.rfc != around.rfc) continue;
        LotRow lot{.key = {}, .part = stock.part_number};
        lot.entry_date = stock.date;
        lot.paid_at = {stock.date, 0};
        lot.quantity = stock.quantity;
        derived_.national.push_back(std::move(lot));
    }
}

void Assembly::add(const Drafted& drafted) {
    const bool is_history =
        drafted.exit && opening_day_ && drafted.exit->outcome.date <= *opening_day_;
    if (is_history) {  // another system discharged it: it is shown, takes nothing, raises nothing
        derived_.outcomes.push_back(drafted.exit->outcome);
        derived_.outcomes.back().is_history = true;
        derived_.outcomes.back().pair_fault = PairFault::none;
        return;
    }
    derived_.lots.insert(derived_.lots.end(), drafted.lots.begin(), drafted.lots.end());
    for (const LotRow& lot : drafted.national) {
        // What another system used of it is not known: what was left then is told as stock.
        const bool is_older = opening_day_ && there_from(lot) <= *opening_day_;
        if (!is_older) derived_.national.push_back(lot);
    }
    derived_.alerts.insert(derived_.alerts.end(), drafted.alerts.begin(), drafted.alerts.end());
    if (!drafted.exit) return;
    const Drafted::Exit& exit = *drafted.exit;
    const auto index = static_cast<std::uint32_t>(derived_.outcomes.size());
    derived_.outcomes.push_back(exit.outcome);
    append(derived_.uses, exit.uses, index);
    append(derived_.held, exit.held, index);
    append(derived_.certificates, exit.certificates, index);
    append(derived_.yields, exit.yields, index);
    derived_.scrap.insert(derived_.scrap.end(), exit.scrap.begin(), exit.scrap.end());
}

Derived Assembly::finish(const DischargeOf& discharge_of) {
    begin_with_openings(derived_, around_);
    settle(derived_, discharge_of);
    const auto take_over = [&](std::vector<Alert> alerts) {
        for (Alert& alert : alerts) derived_.alerts.push_back(std::move(alert));
    };
    take_over(exceptions_of(around_.sources, around_.rfc, derived_));
    take_over(superseded_reports(around_.sources.filings, around_.rfc, derived_));
    merge(derived_.alerts);
    return std::move(derived_);
}

}  // namespace saldo::book
