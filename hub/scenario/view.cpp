#include "hub/scenario/view.hpp"

#include <algorithm>
#include <tuple>

namespace saldo::scenario {
namespace {

bool same_but_amount(const book::Alert& a, const book::Alert& b) {
    return std::tie(a.code, a.subject, a.part, a.lot, a.reason) ==
           std::tie(b.code, b.subject, b.part, b.lot, b.reason);
}

/// An exception counts once for a subject, part and lot, with the sum of its amounts.
void add_alert(std::vector<book::Alert>& alerts, const book::Alert& alert) {
    const auto held = std::ranges::find_if(
        alerts, [&](const book::Alert& other) { return same_but_amount(alert, other); });
    if (held == alerts.end()) {
        alerts.push_back(alert);
    } else if (alert.amount) {
        held->amount = held->amount.value_or(Quantity{}) + *alert.amount;
    }
}

Row row_of(const book::Derived& derived, const book::TakeRow& take) {
    const book::UseRow& use = derived.uses[take.use];
    const book::OutcomeRow& outcome = derived.outcomes[use.outcome];
    const book::LotRow& lot = derived.lots[take.lot];
    const bool by_pedimento = derived.mode == DischargeMode::value_by_pedimento;
    return {.outcome = outcome.key,
            .lot = by_pedimento ? value_name_of(lot) : name_of(lot),
            .part = use.part,
            .plant = use.plant,
            .line = use.line,
            .column = use.column,
            .date = outcome.date,
            .is_provisional = outcome.is_provisional,
            .quantity = take.quantity,
            .umt = take.umt,
            .value = take.value,
            .is_of_disassembly = outcome.kind == book::OutcomeKind::disassembly};
}

/// Rows of one document line, part, column and lot are one row.
void add_row(std::vector<Row>& rows, Row row) {
    const auto key = [](const Row& r) {
        return std::tie(r.outcome, r.line, r.part, r.column, r.lot);
    };
    if (rows.empty() || key(rows.back()) != key(row)) return rows.push_back(std::move(row));
    rows.back().quantity += row.quantity;
    rows.back().umt += row.umt;
    rows.back().value += row.value;
}

}  // namespace

View::View(book::Book& book, std::optional<LocalDate> today) : book_{book} {
    for (const std::string& rfc : book.companies()) {
        const book::Derived& derived = book.derived(rfc);
        companies_[rfc] = &derived;
        for (const book::LotRow& lot : derived.lots) lots_.emplace_back(rfc, &lot);
        for (const book::TakeRow& take : derived.takes) {
            Row row = row_of(derived, take);
            takes_[&derived.lots[take.lot]].push_back(
                {row.date, row.is_provisional, take.quantity, take.umt, take.value});
            add_row(rows_, std::move(row));
        }
        for (const book::Alert& alert : book.alerts(rfc, today)) add_alert(alerts_, alert);
    }
}

const book::Derived* View::derived(std::string_view rfc) const {
    const auto found = companies_.find(rfc);
    return found == companies_.end() ? nullptr : found->second;
}

std::vector<Row> View::rows_of(std::string_view outcome) const {
    std::vector<Row> found;
    std::ranges::copy_if(rows_, std::back_inserter(found),
                         [&](const Row& row) { return row.outcome == outcome; });
    return found;
}

std::map<std::pair<std::string, std::string>, Quantity> View::discharged() const {
    std::map<std::pair<std::string, std::string>, Quantity> sums;
    for (const Row& row : rows_) sums[{row.outcome, row.lot}] += row.quantity;
    return sums;
}

const book::LotRow* View::lot(std::string_view name) const {
    for (const auto& [rfc, lot] : lots_) {
        if (name_of(*lot) == name) return lot;
    }
    return nullptr;
}

LotBalance View::balance(std::string_view name, std::optional<LocalDate> at) const {
    LotBalance sum;
    bool is_first = true;
    for (const auto& [rfc, lot] : lots_) {
        if (name_of(*lot) != name) continue;
        const LotBalance one = balance_of(*lot, at);
        if (is_first) {
            sum = one;
        } else {
            sum.quantity += one.quantity;
            sum.confirmed += one.confirmed;
        }
        is_first = false;
    }
    return sum;
}

LotBalance View::balance_of(const book::LotRow& lot, std::optional<LocalDate> at) const {
    LotBalance balance;
    if (lot.quantity_umt) balance.umt = Quantity{};
    if (lot.value) balance.value = Money{};
    if (!has_entered(lot, at)) return balance;
    balance.quantity = lot.quantity;
    balance.confirmed = lot.quantity;
    balance.umt = lot.quantity_umt;
    balance.value = lot.value;
    const auto takes = takes_.find(&lot);
    if (takes == takes_.end()) return balance;
    for (const LotTake& take : takes->second) {
        if (at && take.date > *at) continue;
        balance.quantity -= take.quantity;
        if (!take.is_provisional) balance.confirmed -= take.quantity;
        if (balance.umt) balance.umt = *balance.umt - take.umt;
        if (balance.value) balance.value = *balance.value - take.value;
    }
    return balance;
}

Quantity View::pool(std::string_view rfc, std::string_view part,
                    std::optional<LocalDate> at) const {
    Quantity sum;
    for (const auto& [company, derived] : companies_) {
        if (!rfc.empty() && company != rfc) continue;
        for (const book::ScrapRow& scrap : derived->scrap) {
            if (scrap.part == part && (!at || scrap.date <= *at)) sum += scrap.change;
        }
    }
    return sum;
}

}  // namespace saldo::scenario
