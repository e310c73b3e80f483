#include "hub/book/compare.hpp"

#include <map>
#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "hub/book/credit.hpp"

namespace saldo::book {
namespace {

/// Where a row stands: kind, reference, line, part, lot. Its value is what a person reads.
using Place = std::tuple<std::string_view, std::string, std::uint32_t, std::string, std::string>;
using Says = std::map<Place, std::string>;

void add_discharges(const Derived& derived, const Filter& filter, Says& says) {
    std::map<Place, Quantity> sums;
    for (const TakeRow& take : derived.takes) {
        const UseRow& use = derived.uses[take.use];
        const OutcomeRow& outcome = derived.outcomes[use.outcome];
        const bool counts = (!filter.as_of || outcome.date <= *filter.as_of) &&
                            (filter.part.empty() || use.part == filter.part);
        if (!counts) continue;
        sums[{"discharge", outcome.key, use.line, use.part, name_of(derived.lots[take.lot])}] +=
            take.quantity;
    }
    for (const auto& [place, quantity] : sums) says[place] = format_quantity(quantity);
}

void add_balances(const Derived& derived, const Filter& filter, Says& says) {
    const auto balances = balances_at(derived, filter.as_of);
    for (std::size_t i = 0; i < derived.lots.size(); ++i) {
        const LotRow& lot = derived.lots[i];
        if (!filter.part.empty() && lot.part != filter.part) continue;
        std::string text = format_quantity(balances[i].left);
        if (!balances[i].provisional.is_zero()) {
            text += " (" + format_quantity(balances[i].provisional) + " provisional)";
        }
        says[{"balance", name_of(lot), 0, lot.part, name_of(lot)}] = std::move(text);
    }
}

void add_alerts(Book& book, const std::string& rfc, const Filter& filter, Says& says) {
    for (const Alert& alert : book.alerts(rfc, filter.today)) {
        if (!filter.part.empty() && alert.part != filter.part) continue;
        std::string text = "open";
        if (alert.amount) text = format_quantity(*alert.amount);
        if (!alert.amount && alert.money) text = format_money(*alert.money);
        if (!alert.reason.empty()) text += " " + alert.reason;
        says[{"alert", id_of(alert), 0, alert.part, alert.lot}] = std::move(text);
    }
}

void add_reports(const Derived& derived, Says& says) {
    for (const auto& [period, values] : reports_of(derived)) {
        for (const auto& [fraccion, value] : values) {
            const std::string ref = fmt::format("{}/{:08}", name_of(period), fraccion);
            says[{"report", ref, 0, "", ""}] = format_money(value);
        }
    }
}

Says what_says(Book& book, const std::string& rfc, const Filter& filter) {
    Says says;
    const Derived& derived = book.derived(rfc);
    add_discharges(derived, filter, says);
    add_balances(derived, filter, says);
    if (filter.part.empty()) add_reports(derived, says);
    add_alerts(book, rfc, filter, says);
    return says;
}

}  // namespace

Table differences(Book& before, Book& after, const Filter& filter) {
    Table table{{{"what"},
                 {"rfc", false, true},
                 {"ref", false, true},
                 {"line", true},
                 {"part_number", false, true},
                 {"lot"},
                 {"before"},
                 {"after"}},
                {}};
    std::set<std::string> companies;
    for (Book* book : {&before, &after}) {
        for (std::string& rfc : book->companies()) companies.insert(std::move(rfc));
    }
    for (const std::string& rfc : companies) {
        if (!filter.company.empty() && filter.company != rfc) continue;
        const Says then = what_says(before, rfc, filter);
        const Says now = what_says(after, rfc, filter);
        Says all = then;
        all.insert(now.begin(), now.end());
        const auto text_in = [](const Says& says, const Place& place) {
            const auto found = says.find(place);
            return found == says.end() ? std::string{} : found->second;
        };
        for (const auto& [place, any] : all) {
            std::string was = text_in(then, place);
            std::string is = text_in(now, place);
            if (was == is) continue;
            const auto& [what, ref, line, part, lot] = place;
            table.rows.push_back({std::string{what}, rfc, ref,
                                  line == 0 ? std::string{} : std::to_string(line), part, lot,
                                  std::move(was), std::move(is)});
        }
    }
    return table;
}

}  // namespace saldo::book
